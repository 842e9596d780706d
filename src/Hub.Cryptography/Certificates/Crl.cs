using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Numerics;

namespace Hub.Cryptography;

/// <summary>
/// A complete certificate revocation list (证书撤销列表, CRL v2, RFC 5280 §5) signed with SM2 and SM3, with number and next update. Delta and
/// indirect lists and those for a part of a CA's certificates have critical extensions and are refused. Safe for many threads.
/// </summary>
public sealed class Crl
{
    /// <summary>The most entries.</summary>
    public const int MaxEntries = 100_000;

    /// <summary>The longest list in bytes.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    private readonly SignedDer _signed;
    private readonly Dictionary<string, CrlEntry> _entries = [];

    private Crl(SignedDer signed)
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
            ReadEntries(content.ReadSequence());
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

    /// <summary>The list's bytes.</summary>
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

    /// <summary>How many certificates it lists.</summary>
    public int Count => _entries.Count;

    /// <summary>Everything it lists, in no order.</summary>
    public IReadOnlyCollection<CrlEntry> Entries => _entries.Values;

    /// <summary>
    /// Reads exactly one list of at most 4 MiB of DER and 100,000 entries. False for leftover or missing bytes, another signature algorithm, no
    /// number or next update, a serial listed twice, or a critical extension. Never throws. The signature is not checked here.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> der, [NotNullWhen(true)] out Crl? crl)
    {
        crl = null;
        try
        {
            crl = new Crl(SignedDer.Read(der, MaxLength));
        }
        catch (AsnContentException)
        {
            // Not DER, or not this form.
        }

        return crl is not null;
    }

    /// <summary>True if the certificate of this serial number (lower-case hex, as <see cref="Sm2Certificate.SerialHex"/>) is listed.</summary>
    public bool TryFind(string serialHex, [NotNullWhen(true)] out CrlEntry? entry) => _entries.TryGetValue(serialHex, out entry);

    /// <summary>The signature verifies under this key; remembered once it has.</summary>
    public bool IsSignedBy(Sm2PublicKey issuer) => _signed.IsSignedBy(issuer);

    /// <summary>Number and count.</summary>
    public override string ToString() => $"CRL {Number}, {Count} entries";

    private void ReadEntries(AsnReader list)
    {
        if (!list.HasData)
            throw new AsnContentException("An empty list of entries is left out (RFC 5280 §5.1.2.6).");
        while (list.HasData)
        {
            var entry = CrlEntry.Read(list.ReadSequence());
            if (_entries.Count == MaxEntries || !_entries.TryAdd(entry.SerialHex, entry))
                throw new AsnContentException("A serial number is listed twice, or there are too many.");
        }
    }
}
