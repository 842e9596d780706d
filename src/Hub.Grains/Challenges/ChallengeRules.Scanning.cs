using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

internal static partial class ChallengeRules
{
    /// <summary>A phone has read the code.</summary>
    public static ScanDecision DecideScan(ChallengeState state, ChallengeMoment moment, ChallengeCaller caller, DateTimeOffset arrival)
    {
        if (WhyNotThisCaller(moment, caller) is { } refusal)
            return new ScanDecision.Refused(refusal);
        return WhyNot(state, moment, arrival) switch
        {
            null => new ScanDecision.ShowStatement(),
            NotStarted => new ScanDecision.ShowCountdown(),
            // The phone may have lost its receipt: it can find again what it signed.
            AlreadyDecided { State: ChallengeWord.Approved } => new ScanDecision.ShowDecided(),
            var closed => new ScanDecision.Refused(closed),
        };
    }
}

/// <summary>What a scan gets.</summary>
internal abstract record ScanDecision
{
    private ScanDecision()
    {
    }

    public sealed record Refused(Refusal Refusal) : ScanDecision;

    /// <summary>The request and a countdown, but no statement: it is before the start.</summary>
    public sealed record ShowCountdown : ScanDecision;

    /// <summary>Everything that an answer needs.</summary>
    public sealed record ShowStatement : ScanDecision;

    /// <summary>The same, of a challenge that was approved.</summary>
    public sealed record ShowDecided : ScanDecision;
}
