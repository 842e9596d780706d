using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Openings;

/// <summary>What the rules say of a platform's record.</summary>
internal abstract record OpeningDecision
{
    private OpeningDecision()
    {
    }

    /// <summary>Not taken; nothing changes.</summary>
    internal sealed record Refused(Refusal Why) : OpeningDecision;

    /// <summary>It was taken before, as the same bytes: the same answer again.</summary>
    internal sealed record Repeated : OpeningDecision
    {
        internal static readonly Repeated It = new();
    }

    /// <summary>Taken, once the next state is stored.</summary>
    internal sealed record Take(OpeningState Next) : OpeningDecision;

    /// <summary>A freeze in which everything is right but what only the set of envelopes can tell.</summary>
    /// <param name="Crls">As they are now, one for each certificate of the descriptor's chain.</param>
    internal sealed record Compare(OpeningFreeze Freeze, IReadOnlyList<byte[]> Crls) : OpeningDecision;
}

/// <summary>A record that a platform has posted.</summary>
/// <param name="Hub">This hub.</param>
/// <param name="Platform">Who posted it, by its credential.</param>
/// <param name="Opening">To which opening.</param>
internal sealed record OpeningCommand(HubId Hub, PlatformId Platform, OpeningId Opening, SignedBody Body, PlatformTrust Trust)
{
    /// <summary>Where the record is another hub's, platform's or opening's; null if it is this one's.</summary>
    internal string? Stray(HubId hub, PlatformId platform, OpeningId opening) =>
        hub != Hub ? "record.hub is another" : platform != Platform ? "record.platform is another" : opening != Opening ? "record.opening is another" : null;
}
