using System.Formats.Asn1;
using System.Numerics;

namespace Hub.Cryptography;

/// <summary>The forms of RFC 5280 that certificates, requests and CRLs share, read in strict DER.</summary>
internal static class CertificateDer
{
    /// <summary>The longest serial number or CRL number in bytes (RFC 5280 §4.1.2.2, §5.2.3).</summary>
    internal const int MaxSerialBytes = 20;

    private const int FirstYearOfGeneralizedTime = 2050;

    /// <summary>A positive INTEGER of at most 20 bytes, as lower-case hex without a sign byte: the form ids are written in.</summary>
    internal static string ReadSerial(AsnReader reader)
    {
        var bytes = reader.ReadIntegerBytes().Span;
        if (bytes.Length > MaxSerialBytes || bytes[0] >= 0x80 || bytes is [0])
            throw new AsnContentException("A serial number is positive and has at most 20 bytes.");
        return Convert.ToHexStringLower(bytes[0] == 0 ? bytes[1..] : bytes);
    }

    /// <summary>The inverse of <see cref="ReadSerial"/>.</summary>
    internal static void WriteSerial(AsnWriter writer, string hex) =>
        writer.WriteIntegerUnsigned(Convert.FromHexString(hex));

    internal static BigInteger ReadNumber(AsnReader reader)
    {
        var bytes = reader.ReadIntegerBytes().Span;
        return bytes.Length <= MaxSerialBytes && bytes[0] < 0x80
            ? new BigInteger(bytes, isBigEndian: true)
            : throw new AsnContentException("A CRL number is not negative and has at most 20 bytes.");
    }

    /// <summary>UTCTime to 2049 and GeneralizedTime from 2050 on, in whole seconds of UTC (RFC 5280 §4.1.2.5).</summary>
    internal static DateTimeOffset ReadTime(AsnReader reader)
    {
        if (reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime))
            return reader.ReadUtcTime(FirstYearOfGeneralizedTime - 1);
        var time = reader.ReadGeneralizedTime();
        return time.Year >= FirstYearOfGeneralizedTime && time.Ticks % TimeSpan.TicksPerSecond == 0
            ? time
            : throw new AsnContentException("A time before 2050 is a UTCTime, and none has parts of a second.");
    }

    internal static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        if (utc.Year < FirstYearOfGeneralizedTime)
            writer.WriteUtcTime(utc, FirstYearOfGeneralizedTime - 1);
        else
            writer.WriteGeneralizedTime(utc, omitFractionalSeconds: true);
    }

    /// <summary>The keyIdentifier of an AuthorityKeyIdentifier (RFC 5280 §4.2.1.1); null if it names the issuer by other means only.</summary>
    internal static byte[]? ReadAuthorityKeyIdentifier(AsnReader value)
    {
        var sequence = value.ReadSequence();
        value.ThrowIfNotEmpty();
        byte[]? keyIdentifier = null;
        var expected = 0;
        while (sequence.HasData)
        {
            var tag = sequence.PeekTag();
            if (tag.TagClass != TagClass.ContextSpecific || tag.TagValue < expected || tag.TagValue > 2)
                throw new AsnContentException("An unknown member of an authority key identifier.");
            expected = tag.TagValue + 1;
            if (tag.TagValue == 0)
                keyIdentifier = sequence.ReadOctetString(tag);
            else
                sequence.ReadEncodedValue();
        }

        return keyIdentifier;
    }

    internal static byte[] AuthorityKeyIdentifier(ReadOnlySpan<byte> keyIdentifier)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
            writer.WriteOctetString(keyIdentifier, new Asn1Tag(TagClass.ContextSpecific, 0));
        return writer.Encode();
    }
}
