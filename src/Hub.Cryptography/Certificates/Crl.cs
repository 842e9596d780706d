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

    private readonly CrlHead _head;
    private readonly Dictionary<string, CrlEntry> _entries = [];

    private Crl(CrlHead head, ReadOnlyMemory<byte> entries)
    {
        _head = head;
        if (!entries.IsEmpty)
            ReadEntries(new AsnReader(entries, AsnEncodingRules.DER).ReadSequence());
    }

    /// <summary>The list's bytes.</summary>
    public ReadOnlySpan<byte> Der => _head.Der;

    /// <summary>Who issued it: the CA whose certificates it lists.</summary>
    public DistinguishedName Issuer => _head.Issuer;

    /// <summary>The keyIdentifier of AuthorityKeyIdentifier, or empty.</summary>
    public ReadOnlyMemory<byte> AuthorityKeyIdentifier => _head.AuthorityKeyIdentifier;

    /// <summary>The CRL number, which grows with each list of a CA; not negative, at most 20 bytes.</summary>
    public BigInteger Number => _head.Number;

    /// <summary>When it was made.</summary>
    public DateTimeOffset ThisUpdate => _head.ThisUpdate;

    /// <summary>By when the next one comes: at this second the list is stale.</summary>
    public DateTimeOffset NextUpdate => _head.NextUpdate;

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
        return CrlHead.TryRead(der, out var head) && head.TryReadEntries(out crl);
    }

    internal static bool TryParse(CrlHead head, ReadOnlyMemory<byte> entries, [NotNullWhen(true)] out Crl? crl)
    {
        crl = null;
        try
        {
            crl = new Crl(head, entries);
        }
        catch (AsnContentException)
        {
            // Not entries that are understood.
        }

        return crl is not null;
    }

    /// <summary>True if the certificate of this serial number (lower-case hex, as <see cref="Sm2Certificate.SerialHex"/>) is listed.</summary>
    public bool TryFind(string serialHex, [NotNullWhen(true)] out CrlEntry? entry) => _entries.TryGetValue(serialHex, out entry);

    /// <summary>The signature verifies under this key; remembered once it has.</summary>
    public bool IsSignedBy(Sm2PublicKey issuer) => _head.IsSignedBy(issuer);

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
