using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

internal static partial class ChallengeRules
{
    /// <summary>An envelope that the Opening has checked joins a decrypt challenge, and others may leave with it.</summary>
    /// <param name="platformName">Kept when the challenge is made.</param>
    public static RegisterDecision DecideRegister(ChallengeState state, RegisterEnvelope request, SealedEnvelope envelope, string platformName)
    {
        var leaf = Sm3Digest.Of(envelope.Leaf()).ToString();
        if (state.Envelopes.FirstOrDefault(held => held.EnvelopeId == request.EnvelopeId) is { } present)
            return present.Leaf == leaf ? new RegisterDecision.Repeated(present.ReceiptLeaf) : new RegisterDecision.Refused(new EnvelopeConflict());
        // Not back again: its withdrawal came later than the registration that is repeated here.
        if (state.Left.FirstOrDefault(left => left.EnvelopeId == request.EnvelopeId) is { } gone)
            return gone.Leaf == leaf ? new RegisterDecision.Repeated(gone.ReceiptLeaf) : new RegisterDecision.Refused(new EnvelopeConflict());
        if (WhyNotLeave(state, request.Withdraws) is { } refusal)
            return new RegisterDecision.Refused(refusal);
        var remaining = Leave(state, request.Withdraws);
        if (remaining.Envelopes.Count >= MaxEnvelopes)
            return new RegisterDecision.Refused(new TooMany(MaxEnvelopes));
        var authorship = envelope.Authorship.Digest.ToString();
        var next = remaining with
        {
            Kind = ChallengeKind.Decrypt,
            PlatformId = request.PlatformId,
            PlatformName = state.PlatformName.Length > 0 ? state.PlatformName : platformName,
            OpeningId = request.OpeningId,
            SignKeyId = request.SignKeyId,
            BidderId = request.BidderId,
            BidderName = request.BidderName,
            Changes = state.Changes + 1,
            Envelopes =
            [
                .. remaining.Envelopes,
                new HeldEnvelope(request.EnvelopeId, request.Lot, envelope.Header, envelope.Commitment.ToString(), envelope.SealedKey, authorship, leaf, request.Receipt),
            ],
            Authorships = remaining.Authorships.Any(held => held.Digest == authorship)
                ? remaining.Authorships
                : [.. remaining.Authorships, new HeldAuthorship(authorship, envelope.Authorship.Statement, envelope.Authorship.Response, envelope.Authorship.Signature)],
        };
        return new RegisterDecision.Changed(next, NewlyLeft(state, next));
    }

    /// <summary>The bidder takes envelopes back (撤回).</summary>
    /// <param name="order">Digest of the order, as the receipt has it: the same order again gets the same receipt.</param>
    public static RegisterDecision DecideWithdraw(ChallengeState state, WithdrawEnvelopes request, string order)
    {
        if (state.Withdrawals.FirstOrDefault(held => held.Digest == order) is { } known)
            return new RegisterDecision.Repeated(known.ReceiptLeaf);
        if (WhyNotLeave(state, request.Envelopes) is { } refusal)
            return new RegisterDecision.Refused(refusal);
        if (state.Withdrawals.Count >= MaxLeft)
            return new RegisterDecision.Refused(new TooMany(MaxLeft));
        var next = Leave(state, request.Envelopes) with
        {
            Changes = state.Changes + 1,
            Withdrawals = [.. state.Withdrawals, new HeldWithdrawal(order, request.Receipt)],
        };
        return new RegisterDecision.Changed(next, NewlyLeft(state, next));
    }

    private static Refusal? WhyNotLeave(ChallengeState state, IReadOnlyList<string> envelopes)
    {
        if (state.Answer is not null || state.Late.Count > 0)
            return new OpeningFrozen();
        for (var i = 0; i < envelopes.Count; i++)
        {
            if (state.Envelopes.All(held => held.EnvelopeId != envelopes[i]) && state.Left.All(left => left.EnvelopeId != envelopes[i]))
                return new EnvelopeUnknown($"withdraws[{i}]");
        }
        return state.Left.Count + envelopes.Count > MaxLeft ? new TooMany(MaxLeft) : null;
    }

    private static ChallengeState Leave(ChallengeState state, IReadOnlyList<string> envelopes)
    {
        var leaving = state.Envelopes.Where(held => envelopes.Contains(held.EnvelopeId)).ToList();
        if (leaving.Count == 0)
            return state;
        var staying = state.Envelopes.Except(leaving).ToList();
        return state with
        {
            Envelopes = staying,
            Authorships = [.. state.Authorships.Where(authorship => staying.Any(held => held.AuthorshipDigest == authorship.Digest))],
            Left = [.. state.Left, .. leaving.Select(held => new LeftEnvelope(held.EnvelopeId, held.Leaf, held.ReceiptLeaf))],
        };
    }

    private static List<string> NewlyLeft(ChallengeState before, ChallengeState after) =>
        [.. after.Left.Skip(before.Left.Count).Select(left => left.EnvelopeId)];
}

/// <summary>What a registration or a withdrawal gets.</summary>
internal abstract record RegisterDecision
{
    private RegisterDecision()
    {
    }

    public sealed record Refused(Refusal Refusal) : RegisterDecision;

    /// <summary>It was done before: the same receipt.</summary>
    public sealed record Repeated(byte[] ReceiptLeaf) : RegisterDecision;

    /// <param name="Left">Envelopes whose rows go with this change.</param>
    public sealed record Changed(ChallengeState Next, IReadOnlyList<string> Left) : RegisterDecision;
}
