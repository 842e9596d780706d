using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Certificates;

/// <summary>PIN tries: calls come one at a time, and a try is in the database, and outside it, before its answer exists.</summary>
internal sealed partial class CertificateGrain
{
    private const int NonceLength = 32;

    /// <inheritdoc/>
    public async Task<Outcome<Evaluation>> Evaluate(int version, byte[] nonce, byte[] blinded, DateTimeOffset now)
    {
        if (!StandingAt(now).Try(out _, out var refusal))
            return refusal;
        if (nonce.Length != NonceLength)
            return new Malformed("nonce is not of 32 bytes");
        if (!OprfElement.TryParse(blinded, out var element))
            return new BlindedInvalid();
        var guard = Guard;
        switch (PinGuardRules.Try(guard, version, PinTry.NameOf(nonce, PinTryId.Of(blinded)), now))
        {
            case TryDecision.Counted counted:
                await _guard.CommitAsync(counted.Next);
                // After the commit: a try that the database could not take must not count for ever. Before the answer: no row that is put back brings it back.
                await TellOpenTries(counted.Next);
                return new Evaluation(Evaluated(counted.Key, element), counted.TriesLeft);
            case TryDecision.Known known:
                // The file may have refused it the first time.
                await TellOpenTries(guard);
                return new Evaluation(Evaluated(known.Key, element), known.TriesLeft);
            case TryDecision.Locked locked:
                return new PinLocked(locked.Until, locked.TriesLeft);
            case TryDecision.OtherVersion other:
                return new VersionMismatch(other.Current);
            case TryDecision.Erase erase:
                // Outside the database first, so that no backup brings the key back.
                foreach (var erased in erase.Versions)
                    await _tombstones.EraseAsync(_keyId, erased);
                await _guard.CommitAsync(erase.Next);
                LogErased(_logger);
                return new PinErased();
            default:
                return new PinErased();
        }
    }

    /// <inheritdoc/>
    public async Task<Outcome<CertificateIdentity>> Confirm(byte[] nonce, string pinTry, DateTimeOffset signedAt, DateTimeOffset now)
    {
        if (!StandingAt(now).Try(out var identity, out var refusal))
            return refusal;
        if (!PinTryId.TryParse(pinTry, out var id))
            return new PinTryUnknown();
        return await Clear(nonce, id) is { } unknown && !PinGuardRules.MayBeLost(signedAt, _hub.RestoredAt) ? unknown : identity;
    }

    /// <inheritdoc/>
    public Task<Outcome<DleqProofBytes>> Prove(SignedBody request, DateTimeOffset now) => Task.FromResult(Proof(request));

    /// <inheritdoc/>
    public async Task<Outcome<Done>> ClearTry(SignedBody pinOk, DateTimeOffset now)
    {
        if (!StandingAt(now).Try(out _, out var refusal))
            return refusal;
        if (!PinOkRecord.TryParse(pinOk.Record, out var record, out var defect))
            return new Malformed(defect);
        if (RefuseHolder(record.Hub, record.SignKeyId, pinOk) is { } wrong)
            return wrong;
        return await Clear(record.Nonce, record.PinTry) is { } unknown ? unknown : Done.It;
    }

    private Outcome<DleqProofBytes> Proof(SignedBody request)
    {
        if (_stored is not { } stored)
            return new NotFound();
        if (!PinProofRecord.TryParse(request.Record, out var record, out var defect))
            return new Malformed(defect);
        if (RefuseAddress(record.Hub, record.SignKeyId) is { } wrong)
            return wrong;
        if (!stored.DeviceKey.Verify(request.Record, request.Signature))
            return new DeviceUnknown();
        if (!OprfElement.TryParse(record.Blinded, out var blinded))
            return new BlindedInvalid();
        var guard = Guard;
        if (guard.Current is null)
            return new PinErased();
        var name = PinTry.NameOf(record.Nonce, PinTryId.Of(record.Blinded));
        if (PinGuardRules.KeyOf(guard, record.Version) is not { } kept || !guard.Tries.Any(counted => counted.Version == record.Version && counted.Name == name))
            return new PinTryUnknown();
        using var key = Open(kept);
        return new DleqProofBytes(key.EvaluateWithProof(blinded).Proof.ToArray());
    }

    private async Task<Refusal?> Clear(byte[] nonce, PinTryId id)
    {
        switch (PinGuardRules.Clear(Guard, PinTry.NameOf(nonce, id)))
        {
            case ClearDecision.Cleared cleared:
                // Before the commit: if the hub falls in between, the database still has the tries, and the holder clears them again.
                await TellOpenTries(cleared.Next);
                await _guard.CommitAsync(cleared.Next);
                return null;
            case ClearDecision.Already:
                return null;
            default:
                return new PinTryUnknown();
        }
    }

    private byte[] Evaluated(GuardedKey kept, OprfElement blinded)
    {
        using var key = Open(kept);
        return key.Evaluate(blinded).ToArray();
    }

    // The gateway finds this grain by the record's own signKeyId; a record that says otherwise was misdirected.
    private Malformed? RefuseAddress(HubId hub, KeyId signKeyId) =>
        hub.ToString() != _hub.HubId ? new Malformed("hub is another") : signKeyId.ToString() != _keyId ? new Malformed("signKeyId is another") : null;

    private Refusal? RefuseHolder(HubId hub, KeyId signKeyId, SignedBody body)
    {
        if (RefuseAddress(hub, signKeyId) is { } wrong)
            return wrong;
        return _stored!.SignKey.Verify(body.Record, body.Signature) ? null : new BadSignature("signature");
    }
}
