using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary><c>succession/1</c>: the platform's descriptor key names its successor, signed by the old key.</summary>
/// <param name="OldKey">SPKI of the key that signs: a header has only its KeyId, and a phone needs the key itself to verify.</param>
/// <param name="NewCertificate">DER.</param>
public sealed record Succession(HubId Hub, PlatformId Platform, byte[] OldKey, byte[] NewCertificate, DateTimeOffset MadeAt)
{
    /// <summary>The KeyId of <see cref="OldKey"/>.</summary>
    public KeyId OldKeyId => KeyId.Of(OldKey);

    /// <summary>The record's type.</summary>
    public const string Type = "succession/1";

    /// <summary>Most successions in a chain.</summary>
    public const int MaxChain = 8;

    /// <summary>Reads a succession's bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Succession? succession, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, RecordFields.RecordMax, Read, out succession, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, Platform, ChallengeKind.Decrypt)
        .Bytes("oldKey", OldKey).Bytes("newCertificate", NewCertificate).Time("madeAt", MadeAt));

    private static Succession Read(RecordReader reader)
    {
        var hub = reader.Hub();
        var platform = reader.Platform();
        reader.Kind(ChallengeKind.Decrypt);
        return new Succession(hub, platform, reader.Bytes("oldKey", Sm2PublicKey.SpkiLength, Sm2PublicKey.SpkiLength), reader.Bytes("newCertificate", 1, RecordFields.CertificateMax), reader.Time("madeAt"));
    }
}
