using Hub.Cryptography;

namespace Hub.Grains.Challenges;

/// <summary>What differs between kinds of challenges, in one table: everything else is the same state machine.</summary>
/// <param name="ByWindow">Answered within its opening's window and never stored as expired; else until an expiry of its own.</param>
/// <param name="ReopensOnRejection">A rejection leaves it open; else it is final.</param>
/// <param name="AnswersEnvelopes">The response has a result for each envelope; else none.</param>
/// <param name="OnBoard">Has a tile on its opening's board, and its answers go into the results feed.</param>
/// <param name="CanBeCancelled">Its platform may take it back while it is undecided.</param>
internal sealed record ChallengeTraits(bool ByWindow, bool ReopensOnRejection, bool AnswersEnvelopes, bool OnBoard, bool CanBeCancelled)
{
    private static readonly ChallengeTraits Single = new(false, false, false, false, true);

    private static readonly ChallengeTraits AtOpening = new(true, true, true, true, false);

    /// <summary>The traits of a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a word of <see cref="ChallengeKind"/>.</exception>
    public static ChallengeTraits Of(string kind) => kind switch
    {
        ChallengeKind.Decrypt => AtOpening,
        ChallengeKind.Encrypt or ChallengeKind.Login or ChallengeKind.Sign or ChallengeKind.Seal => Single,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of challenge."),
    };
}
