using System.Security.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

/// <summary>
/// What the waiting page is told and nobody stores: scans and refusals since this activation. Every snapshot has a number of its own, since a state can also change by the clock
/// alone; another activation is another epoch.
/// </summary>
internal sealed class ChallengePage
{
    private readonly string _epoch = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private long _number;

    /// <summary>When the holder's phone last scanned; null if it did not, or has refused since.</summary>
    public DateTimeOffset? ScannedAt { get; private set; }

    /// <summary>How many scans: orders what the board is told between two commits.</summary>
    public int Scans { get; private set; }

    /// <summary>Problem type of the last refusal; null after something went well.</summary>
    public string? Refusal { get; private set; }

    public void Scanned(DateTimeOffset at)
    {
        Scans++;
        (ScannedAt, Refusal) = (at, null);
    }

    public void Refused(Refusal refusal) => Refusal = ProblemWord.TypeOf(refusal.Word);

    public void Changed(ChallengeState state)
    {
        Refusal = null;
        if (state.Status != ChallengeWord.Approved)
            ScannedAt = null;
    }

    public ChallengeSnapshot Snapshot(string challengeId, ChallengeState state, ChallengeMoment moment, OpeningTerms? terms, ChallengeResult? result) => new(
        challengeId, _epoch, ++_number, state.Kind, ChallengeRules.WordOf(state, moment, ScannedAt is not null), terms, state.Expires, state.PlatformId, state.PlatformName,
        ScannedAt, state.DecidedAt, Refusal, result);
}
