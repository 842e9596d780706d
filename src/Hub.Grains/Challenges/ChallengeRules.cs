using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

/// <summary>
/// The decisions of a challenge: from its state, a command and where its arrival lies, to what follows. Nothing here waits, stores or reads a clock. Each command has a
/// file of its own.
/// </summary>
internal static partial class ChallengeRules
{
    /// <summary>The most late responses that are kept: a phone posts one again and again, not a new one.</summary>
    public const int MaxLate = 3;

    /// <summary>The most envelopes of one decrypt challenge, as of one statement.</summary>
    public const int MaxEnvelopes = 64;

    /// <summary>The most envelopes and orders that ever left: more is no bidder's change of mind.</summary>
    public const int MaxLeft = 256;

    /// <summary>The state's word on the wire.</summary>
    /// <param name="scanned">This process has seen the holder's scan since the last decision.</param>
    public static string WordOf(ChallengeState state, ChallengeMoment moment, bool scanned) => (state.Status, moment) switch
    {
        _ when !HasWork(state) => ChallengeWord.Cancelled,
        (not ChallengeWord.Open, _) => state.Status,
        (_, ChallengeMoment.Before) => ChallengeWord.Waiting,
        (_, ChallengeMoment.After or ChallengeMoment.Expired) => ChallengeWord.Expired,
        _ => scanned ? ChallengeWord.Scanned : ChallengeWord.Open,
    };

    /// <summary>There is such a challenge and something to answer: a bidder may have withdrawn every envelope.</summary>
    public static bool HasWork(ChallengeState state) => state.Kind.Length > 0 && (!ChallengeTraits.Of(state.Kind).AnswersEnvelopes || state.Envelopes.Count > 0);

    /// <summary>Why a challenge takes no answer at this moment; null if it does.</summary>
    public static Refusal? WhyNot(ChallengeState state, ChallengeMoment moment, DateTimeOffset arrival) => (state.Status, moment) switch
    {
        (ChallengeWord.Cancelled, _) => new ChallengeCancelled(),
        (not ChallengeWord.Open, _) => new AlreadyDecided(state.Status),
        (_, ChallengeMoment.Before before) => new NotStarted(arrival, before.OpensAt),
        (_, ChallengeMoment.After after) => new WindowClosed(arrival, after.OpensAt, after.ClosesAt, false, null),
        (_, ChallengeMoment.Expired expired) => new ChallengeExpired(expired.Expires),
        _ => null,
    };

    /// <summary>What a caller who is not the holder gets; null for the holder. Before the start that is what anybody gets for any id.</summary>
    public static Refusal? WhyNotThisCaller(ChallengeMoment moment, ChallengeCaller caller) => caller switch
    {
        ChallengeCaller.Holder => null,
        ChallengeCaller.Barred barred => barred.Refusal,
        _ when moment.IsSecret => new ChallengeUnavailable(),
        ChallengeCaller.Stranger stranger => new WrongCertificate(stranger.Needed),
        _ => new DeviceUnknown(),
    };
}
