using System.Formats.Asn1;
using System.Text;

namespace Hub.Cryptography;

/// <summary>
/// The name of a subject or issuer (X.501 Name), at most 4,096 bytes of DER. Two names are equal if their bytes are: stricter than RFC 5280
/// §7.1, and what every CA that copies its own name does.
/// </summary>
public sealed class DistinguishedName : IEquatable<DistinguishedName>
{
    /// <summary>The longest name in bytes of DER.</summary>
    public const int MaxLength = 4096;

    private const int MaxAttributes = 32;

    private readonly byte[] _der;
    private readonly List<List<(string Oid, string Value)>> _parts;

    private DistinguishedName(byte[] der, List<List<(string Oid, string Value)>> parts)
    {
        _der = der;
        _parts = parts;
    }

    /// <summary>The DER of the name.</summary>
    public ReadOnlySpan<byte> Der => _der;

    /// <summary>CN; null unless it is there exactly once.</summary>
    public string? CommonName => Single(CertificateOids.CommonName);

    /// <summary>O; null unless it is there exactly once.</summary>
    public string? OrganizationName => Single(CertificateOids.Organization);

    /// <summary>organizationIdentifier (2.5.4.97), for an enterprise its unified social credit code; null unless it is there exactly once.</summary>
    public string? OrganizationIdentifier => Single(CertificateOids.OrganizationIdentifier);

    internal bool IsEmpty => _parts.Count == 0;

    internal static DistinguishedName Read(AsnReader reader)
    {
        var der = reader.ReadEncodedValue();
        if (der.Length > MaxLength)
            throw new AsnContentException("The name is longer than 4,096 bytes.");
        var parts = new List<List<(string, string)>>();
        var attributes = 0;
        var sequence = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        while (sequence.HasData)
        {
            var set = sequence.ReadSetOf();
            var part = new List<(string, string)>();
            do
            {
                var attribute = set.ReadSequence();
                part.Add((attribute.ReadObjectIdentifier(), ReadString(attribute)));
                attribute.ThrowIfNotEmpty();
                if (++attributes > MaxAttributes)
                    throw new AsnContentException("The name has too many attributes.");
            }
            while (set.HasData);
            parts.Add(part);
        }

        return new DistinguishedName(der.ToArray(), parts);
    }

    /// <summary>One attribute a part, in the order given: country as PrintableString, everything else as UTF8String (RFC 5280 §4.1.2.4).</summary>
    internal static DistinguishedName Of(params ReadOnlySpan<(string Oid, string? Value)> attributes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var (oid, value) in attributes)
            {
                if (value is null)
                    continue;
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(oid);
                    writer.WriteCharacterString(oid == CertificateOids.Country ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String, value);
                }
            }
        }

        return Read(new AsnReader(writer.Encode(), AsnEncodingRules.DER));
    }

    /// <inheritdoc/>
    public bool Equals(DistinguishedName? other) => other is not null && Der.SequenceEqual(other.Der);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DistinguishedName);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_der);
        return hash.ToHashCode();
    }

    /// <summary>The string of RFC 4514: the last part first, for example <c>CN=张三,2.5.4.97=91650100MA00000000,O=某公司,C=CN</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var part in Enumerable.Reverse(_parts))
        {
            text.Append(text.Length > 0 ? "," : "");
            text.AppendJoin('+', part.Select(attribute => $"{Keyword(attribute.Oid)}={Escape(attribute.Value)}"));
        }

        return text.ToString();
    }

    private string? Single(string oid)
    {
        var values = _parts.SelectMany(part => part).Where(attribute => attribute.Oid == oid).Take(2).ToList();
        return values.Count == 1 ? values[0].Value : null;
    }

    private static string ReadString(AsnReader attribute)
    {
        var tag = attribute.PeekTag();
        if (tag.TagClass == TagClass.Universal)
        {
            switch ((UniversalTagNumber)tag.TagValue)
            {
                case UniversalTagNumber.UTF8String:
                case UniversalTagNumber.PrintableString:
                case UniversalTagNumber.IA5String:
                case UniversalTagNumber.NumericString:
                case UniversalTagNumber.BMPString:
                    return attribute.ReadCharacterString((UniversalTagNumber)tag.TagValue);
            }
        }

        throw new AsnContentException("An attribute's value is a string of a kind that is not known.");
    }

    private static string Keyword(string oid) => oid switch
    {
        CertificateOids.CommonName => "CN",
        CertificateOids.SerialNumber => "SERIALNUMBER",
        CertificateOids.Country => "C",
        CertificateOids.Locality => "L",
        CertificateOids.Province => "ST",
        CertificateOids.Organization => "O",
        CertificateOids.OrganizationalUnit => "OU",
        _ => oid,
    };

    // Beyond RFC 4514 §2.4, control characters are written in hex, so that a name cannot forge a line of a log.
    private static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var character = value[i];
            var atEdge = i == 0 || i == value.Length - 1;
            if (char.IsControl(character))
            {
                foreach (var octet in Encoding.UTF8.GetBytes([character]))
                    text.Append('\\').Append(Convert.ToHexStringLower([octet]));
            }
            else
            {
                if (character is ',' or '+' or '"' or '\\' or '<' or '>' or ';' or '=' || (character == '#' && i == 0) || (character == ' ' && atEdge))
                    text.Append('\\');
                text.Append(character);
            }
        }

        return text.ToString();
    }
}
