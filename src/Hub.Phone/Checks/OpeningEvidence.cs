using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>What of a decrypt statement is the same for all its envelopes, checked once.</summary>
internal sealed class OpeningEvidence
{
    private readonly DecryptStatement _statement;
    private readonly Sm2Certificate? _signer;
    private readonly bool _isDescribed;
    private readonly bool _isKeyBad;

    private OpeningEvidence(DecryptStatement statement, PhoneIdentity own)
    {
        _statement = statement;
        ReceiptLeaf? leaf = null;
        var hasReceipt = statement.FreezeReceipt.TryVerify(own.Hub, own.HubKeys, out leaf, out _);
        // Without a receipt there is no moment to ask about; the freeze fails then in any case, after the descriptor was looked at on its own.
        var frozen = leaf?.Arrival ?? (ReceiptLeaf.TryParse(statement.FreezeReceipt.Leaf, out var claimed, out _) ? claimed.Arrival : default);
        if (PlatformSigner.TryFind(statement, own, frozen, out _signer) && _signer.PublicKey.Verify(statement.Descriptor.Record, statement.Descriptor.Signature))
        {
            _isDescribed = OpeningDescriptor.TryParse(statement.Descriptor.Record, out var descriptor, out var defect);
            _isKeyBad = !_isDescribed && defect.StartsWith("openingKey ", StringComparison.Ordinal);
            Descriptor = descriptor;
        }
        Freeze = hasReceipt ? ReadFreeze(leaf!) : null;
    }

    public static OpeningEvidence Of(DecryptStatement statement, PhoneIdentity own) => new(statement, own);

    /// <summary>Null unless signed by a trusted signer; whose, is asked for each header.</summary>
    public OpeningDescriptor? Descriptor { get; }

    /// <summary>Null unless signed by the same key, of this descriptor, with the hub's receipt.</summary>
    public OpeningFreeze? Freeze { get; }

    /// <summary>The descriptor's error for a header that names this key, or null.</summary>
    public string? DescriptorError(KeyId platformKeyId)
    {
        if (_signer is null || !PlatformSigner.IsOrSucceeds(_signer.KeyId, platformKeyId, _statement))
            return EnvelopeError.Descriptor;
        if (_isKeyBad)
            return EnvelopeError.Key;
        return _isDescribed ? null : EnvelopeError.Descriptor;
    }

    private OpeningFreeze? ReadFreeze(ReceiptLeaf leaf)
    {
        if (_signer is null || !_signer.PublicKey.Verify(_statement.Freeze.Record, _statement.Freeze.Signature)
            || !OpeningFreeze.TryParse(_statement.Freeze.Record, out var freeze, out _)
            || freeze.Descriptor != Sm3Digest.Of(_statement.Descriptor.Record))
            return null;
        var isReceipted = leaf.Subject == ReceiptSubject.Freeze && leaf.Digest == Sm3Digest.Of(_statement.Freeze.Record)
            && leaf.Opening == freeze.Opening && leaf.Platform == freeze.Platform
            // A set that was closed before its deadline is not the one that bidders were promised.
            && Descriptor is { } descriptor && leaf.Arrival >= descriptor.Deadline;
        return isReceipted ? freeze : null;
    }
}
