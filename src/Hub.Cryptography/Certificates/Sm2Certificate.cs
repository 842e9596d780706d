using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace Hub.Cryptography;

/// <summary>
/// An X.509 v3 certificate (RFC 5280, GM/T 0015) of an SM2 key, signed with SM2 and SM3. Parsing says nothing of trust:
/// <see cref="CertificatePath"/> does. Safe for many threads.
/// </summary>
public sealed class Sm2Certificate : IEquatable<Sm2Certificate>
{
    /// <summary>The longest certificate in bytes.</summary>
    public const int MaxLength = 8192;

    private readonly SignedDer _signed;

    private Sm2Certificate(SignedDer signed, Sm2KeyCache? keys)
    {
        _signed = signed;
        var outer = new AsnReader(signed.Content, AsnEncodingRules.DER);
        var content = outer.ReadSequence();
        RequireVersion3(content);
        SerialHex = CertificateDer.ReadSerial(content);
        signed.ReadSameAlgorithm(content);
        Issuer = DistinguishedName.Read(content);
        var validity = content.ReadSequence();
        NotBefore = CertificateDer.ReadTime(validity);
        NotAfter = CertificateDer.ReadTime(validity);
        validity.ThrowIfNotEmpty();
        Subject = DistinguishedName.Read(content);
        PublicKey = SubjectKey.Read(content, keys);
        // The unique ids of X.509 v2 ([1], [2]) are not read: RFC 5280 §4.1.2.8 forbids making them.
        var extensions = CertificateExtensions.None;
        if (content.HasData)
        {
            var wrapper = content.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 3));
            extensions = CertificateExtensions.Read(wrapper);
            wrapper.ThrowIfNotEmpty();
        }

        content.ThrowIfNotEmpty();
        if (Issuer.IsEmpty)
            throw new AsnContentException("An issuer has a name (RFC 5280 §4.1.2.4).");
        HasUnknownCriticalExtension = extensions.HasCriticalBeyond(CertificateOids.BasicConstraints, CertificateOids.KeyUsage);
        KeyUsage = ReadUsage(extensions.Find(CertificateOids.KeyUsage));
        (IsAuthority, PathLength) = ReadBasicConstraints(extensions.Find(CertificateOids.BasicConstraints));
        SubjectKeyIdentifier = ReadOctets(extensions.Find(CertificateOids.SubjectKeyIdentifier));
        AuthorityKeyIdentifier = extensions.Find(CertificateOids.AuthorityKeyIdentifier) is { } value ? CertificateDer.ReadAuthorityKeyIdentifier(value) : null;
    }

    /// <summary>The certificate's bytes.</summary>
    public ReadOnlySpan<byte> Der => _signed.Der;

    /// <summary>The certified key.</summary>
    public Sm2PublicKey PublicKey { get; }

    /// <summary>The certified key's id: renewal keeps it (B5).</summary>
    public KeyId KeyId => PublicKey.KeyId;

    /// <summary>Whom the certificate names; its string is that of RFC 4514.</summary>
    public DistinguishedName Subject { get; }

    /// <summary>Who issued it.</summary>
    public DistinguishedName Issuer { get; }

    /// <summary>The subject's CN, or null.</summary>
    public string? CommonName => Subject.CommonName;

    /// <summary>The subject's O, or null.</summary>
    public string? OrganizationName => Subject.OrganizationName;

    /// <summary>The subject's organizationIdentifier (2.5.4.97), for an enterprise its unified social credit code, or null.</summary>
    public string? OrganizationIdentifier => Subject.OrganizationIdentifier;

    /// <summary>The serial number in lower-case hex, whole bytes, without a sign byte; at most 40 digits.</summary>
    public string SerialHex { get; }

    /// <summary>The first moment of validity.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>The last moment of validity, itself included (RFC 5280 §4.1.2.5).</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>What the key may be used for.</summary>
    public CertificateUsage KeyUsage { get; }

    /// <summary>cA of BasicConstraints: the key may sign certificates.</summary>
    public bool IsAuthority { get; }

    /// <summary>How many further CAs may stand between this one and a leaf; null for no limit.</summary>
    public int? PathLength { get; }

    /// <summary>SubjectKeyIdentifier, or empty.</summary>
    public ReadOnlyMemory<byte> SubjectKeyIdentifier { get; }

    /// <summary>The keyIdentifier of AuthorityKeyIdentifier, or empty.</summary>
    public ReadOnlyMemory<byte> AuthorityKeyIdentifier { get; }

    /// <summary>There is a critical extension other than BasicConstraints and KeyUsage: such a certificate must not be used (RFC 5280 §4.2).</summary>
    public bool HasUnknownCriticalExtension { get; }

    /// <summary>
    /// Reads exactly one certificate of at most 8,192 bytes of DER. False for leftover or missing bytes, another key or signature algorithm,
    /// a version other than 3, a doubled extension, or any form that is not DER. Never throws.
    /// </summary>
    /// <param name="der">The bytes.</param>
    /// <param name="certificate">The certificate.</param>
    /// <param name="keys">Where decoded keys are kept, so that a key seen again verifies twice as fast.</param>
    public static bool TryParse(ReadOnlySpan<byte> der, [NotNullWhen(true)] out Sm2Certificate? certificate, Sm2KeyCache? keys = null)
    {
        certificate = null;
        try
        {
            certificate = new Sm2Certificate(SignedDer.Read(der, MaxLength), keys);
        }
        catch (AsnContentException)
        {
            // The reader's way to say "not DER, or not this form".
        }

        return certificate is not null;
    }

    /// <summary>The signature verifies under this key; remembered once it has.</summary>
    public bool IsSignedBy(Sm2PublicKey issuer) => _signed.IsSignedBy(issuer);

    /// <inheritdoc/>
    public bool Equals(Sm2Certificate? other) => other is not null && Der.SequenceEqual(other.Der);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Sm2Certificate);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(KeyId, SerialHex);

    /// <summary>Serial number and KeyId, which name nobody.</summary>
    public override string ToString() => $"{SerialHex}/{KeyId}";

    private static void RequireVersion3(AsnReader content)
    {
        var wrapper = content.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
        if (!wrapper.TryReadInt32(out var version) || version != 2)
            throw new AsnContentException("Only version 3 is known.");
        wrapper.ThrowIfNotEmpty();
    }

    private static CertificateUsage ReadUsage(AsnReader? value)
    {
        if (value is null)
            return CertificateUsage.None;
        var usage = value.ReadNamedBitListValue<CertificateUsage>();
        value.ThrowIfNotEmpty();
        return usage != CertificateUsage.None ? usage : throw new AsnContentException("KeyUsage has at least one bit (RFC 5280 §4.2.1.3).");
    }

    private static (bool IsAuthority, int? PathLength) ReadBasicConstraints(AsnReader? value)
    {
        if (value is null)
            return (false, null);
        var constraints = value.ReadSequence();
        value.ThrowIfNotEmpty();
        if (!constraints.HasData)
            return (false, null);
        if (!constraints.ReadBoolean())
            throw new AsnContentException("DER leaves a default value out.");
        int? pathLength = null;
        if (constraints.HasData)
            pathLength = constraints.TryReadInt32(out var length) && length >= 0 ? length : throw new AsnContentException("A path length is not negative.");
        constraints.ThrowIfNotEmpty();
        return (true, pathLength);
    }

    private static byte[]? ReadOctets(AsnReader? value)
    {
        var octets = value?.ReadOctetString();
        value?.ThrowIfNotEmpty();
        return octets;
    }
}
