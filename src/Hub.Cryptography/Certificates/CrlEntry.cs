using System.Formats.Asn1;

namespace Hub.Cryptography;

/// <summary>One revoked certificate of a <see cref="Crl"/>.</summary>
/// <param name="SerialHex">The serial number in lower-case hex, whole bytes, without a sign byte.</param>
/// <param name="RevokedAt">When it was revoked; held in whole seconds.</param>
/// <param name="Reason">Why.</param>
public sealed record CrlEntry(string SerialHex, DateTimeOffset RevokedAt, RevocationReason Reason)
{
    internal static CrlEntry Read(AsnReader reader)
    {
        var serial = CertificateDer.ReadSerial(reader);
        var at = CertificateDer.ReadTime(reader);
        var reason = RevocationReason.Unspecified;
        if (reader.HasData)
        {
            var extensions = CertificateExtensions.Read(reader);
            // certificateIssuer, the mark of an indirect list, is always critical.
            if (extensions.HasCriticalBeyond(CertificateOids.CrlReason))
                throw new AsnContentException("A critical extension of an entry that is not understood (RFC 5280 §5.3).");
            if (extensions.Find(CertificateOids.CrlReason) is { } value)
            {
                reason = value.ReadEnumeratedValue<RevocationReason>();
                value.ThrowIfNotEmpty();
            }
        }

        reader.ThrowIfNotEmpty();
        return Enum.IsDefined(reason) ? new CrlEntry(serial, at, reason) : throw new AsnContentException("Not a reason of a complete list.");
    }

    internal void Write(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            CertificateDer.WriteSerial(writer, SerialHex);
            CertificateDer.WriteTime(writer, RevokedAt);
            // RFC 5280 §5.3.1: "unspecified" is said by leaving the extension out.
            if (Reason == RevocationReason.Unspecified)
                return;
            var value = new AsnWriter(AsnEncodingRules.DER);
            value.WriteEnumeratedValue(Reason);
            using (writer.PushSequence())
                CertificateExtensions.Write(writer, CertificateOids.CrlReason, critical: false, value.Encode());
        }
    }
}
