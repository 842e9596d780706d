using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>A record's exact bytes and a signature over exactly those bytes. On the wire <c>{"record","signature"}</c>, both Base64.</summary>
/// <param name="Record">UTF-8 JSON.</param>
/// <param name="Signature">DER, 8…72 bytes.</param>
public sealed record SignedRecord(byte[] Record, byte[] Signature)
{
    /// <summary>Reads a body.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, int maxLength, [NotNullWhen(true)] out SignedRecord? signed, out string defect) =>
        RecordReader.TryRead(bytes, maxLength, Read, out signed, out defect);

    /// <summary>The body's bytes.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => Write(writer, this));

    /// <summary>Reads it as a member of a larger message.</summary>
    public static SignedRecord? Read(RecordReader reader) =>
        new(reader.Bytes("record", 2, OpeningDescriptor.MaxLength), reader.Bytes("signature", 8, RecordFields.SignatureMax));

    /// <summary>Writes it as a member of a larger message.</summary>
    public static void Write(RecordWriter writer, SignedRecord signed) => writer.Bytes("record", signed.Record).Bytes("signature", signed.Signature);
}
