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

    /// <summary>Reads what was stored; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out EnvelopePayload? payload)
    {
        payload = null;
        try
        {
            if (JsonSerializer.Deserialize<Stored>(bytes) is { } stored && KeyId.TryParse(stored.SignKeyId, out var signKeyId) && Sm3Digest.TryParse(stored.LeafHash, out var leafHash))
                payload = new EnvelopePayload(signKeyId, leafHash);
        }
        catch (JsonException)
        {
            // Not what was stored here.
        }
        return payload is not null;
    }

    private sealed record Stored(string SignKeyId, string LeafHash);
}
