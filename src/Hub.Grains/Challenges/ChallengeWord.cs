namespace Hub.Grains.Challenges;

/// <summary>The states of a challenge; words of the wire and of what is stored.</summary>
internal static class ChallengeWord
{
#pragma warning disable CS1591 // The protocol's section 5 defines each.
    public const string Waiting = "waiting", Open = "open", Scanned = "scanned", Approved = "approved", Rejected = "rejected", Expired = "expired", Cancelled = "cancelled";
#pragma warning restore CS1591
}
