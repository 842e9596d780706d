using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Certificates;

/// <summary>A change of the PIN (B7): a new key k′ beside the old one, until the phone says under its signature that it keeps the new blob.</summary>
internal sealed partial class CertificateGrain
{
    /// <inheritdoc/>
    public async Task<Outcome<PinChange>> ChangePin(SignedBody change, DateTimeOffset now)
    {
        if (!StandingAt(now).Try(out _, out var refusal))
            return refusal;
        if (!PinChangeRecord.TryParse(change.Record, out var record, out var defect))
            return new Malformed(defect);
        if (RefuseHolder(record.Hub, record.SignKeyId, change) is { } wrong)
            return wrong;
        if (!OprfElement.TryParse(record.Blinded, out var blinded))
            return new BlindedInvalid();
        var request = Sm3Digest.Of(change.Record).ToString();
        switch (PinGuardRules.Change(Guard, record.Version, PinTry.NameOf(record.Nonce, record.PinTry), request))
        {
            case ChangeDecision.Accepted accepted:
                return Answer(await Begin(accepted, blinded, request));
            case ChangeDecision.Repeated repeated:
                return Answer(repeated.Pending);
            case ChangeDecision.OtherVersion other:
                return new VersionMismatch(other.Current);
            case ChangeDecision.Unknown:
                return new PinTryUnknown();
            default:
                return new PinErased();
        }
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> ConfirmPinChange(SignedBody changed, DateTimeOffset now)
    {
        if (!StandingAt(now).Try(out _, out var refusal))
            return refusal;
        if (!PinChangedRecord.TryParse(changed.Record, out var record, out var defect))
            return new Malformed(defect);
        if (RefuseHolder(record.Hub, record.SignKeyId, changed) is { } wrong)
            return wrong;
        switch (PinGuardRules.Confirm(Guard, record.Version))
        {
            case ConfirmDecision.Confirmed confirmed:
                // The old PIN must not come back with a backup. If the hub falls before the commit, the tombstone alone makes the new version the one in force.
                await _tombstones.EraseAsync(_keyId, confirmed.Dropped);
                await _guard.CommitAsync(confirmed.Next);
                return Done.It;
            case ConfirmDecision.Already:
                return Done.It;
            case ConfirmDecision.OtherVersion other:
                return new VersionMismatch(other.Current);
            default:
                return new PinErased();
        }
    }

    private async Task<PendingKey> Begin(ChangeDecision.Accepted accepted, OprfElement blinded, string request)
    {
        var (kept, key) = MakeKey(accepted.Version);
        using var made = key;
        var (evaluated, proof) = made.EvaluateWithProof(blinded);
        var pending = new PendingKey
        {
            Version = kept.Version,
            PublicKey = kept.PublicKey,
            SealedKey = kept.SealedKey,
            Request = request,
            Evaluated = evaluated.ToArray(),
            Proof = proof.ToArray(),
        };
        await TellOpenTries(accepted.Next);
        await _guard.CommitAsync(accepted.Next with { Pending = pending });
        return pending;
    }

    private static PinChange Answer(PendingKey pending) => new(pending.Version, pending.PublicKey, pending.Evaluated, pending.Proof);
}
