using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>
/// <c>bid-header/1</c>: what one encrypted bid file (加密投标文件) is, made by the bidder's own program. Its SM3 is the file's context: the sealed key and the
/// commitment are bound to it, so nothing in it can be changed afterwards.
/// </summary>
/// <param name="PlatformKeyId">Key of the certificate that signs the platform's descriptors.</param>
/// <param name="EarliestStart">As the descriptor had it when the file was encrypted: a phone refuses to open it for an earlier start.</param>
/// <param name="Cipher">A name of <see cref="FileCiphers"/>.</param>
/// <param name="ChunkSize">Bytes of plaintext a chunk: a power of two, 4 KiB … 4 MiB.</param>
/// <param name="Length">Bytes of the ciphertext.</param>
/// <param name="Digest">SM3 of the ciphertext.</param>
public sealed record BidHeader(
    HubId Hub, PlatformId Platform, KeyId PlatformKeyId, OpeningId Opening, DateTimeOffset EarliestStart, LotId Lot, EnvelopeId Envelope, EnterpriseId Bidder,
    KeyId SignKeyId, KeyId EncKeyId, string FileName, string Cipher, int ChunkSize, long Length, Sm3Digest Digest)
{
    /// <summary>The record's type.</summary>
    public const string Type = "bid-header/1";

    /// <summary>Most bytes of a header.</summary>
    public const int MaxLength = 3 * 1024;

    /// <summary>Reads a header's bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out BidHeader? header, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, MaxLength, Read, out header, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, Platform, ChallengeKind.Encrypt)
        .Text("platformKeyId", PlatformKeyId).Text("opening", Opening).Time("earliestStart", EarliestStart).Text("lot", Lot).Text("envelope", Envelope)
        .Text("bidder", Bidder).Text("signKeyId", SignKeyId).Text("encKeyId", EncKeyId).Text("fileName", FileName).Text("cipher", Cipher)
        .Integer("chunkSize", ChunkSize).Integer("length", Length).Text("digest", Digest));

    private static BidHeader Read(RecordReader reader)
    {
        var hub = reader.Hub();
        var platform = reader.Platform();
        reader.Kind(ChallengeKind.Encrypt);
        var header = new BidHeader(
            hub, platform, reader.Key("platformKeyId"), reader.Opening(), reader.Time("earliestStart"), reader.Lot(), reader.Envelope(),
            reader.Parsed<EnterpriseId>("bidder", EnterpriseId.TryParse, "an enterprise id"), reader.Key("signKeyId"), reader.Key("encKeyId"),
            reader.Text("fileName", 1, 255), reader.OneOf("cipher", FileCiphers.Sm4Gcm, FileCiphers.Aes256Gcm),
            (int)reader.Integer("chunkSize", 4096, 4 << 20), reader.Integer("length", 16, 1L << 50), reader.Digest("digest"));
        if (header.FileName.AsSpan().ContainsAny('/', '\\') || header.FileName is "." or "..")
            reader.Refuse("fileName", "is a path");
        if (!int.IsPow2(header.ChunkSize))
            reader.Refuse("chunkSize", "is not a power of two");
        return header;
    }
}

/// <summary>The names of the file ciphers, as headers have them.</summary>
public static class FileCiphers
{
    /// <summary>SM4-GCM in chunks: where the rules ask for national algorithms.</summary>
    public const string Sm4Gcm = "sm4-gcm-stream/1";

    /// <summary>AES-256-GCM in chunks: where they allow it.</summary>
    public const string Aes256Gcm = "aes-256-gcm-stream/1";
}
