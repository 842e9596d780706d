using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace Hub.Cryptography;

/// <summary>
/// A certification request (证书请求, PKCS#10, RFC 2986) for one SM2 key, signed by that key with SM2 and SM3. A CA takes the key from it and
/// decides name, usage and validity itself; attributes are read over.
/// </summary>
public sealed class SigningRequest
{
    /// <summary>The longest request in bytes.</summary>
    public const int MaxLength = 8192;

    private static readonly Asn1Tag Attributes = new(TagClass.ContextSpecific, 0);

    private readonly byte[] _der;

    private SigningRequest(SignedDer signed)
    {
        _der = signed.Der;
        var content = new AsnReader(signed.Content, AsnEncodingRules.DER).ReadSequence();
        if (!content.TryReadInt32(out var version) || version != 0)
            throw new AsnContentException("Only version 1 is known.");
        Subject = DistinguishedName.Read(content);
        PublicKey = SubjectKey.Read(content, keys: null);
        var attributes = content.ReadSetOf(expectedTag: Attributes);
        while (attributes.HasData)
            attributes.ReadSequence();
        content.ThrowIfNotEmpty();
        if (!signed.IsSignedBy(PublicKey))
            throw new AsnContentException("The request is not signed by its own key.");
    }

    /// <summary>The request's bytes.</summary>
    public ReadOnlySpan<byte> Der => _der;

    /// <summary>The name asked for, at most 4,096 bytes.</summary>
    public DistinguishedName Subject { get; }

    /// <summary>The key, possession of which the signature proves.</summary>
    public Sm2PublicKey PublicKey { get; }

    /// <summary>Makes and signs a request.</summary>
    public static SigningRequest Create(Sm2PrivateKey key, CertificateSubject subject)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            writer.WriteEncodedValue(subject.ToName().Der);
            writer.WriteEncodedValue(key.PublicKey.Spki);
            writer.PushSetOf(Attributes).Dispose();
        }

        return new SigningRequest(SignedDer.Read(SignedDer.Sign(writer.Encode(), key), MaxLength));
    }

    /// <summary>
    /// Reads exactly one request of at most 8,192 bytes of DER and checks its signature. False for anything else, another key or signature
    /// algorithm included. Never throws.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> der, [NotNullWhen(true)] out SigningRequest? request)
    {
        request = null;
        try
        {
            request = new SigningRequest(SignedDer.Read(der, MaxLength));
        }
        catch (AsnContentException)
        {
            // Not DER, not this form, or not signed by its own key.
        }

        return request is not null;
    }
}
