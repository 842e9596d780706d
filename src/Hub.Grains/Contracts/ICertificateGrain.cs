using Orleans.Concurrency;

namespace Hub.Grains.Contracts;

/// <summary>One key identity (证书): its issued certificates, its status and its PIN guard. Key: <c>ce-</c> and the signKeyId.</summary>
[Alias("Hub.ICertificateGrain")]
public interface ICertificateGrain : IGrainWithStringKey
{
    /// <summary>Enrols a phone: <c>enrolment/1</c> signed by the new device key. The same body again: the same answer.</summary>
    [Alias("Enrol")] Task<Outcome<Enrolment>> Enrol(SignedBody enrolment, DateTimeOffset now);

    /// <summary>Who this is. In memory.</summary>
    [Alias("Identify"), AlwaysInterleave] Task<Outcome<CertificateIdentity>> Identify();

    /// <summary>Whether it may do anything at this moment: revoked, expired, suspended refuse. In memory.</summary>
    [Alias("Standing"), AlwaysInterleave] Task<Outcome<CertificateIdentity>> Standing(DateTimeOffset now);

    /// <summary>All that a scan or an unlock asks, at one moment: who it is, whether it may do anything, how its PIN stands. In memory.</summary>
    [Alias("Look"), AlwaysInterleave] Task<Outcome<CertificateView>> Look(DateTimeOffset now);

    /// <summary>One PIN try, counted durably before it is answered. The Challenge has checked N and verified the device signature.</summary>
    [Alias("Evaluate")] Task<Outcome<Evaluation>> Evaluate(int version, byte[] nonce, byte[] blinded, DateTimeOffset now);

    /// <summary>The moment of decision: standing, and the try that a verified response names is cleared, durably. A try that a restore from a backup may have lost is nothing to clear.</summary>
    /// <param name="signedAt">The response's, by the phone's clock.</param>
    [Alias("Confirm")] Task<Outcome<CertificateIdentity>> Confirm(byte[] nonce, string pinTry, DateTimeOffset signedAt, DateTimeOffset now);

    /// <summary>The DLEQ proof of a known try: <c>pin-proof/1</c> by the device key.</summary>
    [Alias("Prove")] Task<Outcome<DleqProofBytes>> Prove(SignedBody request, DateTimeOffset now);

    /// <summary>Clears a right try: <c>pin-ok/1</c> by the signing key.</summary>
    [Alias("ClearTry")] Task<Outcome<Done>> ClearTry(SignedBody pinOk, DateTimeOffset now);

    /// <summary>Starts a change of the PIN: <c>pin-change/1</c> by the signing key.</summary>
    [Alias("ChangePin")] Task<Outcome<PinChange>> ChangePin(SignedBody change, DateTimeOffset now);

    /// <summary>Ends it: <c>pin-changed/1</c> by the signing key.</summary>
    [Alias("ConfirmPinChange")] Task<Outcome<Done>> ConfirmPinChange(SignedBody changed, DateTimeOffset now);

    /// <summary>Revoked by its CA. True if that changed anything; of a certificate of another CA nothing changes.</summary>
    [Alias("Revoke")] Task<bool> Revoke(string authorityId, DateTimeOffset revokedAt, string reason, DateTimeOffset now);

    /// <summary>Its CA was taken off the list of those that this hub trusts, or (null) is on it again. True if that changed anything.</summary>
    [Alias("SetAuthorityRemoved")] Task<bool> SetAuthorityRemoved(string authorityId, DateTimeOffset? removedAt);

    /// <summary>Suspended or resumed with its enterprise.</summary>
    [Alias("SetSuspended")] Task SetSuspended(bool suspended);
}

/// <summary>Who a certificate is.</summary>
/// <param name="DeviceKey">P-256 SPKI of the enrolled phone.</param>
/// <param name="SigningCertificate">DER.</param>
/// <param name="EncryptionCertificate">DER.</param>
/// <param name="Chain">Issuers without the anchor, DER.</param>
/// <param name="Serial">Of the signing certificate, hex.</param>
/// <param name="Medium"><c>phone</c> or <c>usb-key</c>.</param>
[GenerateSerializer, Immutable, Alias("Hub.CertificateIdentity")]
public sealed record CertificateIdentity(
    string SignKeyId, string EncKeyId, byte[] SignKey, byte[] DeviceKey, byte[] SigningCertificate, byte[] EncryptionCertificate, IReadOnlyList<byte[]> Chain,
    string AuthorityId, string EnterpriseId, string EnterpriseName, string Holder, string Subject, string Serial, string Medium, DateTimeOffset NotAfter);

/// <summary>A certificate at a moment.</summary>
/// <param name="Barred">Why it may do nothing; null if it may.</param>
/// <param name="Pin">Null once the key share is erased.</param>
[GenerateSerializer, Immutable, Alias("Hub.CertificateView")]
public sealed record CertificateView(CertificateIdentity Identity, Refusal? Barred, PinStanding? Pin);

/// <summary>A phone is enrolled; members as in the protocol's section 6.</summary>
[GenerateSerializer, Immutable, Alias("Hub.Enrolment")]
public sealed record Enrolment(
    string AuthorityId, string EnterpriseId, string EnterpriseName, string Holder, byte[] SigningCertificate, byte[] EncryptionCertificate, IReadOnlyList<byte[]> Chain,
    byte[] Anchors, int Version, byte[] PublicKey, byte[] Evaluated, byte[] Proof);

/// <summary>A DLEQ proof: c, s, 64 bytes.</summary>
[GenerateSerializer, Immutable, Alias("Hub.DleqProofBytes")]
public sealed record DleqProofBytes(byte[] Proof);

/// <summary>The evaluation of a new PIN under a new key.</summary>
[GenerateSerializer, Immutable, Alias("Hub.PinChange")]
public sealed record PinChange(int Version, byte[] PublicKey, byte[] Evaluated, byte[] Proof);
