using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Numerics;

namespace Hub.Cryptography;

/// <summary>
/// A certificate revocation list (证书吊销列表) of which everything but the entries was read: who issued it, which one it is, whose signature it bears. Costs little whatever the
/// length, so that a list of a stranger is refused before its entries are walked. Safe for many threads.
/// </summary>
public sealed class CrlHead
{
    private readonly SignedDer _signed;
    private readonly ReadOnlyMemory<byte> _entries;

    private CrlHead(SignedDer signed)
    {
        _signed = signed;
        var content = new AsnReader(signed.Content, AsnEncodingRules.DER).ReadSequence();
        if (!content.TryReadInt32(out var version) || version != 1)
            throw new AsnContentException("Only version 2 is known.");
        signed.ReadSameAlgorithm(content);
        Issuer = DistinguishedName.Read(content);
        ThisUpdate = CertificateDer.ReadTime(content);
        NextUpdate = CertificateDer.ReadTime(content);
        if (content.HasData && content.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
            _entries = content.ReadEncodedValue();
        var wrapper = content.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
        var extensions = CertificateExtensions.Read(wrapper);
        wrapper.ThrowIfNotEmpty();
        content.ThrowIfNotEmpty();
        if (extensions.HasCriticalBeyond())
            throw new AsnContentException("A critical extension of a list that is not understood (RFC 5280 §5.2).");
        var number = extensions.Find(CertificateOids.CrlNumber) ?? throw new AsnContentException("A list has a number.");
        Number = CertificateDer.ReadNumber(number);
        number.ThrowIfNotEmpty();
        AuthorityKeyIdentifier = extensions.Find(CertificateOids.AuthorityKeyIdentifier) is { } value ? CertificateDer.ReadAuthorityKeyIdentifier(value) : null;
    }

    /// <summary>The whole list's bytes.</summary>
    public ReadOnlySpan<byte> Der => _signed.Der;

    /// <summary>Who issued it: the CA whose certificates it lists.</summary>
    public DistinguishedName Issuer { get; }

    /// <summary>The keyIdentifier of AuthorityKeyIdentifier, or empty.</summary>
    public ReadOnlyMemory<byte> AuthorityKeyIdentifier { get; }

    /// <summary>The CRL number, which grows with each list of a CA; not negative, at most 20 bytes.</summary>
    public BigInteger Number { get; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset ThisUpdate { get; }

    /// <summary>By when the next one comes: at this second the list is stale.</summary>
    public DateTimeOffset NextUpdate { get; }

    /// <summary>
    /// Reads the head of exactly one list of at most <see cref="Crl.MaxLength"/> bytes of DER. False for leftover or missing bytes, another signature algorithm, no number or next
    /// update, or a critical extension. Never throws. Neither the signature nor the entries are looked at.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> der, [NotNullWhen(true)] out CrlHead? head)
    {
        head = null;
        try
        {
            head = new CrlHead(SignedDer.Read(der, Crl.MaxLength));
        }
        catch (AsnContentException)
        {
            // Not DER, or not this form.
        }

        return head is not null;
    }

    /// <summary>The signature verifies under this key; remembered once it has. Takes as long as hashing the list.</summary>
    public bool IsSignedBy(Sm2PublicKey issuer) => _signed.IsSignedBy(issuer);

    /// <summary>Reads the entries too; false for more than <see cref="Crl.MaxEntries"/>, a serial listed twice, or an entry that is not understood. Never throws.</summary>
    public bool TryReadEntries([NotNullWhen(true)] out Crl? crl) => Crl.TryParse(this, _entries, out crl);

    /// <summary>Number and issuer.</summary>
    public override string ToString() => $"CRL {Number} of {Issuer}";
}
