using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace Hub.Cryptography;

/// <summary>
/// What a certificate authority (证书机构) does with its key: issues certificates (RFC 5280 §4, GM/T 0015) and signs its CRL (§5). It decides
/// name, usage and validity itself and takes nothing from a request but the key. Serial numbers are random, positive, of 128 bits.
/// </summary>
/// <remarks>The key stays the caller's: it is not disposed of here. It belongs in the CA's own process, never in the hub's.</remarks>
public sealed class CertificateIssuer
{
    private const int SerialBytes = 16;
    private const int ListOverhead = 1024;
    private const int EntryLength = 64;

    private readonly Sm2PrivateKey _key;
    private readonly byte[] _keyIdentifier;

    /// <param name="key">The CA's key.</param>
    /// <param name="certificate">Its certificate.</param>
    /// <exception cref="ArgumentException">The certificate is not a CA's, or not of this key.</exception>
    public CertificateIssuer(Sm2PrivateKey key, Sm2Certificate certificate)
    {
        if (certificate.KeyId != key.PublicKey.KeyId || !certificate.IsAuthority || !certificate.KeyUsage.HasFlag(CertificateUsage.Authority))
            throw new ArgumentException("Not a CA certificate of this key.", nameof(certificate));
        _key = key;
        Certificate = certificate;
        _keyIdentifier = certificate.SubjectKeyIdentifier.IsEmpty ? SubjectKey.Identifier(key.PublicKey) : certificate.SubjectKeyIdentifier.ToArray();
    }

    /// <summary>The CA's own certificate.</summary>
    public Sm2Certificate Certificate { get; }

    /// <summary>Makes a self-signed root (根证书).</summary>
    /// <param name="key">The root's key.</param>
    /// <param name="subject">The root's name.</param>
    /// <param name="validity">From when to when.</param>
    /// <param name="pathLength">How many CAs may stand between it and a leaf; null for no limit.</param>
    public static CertificateIssuer CreateRoot(Sm2PrivateKey key, CertificateSubject subject, CertificateValidity validity, int? pathLength = null)
    {
        var name = subject.ToName();
        var profile = new Profile(name, key.PublicKey, validity, CertificateUsage.Authority, IsAuthority: true, pathLength);
        return new CertificateIssuer(key, Build(key, name, SubjectKey.Identifier(key.PublicKey), profile));
    }

    /// <summary>Issues the certificate of a CA below this one (子 CA).</summary>
    public Sm2Certificate IssueAuthority(SigningRequest request, CertificateSubject subject, CertificateValidity validity, int? pathLength = 0) =>
        Issue(new Profile(subject.ToName(), request.PublicKey, validity, CertificateUsage.Authority, IsAuthority: true, pathLength));

    /// <summary>Issues a holder's two certificates.</summary>
    /// <exception cref="ArgumentException">Both requests are for one key: then losing the one would mean losing both.</exception>
    public CertificatePair IssuePair(SigningRequest signing, SigningRequest encryption, CertificateSubject subject, CertificateValidity validity)
    {
        if (signing.PublicKey.KeyId == encryption.PublicKey.KeyId)
            throw new ArgumentException("A pair has two keys.", nameof(encryption));
        return new CertificatePair(
            Issue(signing, subject, validity, CertificateUsage.Signing),
            Issue(encryption, subject, validity, CertificateUsage.Encryption));
    }

    /// <summary>Issues the certificate a trading platform (交易平台) or a hub signs its records with.</summary>
    public Sm2Certificate IssuePlatform(SigningRequest request, CertificateSubject subject, CertificateValidity validity) =>
        Issue(request, subject, validity, CertificateUsage.Signing);

    /// <summary>Signs a complete list of this CA's revoked certificates.</summary>
    /// <param name="number">Greater than that of the list before; not negative, below 2^159.</param>
    /// <param name="thisUpdate">Now.</param>
    /// <param name="nextUpdate">By when the next one comes.</param>
    /// <param name="entries">At most 100,000, no serial number twice.</param>
    /// <exception cref="ArgumentException">A number, an interval or entries outside those limits.</exception>
    public Crl SignCrl(BigInteger number, DateTimeOffset thisUpdate, DateTimeOffset nextUpdate, IReadOnlyCollection<CrlEntry> entries)
    {
        if (nextUpdate <= thisUpdate)
            throw new ArgumentException("The next update comes after this one.", nameof(nextUpdate));
        // Room at once: a writer that grows by the kilobyte takes half a minute for the longest list.
        var writer = new AsnWriter(AsnEncodingRules.DER, ListOverhead + (entries.Count * EntryLength));
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            SignedDer.WriteAlgorithm(writer);
            writer.WriteEncodedValue(Certificate.Subject.Der);
            CertificateDer.WriteTime(writer, thisUpdate);
            CertificateDer.WriteTime(writer, nextUpdate);
            if (entries.Count > 0)
            {
                using (writer.PushSequence())
                {
                    foreach (var entry in entries)
                        entry.Write(writer);
                }
            }

            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence())
            {
                CertificateExtensions.Write(writer, CertificateOids.AuthorityKeyIdentifier, critical: false, CertificateDer.AuthorityKeyIdentifier(_keyIdentifier));
                var value = new AsnWriter(AsnEncodingRules.DER);
                value.WriteInteger(number);
                CertificateExtensions.Write(writer, CertificateOids.CrlNumber, critical: false, value.Encode());
            }
        }

        return Crl.TryParse(SignedDer.Sign(writer.Encode(), _key), out var crl)
            ? crl
            : throw new ArgumentException("The list breaks a limit of its form.", nameof(entries));
    }

    private Sm2Certificate Issue(SigningRequest request, CertificateSubject subject, CertificateValidity validity, CertificateUsage usage) =>
        Issue(new Profile(subject.ToName(), request.PublicKey, validity, usage, IsAuthority: false, PathLength: null));

    private Sm2Certificate Issue(Profile profile) => Build(_key, Certificate.Subject, _keyIdentifier, profile);

    private static Sm2Certificate Build(Sm2PrivateKey issuerKey, DistinguishedName issuer, ReadOnlySpan<byte> issuerKeyIdentifier, Profile profile)
    {
        if (profile.Validity.NotAfter <= profile.Validity.NotBefore)
            throw new ArgumentException("A certificate ends after it begins.", nameof(profile));
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                writer.WriteInteger(2);
            CertificateDer.WriteSerial(writer, RandomSerial());
            SignedDer.WriteAlgorithm(writer);
            writer.WriteEncodedValue(issuer.Der);
            using (writer.PushSequence())
            {
                CertificateDer.WriteTime(writer, profile.Validity.NotBefore);
                CertificateDer.WriteTime(writer, profile.Validity.NotAfter);
            }

            writer.WriteEncodedValue(profile.Subject.Der);
            writer.WriteEncodedValue(profile.Key.Spki);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
            using (writer.PushSequence())
                WriteExtensions(writer, issuerKeyIdentifier, profile);
        }

        return Sm2Certificate.TryParse(SignedDer.Sign(writer.Encode(), issuerKey), out var certificate)
            ? certificate
            : throw new InvalidOperationException("A certificate was built that does not parse.");
    }

    private static void WriteExtensions(AsnWriter writer, ReadOnlySpan<byte> issuerKeyIdentifier, Profile profile)
    {
        var constraints = new AsnWriter(AsnEncodingRules.DER);
        using (constraints.PushSequence())
        {
            if (profile.IsAuthority)
            {
                constraints.WriteBoolean(true);
                if (profile.PathLength is { } pathLength)
                    constraints.WriteInteger(pathLength);
            }
        }

        var usage = new AsnWriter(AsnEncodingRules.DER);
        usage.WriteNamedBitList(profile.Usage);
        var keyIdentifier = new AsnWriter(AsnEncodingRules.DER);
        keyIdentifier.WriteOctetString(SubjectKey.Identifier(profile.Key));
        CertificateExtensions.Write(writer, CertificateOids.BasicConstraints, critical: true, constraints.Encode());
        CertificateExtensions.Write(writer, CertificateOids.KeyUsage, critical: true, usage.Encode());
        CertificateExtensions.Write(writer, CertificateOids.SubjectKeyIdentifier, critical: false, keyIdentifier.Encode());
        CertificateExtensions.Write(writer, CertificateOids.AuthorityKeyIdentifier, critical: false, CertificateDer.AuthorityKeyIdentifier(issuerKeyIdentifier));
    }

    private static string RandomSerial()
    {
        var bytes = new byte[SerialBytes];
        do
            RandomNumberGenerator.Fill(bytes);
        while (bytes[0] == 0);
        return Convert.ToHexStringLower(bytes);
    }

    private sealed record Profile(
        DistinguishedName Subject, Sm2PublicKey Key, CertificateValidity Validity, CertificateUsage Usage, bool IsAuthority, int? PathLength);
}
