using System.Security.Cryptography;
using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>
/// The protocol's section 4.3 in its order: what a phone checks, by itself, before it opens an envelope. So nobody can copy a bid, register it elsewhere, open it early, swap the opening
/// key, or add one afterwards.
/// </summary>
public static class DecryptChecks
{
    /// <summary>How far the phone's own clock may be behind when an opening starts.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(2);

    /// <summary>Whether the statement is for this phone at all; if not, nothing of it is answered.</summary>
    /// <returns>The member that is wrong, or null.</returns>
    public static string? Refuse(DecryptStatement statement, ChallengeId scanned, PhoneIdentity own)
    {
        if (statement.Hub != own.Hub)
            return "hub";
        if (statement.Challenge != scanned)
            return "challenge";
        if (statement.SignKeyId != own.SignKeyId)
            return "signKeyId";
        // A result names its envelope, and only the header has the name.
        for (var i = 0; i < statement.Envelopes.Count; i++)
        {
            if (!BidHeader.TryParse(statement.Envelopes[i].Envelope.Header, out _, out var defect))
                return $"envelopes[{i}].header: {defect}";
        }
        return null;
    }

    /// <summary>Everything that needs no private key.</summary>
    /// <param name="now">The phone's own clock.</param>
    /// <returns>For each envelope, in the statement's order, a word of <see cref="EnvelopeError"/>, or null.</returns>
    public static IReadOnlyList<string?> Find(DecryptStatement statement, PhoneIdentity own, DateTimeOffset now)
    {
        var evidence = OpeningEvidence.Of(statement, own);
        return [.. statement.Envelopes.Select(envelope => Find(statement, evidence, envelope, own, now))];
    }

    /// <summary>Opens what <see cref="Find(DecryptStatement, PhoneIdentity, DateTimeOffset)"/> found good and seals it to the opening key.</summary>
    public static IReadOnlyList<EnvelopeResult> Open(DecryptStatement statement, PhoneIdentity own, HolderKeys keys, DateTimeOffset now)
    {
        var errors = Find(statement, own, now);
        var openingKey = OpeningDescriptor.TryParse(statement.Descriptor.Record, out var descriptor, out _) && Sm2PublicKey.TryParse(descriptor.OpeningKey, out var key) ? key : null;
        return [.. statement.Envelopes.Zip(errors, (envelope, error) => Open(envelope.Envelope, error, keys, openingKey))];
    }

    private static string? Find(DecryptStatement statement, OpeningEvidence evidence, FrozenEnvelope frozen, PhoneIdentity own, DateTimeOffset now)
    {
        if (!BidHeader.TryParse(frozen.Envelope.Header, out var header, out _))
            return EnvelopeError.Header;
        if (evidence.DescriptorError(header.PlatformKeyId) is { } error)
            return error;
        if (evidence.Freeze is not { } freeze || evidence.Descriptor is not { } descriptor)
            return EnvelopeError.Freeze;
        if (!MayStart(statement, descriptor, freeze, header, now))
            return EnvelopeError.Start;
        if (!frozen.Envelope.Authorship.Covers(frozen.Envelope.Header, frozen.Envelope.Commitment, Sm3Digest.Of(frozen.Envelope.SealedKey), own.SignKey, out _))
            return EnvelopeError.Authorship;
        if (header.SignKeyId != own.SignKeyId || header.EncKeyId != own.EncKeyId)
            return EnvelopeError.Header;
        return MerkleTree.VerifyInclusion(MerkleTree.LeafHash(frozen.Envelope.Leaf()), frozen.Index, freeze.Size, [.. frozen.Path], freeze.Root) ? null : EnvelopeError.Path;
    }

    /// <summary>Everything names one opening of one platform, and it may have begun by the header's promise and by the phone's own clock.</summary>
    private static bool MayStart(DecryptStatement statement, OpeningDescriptor descriptor, OpeningFreeze freeze, BidHeader header, DateTimeOffset now)
    {
        ReadOnlySpan<(HubId, PlatformId, OpeningId)> named =
            [(descriptor.Hub, descriptor.Platform, descriptor.Opening), (freeze.Hub, freeze.Platform, freeze.Opening), (header.Hub, header.Platform, header.Opening)];
        foreach (var name in named)
        {
            if (name != (statement.Hub, statement.Platform, statement.Opening))
                return false;
        }
        return descriptor.Lots.Any(lot => lot.Lot == header.Lot)
            && descriptor.EarliestStart >= header.EarliestStart
            && descriptor.EarliestStart <= now + ClockTolerance;
    }

    private static EnvelopeResult Open(SealedEnvelope envelope, string? error, HolderKeys keys, Sm2PublicKey? openingKey)
    {
        var id = BidHeader.TryParse(envelope.Header, out var header, out _) ? header.Envelope : default;
        if (error is not null)
            return new EnvelopeResult(id, null, error);
        if (!keys.Encryption.TryUnseal(envelope.SealedKey, out var joined))
            return new EnvelopeResult(id, null, EnvelopeError.Unseal);
        Span<byte> contentKey = stackalloc byte[ContentKey.Length];
        try
        {
            if (!BidContext.TrySplit(joined, contentKey, out var context))
                return new EnvelopeResult(id, null, EnvelopeError.Unseal);
            if (context != BidContext.Of(envelope.Header))
                return new EnvelopeResult(id, null, EnvelopeError.Context);
            if (BidContext.Commit(context, contentKey) != envelope.Commitment)
                return new EnvelopeResult(id, null, EnvelopeError.Commitment);
            return openingKey is null ? new EnvelopeResult(id, null, EnvelopeError.Key) : new EnvelopeResult(id, openingKey.Seal(joined), null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(joined);
            CryptographicOperations.ZeroMemory(contentKey);
        }
    }
}
