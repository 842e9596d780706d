using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

internal static partial class ChallengeRules
{
    /// <summary>Why a phone gets no PIN try here and now; null if it gets one. So that nobody spends tries on what cannot be answered.</summary>
    public static Refusal? DecideUnlock(ChallengeState state, ChallengeMoment moment, ChallengeCaller caller, DateTimeOffset arrival) =>
        WhyNotThisCaller(moment, caller) ?? WhyNot(state, moment, arrival);
}
