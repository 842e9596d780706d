using Hub.Cryptography;

namespace TradingPlatform.Openings;

/// <summary>A decryption window (解密时限): the start is in it, the end is not.</summary>
internal readonly record struct DecryptionWindow(DateTimeOffset Start, DateTimeOffset End)
{
    public bool Contains(DateTimeOffset arrival) => Start <= arrival && arrival < End;
}

/// <summary>An amendment of this platform, and when it arrived at the hub: as the receipt says, not as the platform's clock does.</summary>
internal sealed record ArrivedAmendment(AmendmentAction Action, DateTimeOffset Arrival);

/// <summary>
/// The window as this platform knows it, from its own descriptor and from the receipts of its own freeze and amendments (protocol section 3.6). What the hub says of start and end is
/// not asked.
/// </summary>
internal static class WindowRules
{
    /// <summary>The window, or null as long as nothing has opened it.</summary>
    /// <param name="frozen">Arrival of the freeze.</param>
    /// <param name="amendments">In the order of their numbers.</param>
    public static DecryptionWindow? Of(OpeningDescriptor terms, DateTimeOffset frozen, IEnumerable<ArrivedAmendment> amendments)
    {
        var window = terms.Start == OpeningStart.Clock ? Opened(terms, Later(terms.EarliestStart, frozen)) : (DecryptionWindow?)null;
        var closed = false;
        foreach (var (action, arrival) in amendments)
        {
            switch (action, window)
            {
                case (AmendmentAction.Start, null) when arrival >= terms.EarliestStart:
                    window = Opened(terms, arrival);
                    break;
                // Each counts before the end that was in force when it arrived: an end that has passed is never moved, so an answer that was late stays late.
                case (AmendmentAction.Extend extend, { } open) when !closed && arrival < open.End && extend.Until > open.End:
                    window = open with { End = extend.Until };
                    break;
                // Not before it has begun; and what arrived before it was in time and stays so.
                case (AmendmentAction.Close, { } open) when !closed && open.Contains(arrival):
                    (window, closed) = (open with { End = arrival }, true);
                    break;
            }
        }
        return window;
    }

    private static DecryptionWindow Opened(OpeningDescriptor terms, DateTimeOffset start) => new(start, start.AddSeconds(terms.WindowSeconds));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
