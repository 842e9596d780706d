using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary><c>enrolment/1</c>: a phone asks for its certificate pair, signed by the new device key.</summary>
/// <param name="Code">The CA's code without its secret.</param>
/// <param name="Proof">That the phone has the secret, over both requests and the device key; 32 bytes. Only the CA can check it.</param>
/// <param name="SigningRequest">PKCS#10 DER.</param>
/// <param name="EncryptionRequest">PKCS#10 DER.</param>
/// <param name="DeviceKey">P-256 SPKI.</param>
/// <param name="Blinded">B, 33 bytes.</param>
public sealed record EnrolmentRecord(HubId Hub, EnrolmentTicket Code, byte[] Proof, byte[] SigningRequest, byte[] EncryptionRequest, byte[] DeviceKey, byte[] Blinded)
{
    /// <summary>The record's type.</summary>
    public const string Type = "enrolment/1";

    /// <summary>Asks with a code.</summary>
    public static EnrolmentRecord Of(HubId hub, EnrolmentCode code, byte[] signingRequest, byte[] encryptionRequest, byte[] deviceKey, byte[] blinded) =>
        new(hub, code.Ticket, code.Prove(signingRequest, encryptionRequest, deviceKey), signingRequest, encryptionRequest, deviceKey, blinded);

    /// <summary>Reads the bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out EnrolmentRecord? record, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, RecordFields.RecordMax, Read, out record, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, "enrol").Text("code", Code).Bytes("proof", Proof).Bytes("signingRequest", SigningRequest).Bytes("encryptionRequest", EncryptionRequest)
        .Bytes("deviceKey", DeviceKey).Bytes("blinded", Blinded));

    private static EnrolmentRecord Read(RecordReader reader)
    {
        var hub = reader.Hub();
        reader.Kind("enrol");
        return new EnrolmentRecord(hub, reader.Parsed<EnrolmentTicket>("code", EnrolmentTicket.TryParse, "a code without its secret"), reader.Bytes("proof", EnrolmentCode.ProofLength, EnrolmentCode.ProofLength), reader.Bytes("signingRequest", 1, 4096), reader.Bytes("encryptionRequest", 1, 4096),
            reader.Bytes("deviceKey", 91, 91), reader.Bytes("blinded", 33, 33));
    }
}

/// <summary><c>scan/1</c>: a phone has read a QR code, signed by the device key.</summary>
/// <param name="At">The phone's clock: kept, never decided on.</param>
public sealed record ScanRecord(HubId Hub, ChallengeId Challenge, string Frame, KeyId SignKeyId, DateTimeOffset At)
{
    /// <summary>The record's type.</summary>
    public const string Type = "scan/1";

    /// <summary>Without the frame, which lets its reader scan.</summary>
    public override string ToString() => $"{Type} {Challenge}";

    /// <summary>Reads the bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out ScanRecord? record, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, RecordFields.RecordMax, Read, out record, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, "scan").Text("challenge", Challenge).Text("frame", Frame).Text("signKeyId", SignKeyId).Time("at", At));

    private static ScanRecord Read(RecordReader reader)
    {
        var hub = reader.Hub();
        reader.Kind("scan");
        return new ScanRecord(hub, reader.Challenge(), reader.Text("frame", 20, 20), reader.Key("signKeyId"), reader.Time("at"));
    }
}

/// <summary><c>pin-eval/1</c>: one PIN try, signed by the device key.</summary>
/// <param name="Version">Of the PIN's key k, from 1.</param>
/// <param name="Nonce">N, 32 bytes.</param>
/// <param name="Blinded">B, 33 bytes.</param>
public sealed record PinEvalRecord(HubId Hub, ChallengeId Challenge, KeyId SignKeyId, int Version, byte[] Nonce, byte[] Blinded)
{
    /// <summary>The record's type.</summary>
    public const string Type = "pin-eval/1";

    /// <summary>Reads the bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out PinEvalRecord? record, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, RecordFields.RecordMax, Read, out record, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, "pin").Text("challenge", Challenge).Text("signKeyId", SignKeyId).Integer("version", Version).Bytes("nonce", Nonce).Bytes("blinded", Blinded));

    private static PinEvalRecord Read(RecordReader reader)
    {
        var hub = reader.Hub();
        reader.Kind("pin");
        return new PinEvalRecord(hub, reader.Challenge(), reader.Key("signKeyId"), (int)reader.Integer("version", 1, 1_000_000),
            reader.Bytes("nonce", 32, 32), reader.Bytes("blinded", 33, 33));
    }
}

/// <summary><c>pin-proof/1</c>: asks for the DLEQ proof of a try that was answered, signed by the device key.</summary>
public sealed record PinProofRecord(HubId Hub, KeyId SignKeyId, int Version, byte[] Nonce, byte[] Blinded)
{
    /// <summary>The record's type.</summary>
    public const string Type = "pin-proof/1";

    /// <summary>Reads the bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out PinProofRecord? record, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, RecordFields.RecordMax, Read, out record, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, "pin").Text("signKeyId", SignKeyId).Integer("version", Version).Bytes("nonce", Nonce).Bytes("blinded", Blinded));

    private static PinProofRecord Read(RecordReader reader)
    {
        var hub = reader.Hub();
        reader.Kind("pin");
        return new PinProofRecord(hub, reader.Key("signKeyId"), (int)reader.Integer("version", 1, 1_000_000), reader.Bytes("nonce", 32, 32), reader.Bytes("blinded", 33, 33));
    }
}

/// <summary><c>reject/1</c>: the holder refuses (拒绝), signed by the device key.</summary>
/// <param name="Statement">SM3 of the statement that was shown.</param>
/// <param name="Nonce">N, 32 bytes: only a scan that was allowed gives it away.</param>
/// <param name="Reason"><c>mine-not</c>, <c>wrong-content</c> or <c>other</c>.</param>
public sealed record RejectRecord(HubId Hub, string Kind, ChallengeId Challenge, Sm3Digest Statement, KeyId SignKeyId, byte[] Nonce, string Reason, DateTimeOffset SignedAt)
{
    /// <summary>The record's type.</summary>
    public const string Type = "reject/1";

    /// <summary>Reads the bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out RejectRecord? record, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, RecordFields.RecordMax, Read, out record, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, Kind).Text("challenge", Challenge).Text("statement", Statement).Text("signKeyId", SignKeyId).Bytes("nonce", Nonce).Text("reason", Reason)
        .Time("signedAt", SignedAt));

    private static RejectRecord Read(RecordReader reader)
    {
        var hub = reader.Hub();
        var kind = reader.OneOf("kind", ChallengeKind.Login, ChallengeKind.Sign, ChallengeKind.Seal, ChallengeKind.Encrypt, ChallengeKind.Decrypt);
        return new RejectRecord(hub, kind, reader.Challenge(), reader.Digest("statement"), reader.Key("signKeyId"), reader.Bytes("nonce", 32, 32),
            reader.OneOf("reason", "mine-not", "wrong-content", "other"), reader.Time("signedAt"));
    }
}
