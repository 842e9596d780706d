using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

internal static partial class ChallengeRules
{
    /// <summary>What a response gets without being verified: the answer it got before, or that another one came first. Null if it has to be looked at.</summary>
    /// <param name="receiptLeaf">Makes the receipt of a response that counts.</param>
    public static RespondDecision? DecideKnownResponse(
        ChallengeState state, OpeningTerms terms, SignedBody body, DateTimeOffset arrival, Func<HeldResponse, byte[]> receiptLeaf)
    {
        if (state.Answer is { } answer)
            return Same(answer, body) ? new RespondDecision.Repeated(answer) : new RespondDecision.Refused(new AlreadyDecided(state.Status));
        if (KeptAsLate(state, body) is { } kept)
            return DecideLateAgain(state, terms, kept, receiptLeaf) is { } counts ? counts : new RespondDecision.RepeatedLate(kept, terms.OpensAt!.Value, terms.ClosesAt!.Value);
        return WhyNot(state, ChallengeMoment.Of(state, terms, arrival), arrival) switch
        {
            // Both are decided after everything else is verified, so that a late answer is kept.
            null or WindowClosed => null,
            var refusal => new RespondDecision.Refused(refusal),
        };
    }

    /// <summary>A verified response by a certificate in good standing: it counts by its arrival, however late this is asked.</summary>
    public static RespondDecision DecideResponse(ChallengeState state, ChallengeMoment moment, HeldResponse response)
    {
        if (WhyNot(state, moment, response.Arrival) is not { } refusal)
            return new RespondDecision.Accepted(Approve(state, response, response.Arrival), response);
        if (refusal is not WindowClosed closed)
            return new RespondDecision.Refused(refusal);
        if (state.Late.Count >= MaxLate)
            return new RespondDecision.Refused(closed);
        return new RespondDecision.KeptLate(
            state with { Changes = state.Changes + 1, Late = [.. state.Late, response] }, response, closed.OpensAt, closed.ClosesAt);
    }

    /// <summary>The very same answer, if it came before and was kept as late: it counts by that arrival, if it counts at all.</summary>
    public static HeldResponse? KeptAsLate(ChallengeState state, SignedBody body) => state.Late.FirstOrDefault(late => Same(late, body));

    /// <summary>An answer kept as late, once the window was extended over its arrival; null if it does not lie in it, or another one counts.</summary>
    /// <inheritdoc cref="DecideKnownResponse"/>
    public static RespondDecision.Accepted? DecideLateAgain(ChallengeState state, OpeningTerms terms, HeldResponse late, Func<HeldResponse, byte[]> receiptLeaf)
    {
        if (WhyNot(state, ChallengeMoment.Of(state, terms, late.Arrival), late.Arrival) is not null)
            return null;
        var answer = late with { ReceiptLeaf = receiptLeaf(late) };
        return new RespondDecision.Accepted(Approve(state, answer, answer.Arrival), answer);
    }

    /// <summary>The host's signed amendment makes a late response count.</summary>
    /// <param name="responseDigest">SM3 of its bytes.</param>
    /// <param name="receiptLeaf">Makes the admission's receipt of the response.</param>
    public static AdmitDecision DecideAdmission(ChallengeState state, Sm3Digest responseDigest, DateTimeOffset arrival, Func<HeldResponse, byte[]> receiptLeaf)
    {
        if (state.Late.FirstOrDefault(late => Sm3Digest.Of(late.Response) == responseDigest) is not { } found)
            return new AdmitDecision.Refused(new AmendmentRefused("response", null, null));
        if (state.Answer is { } answer)
            return Same(answer, new SignedBody(found.Response, found.Signature))
                ? new AdmitDecision.Repeated()
                : new AdmitDecision.Refused(new AlreadyDecided(state.Status));
        var admitted = found with { ReceiptLeaf = receiptLeaf(found), Admitted = true };
        return new AdmitDecision.Admitted(Approve(state, admitted, arrival), admitted);
    }

    /// <summary>The tile of a challenge by what is stored.</summary>
    public static string TileOf(ChallengeState state)
    {
        if (state.Answer is not { } answer)
            return state.Late.Count > 0 ? TileState.Late : state.Rejection is not null ? TileState.Rejected : TileState.Waiting;
        if (state.Files.Any(file => !file.Opened))
            return TileState.Failed;
        if (state.Files.Count > 0 && state.Files.Count == state.Envelopes.Count)
            return TileState.Opened;
        return answer.Admitted ? TileState.Admitted : answer.Partial ? TileState.Partial : TileState.Answered;
    }

    private static ChallengeState Approve(ChallengeState state, HeldResponse response, DateTimeOffset decidedAt) =>
        state with { Status = ChallengeWord.Approved, Changes = state.Changes + 1, Answer = response, DecidedAt = decidedAt };

    private static bool Same(HeldResponse held, SignedBody body) =>
        held.Response.AsSpan().SequenceEqual(body.Record) && held.Signature.AsSpan().SequenceEqual(body.Signature);
}

/// <summary>What a response gets.</summary>
internal abstract record RespondDecision
{
    private RespondDecision()
    {
    }

    public sealed record Refused(Refusal Refusal) : RespondDecision;

    /// <summary>It was accepted before: the same answer.</summary>
    public sealed record Repeated(HeldResponse Answer) : RespondDecision;

    /// <summary>It was kept as late before: the same answer.</summary>
    public sealed record RepeatedLate(HeldResponse Late, DateTimeOffset OpensAt, DateTimeOffset ClosesAt) : RespondDecision;

    /// <summary>It counts, once <paramref name="Next"/> is committed.</summary>
    public sealed record Accepted(ChallengeState Next, HeldResponse Answer) : RespondDecision;

    /// <summary>It came after the close and is kept, once <paramref name="Next"/> is committed.</summary>
    public sealed record KeptLate(ChallengeState Next, HeldResponse Late, DateTimeOffset OpensAt, DateTimeOffset ClosesAt) : RespondDecision;
}

/// <summary>What an admission gets.</summary>
internal abstract record AdmitDecision
{
    private AdmitDecision()
    {
    }

    public sealed record Refused(Refusal Refusal) : AdmitDecision;

    public sealed record Repeated : AdmitDecision;

    public sealed record Admitted(ChallengeState Next, HeldResponse Answer) : AdmitDecision;
}
