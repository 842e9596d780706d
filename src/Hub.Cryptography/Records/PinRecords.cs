using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary><c>pin-ok/1</c>: clears a right PIN try whose challenge went unanswered, signed by the certificate's signing key.</summary>
public sealed record PinOkRecord(HubId Hub, KeyId SignKeyId, byte[] Nonce, PinTryId PinTry)
{
    /// <summary>The record's type.</summary>
    public const string Type = "pin-ok/1";

    /// <summary>Reads the bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out PinOkRecord? record, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, RecordFields.RecordMax, Read, out record, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, "pin").Text("signKeyId", SignKeyId).Bytes("nonce", Nonce).Text("pinTry", PinTry));

    private static PinOkRecord Read(RecordReader reader)
    {
        var hub = reader.Hub();
        reader.Kind("pin");
        return new PinOkRecord(hub, reader.Key("signKeyId"), reader.Bytes("nonce", 32, 32), reader.Parsed<PinTryId>("pinTry", PinTryId.TryParse, "64 lower-case hex digits"));
    }
}

/// <summary><c>pin-change/1</c>: the unlocked key asks for an evaluation of a new PIN under a new k (B7), signed by the signing key.</summary>
/// <param name="Version">The old version.</param>
/// <param name="Nonce">N of the old PIN's try.</param>
/// <param name="PinTry">That try.</param>
/// <param name="Blinded">B of the new PIN, 33 bytes.</param>
public sealed record PinChangeRecord(HubId Hub, KeyId SignKeyId, int Version, byte[] Nonce, PinTryId PinTry, byte[] Blinded)
{
    /// <summary>The record's type.</summary>
    public const string Type = "pin-change/1";

    /// <summary>Reads the bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out PinChangeRecord? record, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, RecordFields.RecordMax, Read, out record, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, "pin").Text("signKeyId", SignKeyId).Integer("version", Version).Bytes("nonce", Nonce).Text("pinTry", PinTry).Bytes("blinded", Blinded));

    private static PinChangeRecord Read(RecordReader reader)
    {
        var hub = reader.Hub();
        reader.Kind("pin");
        return new PinChangeRecord(hub, reader.Key("signKeyId"), (int)reader.Integer("version", 1, 1_000_000), reader.Bytes("nonce", 32, 32),
            reader.Parsed<PinTryId>("pinTry", PinTryId.TryParse, "64 lower-case hex digits"), reader.Bytes("blinded", 33, 33));
    }
}

/// <summary><c>pin-changed/1</c>: the phone has stored its blob under the new version; the hub drops the old k. Signed by the signing key.</summary>
public sealed record PinChangedRecord(HubId Hub, KeyId SignKeyId, int Version, DateTimeOffset ChangedAt)
{
    /// <summary>The record's type.</summary>
    public const string Type = "pin-changed/1";

    /// <summary>Reads the bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out PinChangedRecord? record, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, RecordFields.RecordMax, Read, out record, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, "pin").Text("signKeyId", SignKeyId).Integer("version", Version).Time("changedAt", ChangedAt));

    private static PinChangedRecord Read(RecordReader reader)
    {
        var hub = reader.Hub();
        reader.Kind("pin");
        return new PinChangedRecord(hub, reader.Key("signKeyId"), (int)reader.Integer("version", 1, 1_000_000), reader.Time("changedAt"));
    }
}
