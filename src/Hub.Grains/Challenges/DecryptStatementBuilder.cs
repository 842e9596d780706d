using System.Runtime.CompilerServices;
using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

/// <summary>A decrypt statement's digest and the envelopes that a response must answer, in order.</summary>
internal sealed record StatementOutline(Sm3Digest Digest, IReadOnlyList<EnvelopeId> Envelopes);

/// <summary>Makes decrypt statements from what was frozen and what was registered: the same bytes every time, in every process.</summary>
internal static class DecryptStatementBuilder
{
    // The opening hands out the same array at every scan: what was read of it is kept with it.
    private static readonly ConditionalWeakTable<byte[], Receipt> Receipts = [];

    /// <summary>The statement's bytes, envelopes in the order of their ids.</summary>
    /// <exception cref="InvalidOperationException">Freeze and registrations do not fit: a fault of the hub.</exception>
    public static byte[] Build(HubId hub, ChallengeId challenge, ChallengeState state, FrozenParts frozen)
    {
        if (!PlatformId.TryParse(state.PlatformId, out var platform) || !OpeningId.TryParse(state.OpeningId, out var opening))
            throw new InvalidOperationException("What was frozen is not well formed.");
        var receipt = Receipts.GetValue(frozen.FreezeReceipt, ReadReceipt);
        var places = frozen.Places.ToDictionary(place => place.EnvelopeId, StringComparer.Ordinal);
        var authorships = state.Authorships.ToDictionary(held => held.Digest, held => new Authorship(held.Statement, held.Response, held.Signature), StringComparer.Ordinal);
        return new DecryptStatement(
            hub, platform, challenge, frozen.PlatformName, opening, KeyId.Parse(state.SignKeyId), Wire(frozen.Descriptor), Wire(frozen.Freeze), receipt,
            frozen.Chain, frozen.Crls, [.. frozen.Successions.Select(Wire)],
            [.. InOrder(state).Select(held => Place(held, authorships[held.AuthorshipDigest], places))]).Encode();
    }

    /// <summary>The envelopes as the statement has them.</summary>
    public static IEnumerable<HeldEnvelope> InOrder(ChallengeState state) => state.Envelopes.OrderBy(held => held.EnvelopeId, StringComparer.Ordinal);

    private static FrozenEnvelope Place(HeldEnvelope held, Authorship authorship, Dictionary<string, FrozenPlace> places)
    {
        if (!places.TryGetValue(held.EnvelopeId, out var place))
            throw new InvalidOperationException("A registered envelope is not in the freeze.");
        return new FrozenEnvelope(
            new SealedEnvelope(held.Header, Sm3Digest.Parse(held.Commitment), held.SealedKey, authorship), place.Index, [.. place.Path.Select(hash => Sm3Digest.FromBytes(hash))]);
    }

    private static Receipt ReadReceipt(byte[] bytes) => Receipt.TryParse(bytes, out var receipt, out _) ? receipt : throw new InvalidOperationException("The freeze's receipt is not well formed.");

    private static SignedRecord Wire(SignedBody body) => new(body.Record, body.Signature);
}
