using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;

namespace Hub.Grains.Certificates;

/// <summary>A certificate's stored bytes, parsed once an activation: who it is and the keys that verify for it.</summary>
internal sealed class StoredCertificate
{
    private readonly string _issuer;
    private readonly string _encryptionSerial;

    private readonly DeviceKeyCache _devices;

    private StoredCertificate(CertificateIdentity identity, Sm2PublicKey signKey, DeviceKeyCache devices, string issuer, string encryptionSerial)
    {
        Identity = identity;
        SignKey = signKey;
        _devices = devices;
        _issuer = issuer;
        _encryptionSerial = encryptionSerial;
    }

    /// <summary>Who it is.</summary>
    public CertificateIdentity Identity { get; }

    /// <summary>The signing key.</summary>
    public Sm2PublicKey SignKey { get; }

    /// <summary>The phone's key, decoded when it is needed: most signatures of phones are looked at by their challenge.</summary>
    public DevicePublicKey DeviceKey => _devices.TryGetOrParse(Identity.DeviceKey, out var key) ? key : throw new InvalidDataException("A stored device key does not parse.");

    /// <summary>Parses what was checked before it was stored. Keys are taken from where all grains keep them, since decoding one costs as much as using it.</summary>
    /// <exception cref="InvalidDataException">It does not parse: the database was changed by somebody else.</exception>
    public static StoredCertificate Of(CertificateState state, Sm2KeyCache keys, DeviceKeyCache devices)
    {
        if (!Sm2Certificate.TryParse(state.SigningCertificate, out var signing, keys) || !Sm2Certificate.TryParse(state.EncryptionCertificate, out var encryption)
            || !CreditCode.TryParse(signing.OrganizationIdentifier, out var code))
            throw new InvalidDataException("A stored certificate does not parse.");
        var notAfter = signing.NotAfter < encryption.NotAfter ? signing.NotAfter : encryption.NotAfter;
        var identity = new CertificateIdentity(
            signing.KeyId.ToString(), encryption.KeyId.ToString(), signing.PublicKey.Spki.ToArray(), state.DeviceKey, state.SigningCertificate, state.EncryptionCertificate,
            state.Chain, state.AuthorityId, new EnterpriseId(code).ToString(), signing.OrganizationName!, signing.CommonName!, signing.Subject.ToString(), signing.SerialHex,
            "phone", notAfter);
        return new StoredCertificate(identity, signing.PublicKey, devices, signing.Issuer.ToString(), encryption.SerialHex);
    }

    /// <summary>How others find it.</summary>
    public CertificateRow Row(CertificateState state) => new(
        Identity.SignKeyId, Identity.EncKeyId, _issuer, Identity.Serial, Identity.EnterpriseId, CertificateStatus.Of(state), Identity.NotAfter)
    {
        EncSerialHex = _encryptionSerial,
        AuthorityId = state.AuthorityId,
    };

    /// <summary>The row that comes with the enrolment: it takes the phone for this certificate alone.</summary>
    public CertificateRow FirstRow(CertificateState state) => Row(state) with { DeviceKeyId = DeviceKeyIdOf(state.DeviceKey) };

    /// <summary>What a phone is called in rows: SM3 of its key's SPKI.</summary>
    public static string DeviceKeyIdOf(byte[] deviceKey) => Sm3Digest.Of(deviceKey).ToString();

    /// <summary>The serial numbers of the pair: a CA may revoke either.</summary>
    public IReadOnlyList<string> Serials => [Identity.Serial, _encryptionSerial];
}

/// <summary>How a row of the read model spells a status.</summary>
internal static class CertificateStatus
{
    public const string Issued = "issued";
    public const string Revoked = "revoked";
    public const string Untrusted = "untrusted";

    public static string Of(CertificateState state) => state.RevokedAt is not null ? Revoked : state.AuthorityRemovedAt is not null ? Untrusted : Issued;
}
