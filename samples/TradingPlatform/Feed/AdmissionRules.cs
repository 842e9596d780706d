using Hub.Cryptography;
using TradingPlatform.HubCalls;
using TradingPlatform.Openings;

namespace TradingPlatform.Feed;

/// <summary>When an admission of a late answer counts: the hub may repeat an answer as admitted, but only this platform admits.</summary>
internal static class AdmissionRules
{
    /// <param name="late">The late answers that the feed brought before.</param>
    /// <param name="amendments">The amendments that this platform signed and the hub has receipted.</param>
    /// <returns>What is wrong, or empty.</returns>
    public static string Find(FeedEntry entry, IEnumerable<LateRow> late, IEnumerable<AmendmentAction> amendments)
    {
        var response = Sm3Digest.Of(entry.Response);
        if (!amendments.OfType<AmendmentAction.Admit>().Any(admit => admit.Challenge == entry.Challenge && admit.Response == response))
            return "admission that this platform never signed";
        return late.Any(row => row.Challenge == entry.Challenge.ToString() && row.Arrival == entry.Arrival && row.Response == response.ToString()) ? "" : "admission is not of a late answer";
    }
}
