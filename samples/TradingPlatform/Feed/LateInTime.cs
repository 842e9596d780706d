using TradingPlatform.Openings;

namespace TradingPlatform.Feed;

/// <summary>
/// Answers that the hub called late and that were in time by this platform's own window. An extension that was on its way does that for a moment; then the hub owes an approved entry. As
/// long as none has come, the operator sees it, and the host can admit the answer.
/// </summary>
internal static class LateInTime
{
    public static IEnumerable<LateRow> Find(Opening opening)
    {
        if (opening.State.Window is not { } window)
            return [];
        var counted = opening.Results.All.Where(row => !row.HubFault).Select(row => row.Challenge).ToHashSet(StringComparer.Ordinal);
        return opening.Late.All.Where(late => window.Contains(late.Arrival) && !counted.Contains(late.Challenge));
    }
}
