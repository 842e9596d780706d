using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Hub.Cryptography;

namespace Hub.Grains.Challenges;

/// <summary>
/// What an opening needs of an envelope: the challenge itself holds the rest. Of one size whatever the bid, so that neither the file nor its backups tell of it, and a freeze of
/// thousands reads little.
/// </summary>
/// <param name="SignKeyId">The certificate that answers for it.</param>
/// <param name="LeafHash">Of its leaf in the freeze (protocol section 4.4).</param>
internal sealed record EnvelopePayload(KeyId SignKeyId, Sm3Digest LeafHash)
{
    /// <summary>The bytes to be stored.</summary>
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(new Stored(SignKeyId.ToString(), LeafHash.ToString()));

    // The longest row of the form before.
    private const int MaxWhole = 256 * 1024;

    /// <summary>Reads what was stored, also the whole envelope that rows had before; false for anything else.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out EnvelopePayload? payload)
    {
        payload = null;
        try
        {
            if (JsonSerializer.Deserialize<Stored>(bytes.Span) is { } stored && KeyId.TryParse(stored.SignKeyId, out var signKeyId) && Sm3Digest.TryParse(stored.LeafHash, out var leafHash))
                payload = new EnvelopePayload(signKeyId, leafHash);
        }
        catch (JsonException)
        {
            // Not what was stored here.
        }
        payload ??= OfWhole(bytes);
        return payload is not null;
    }

    private static EnvelopePayload? OfWhole(ReadOnlyMemory<byte> bytes) =>
        RecordReader.TryRead(bytes, MaxWhole, SealedEnvelope.Read, out var envelope, out _) && BidHeader.TryParse(envelope.Header, out var header, out _)
            ? new EnvelopePayload(header.SignKeyId, MerkleTree.LeafHash(envelope.Leaf()))
            : null;

    // Rows of the form before have neither.
    private sealed record Stored(string? SignKeyId, string? LeafHash);
}
