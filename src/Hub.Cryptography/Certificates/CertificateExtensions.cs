using System.Formats.Asn1;

namespace Hub.Cryptography;

/// <summary>Extensions ::= SEQUENCE OF { extnID, critical DEFAULT FALSE, extnValue } (RFC 5280 §4.1), none twice.</summary>
internal sealed class CertificateExtensions
{
    private const int MaxCount = 32;

    private readonly Dictionary<string, (bool Critical, ReadOnlyMemory<byte> Value)> _byOid = [];

    internal static CertificateExtensions None { get; } = new();

    internal static CertificateExtensions Read(AsnReader reader)
    {
        var extensions = new CertificateExtensions();
        var sequence = reader.ReadSequence();
        if (!sequence.HasData)
            throw new AsnContentException("A list of extensions has at least one.");
        while (sequence.HasData)
        {
            var extension = sequence.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            var critical = false;
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
                critical = extension.ReadBoolean() ? true : throw new AsnContentException("DER leaves a default value out.");
            if (!extension.TryReadPrimitiveOctetString(out var value))
                throw new AsnContentException("An extension's value is one primitive octet string.");
            extension.ThrowIfNotEmpty();
            if (!extensions._byOid.TryAdd(oid, (critical, value)) || extensions._byOid.Count > MaxCount)
                throw new AsnContentException("An extension is there twice, or there are too many.");
        }

        return extensions;
    }

    /// <summary>The value of an extension for reading; null if it is absent.</summary>
    internal AsnReader? Find(string oid) => _byOid.TryGetValue(oid, out var found) ? new AsnReader(found.Value, AsnEncodingRules.DER) : null;

    internal bool HasCriticalBeyond(params ReadOnlySpan<string> known)
    {
        foreach (var (oid, (critical, _)) in _byOid)
        {
            if (critical && !known.Contains(oid))
                return true;
        }

        return false;
    }

    internal static void Write(AsnWriter writer, string oid, bool critical, ReadOnlySpan<byte> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (critical)
                writer.WriteBoolean(true);
            writer.WriteOctetString(value);
        }
    }
}
