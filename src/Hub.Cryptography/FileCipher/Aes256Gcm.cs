using System.Security.Cryptography;

namespace Hub.Cryptography;

/// <summary>AES-256-GCM by the platform's own library.</summary>
internal sealed class Aes256Gcm(ReadOnlySpan<byte> key) : ChunkAead
{
    private readonly AesGcm _gcm = new(key, ChunkLayout.TagLength);

    public override void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> sealedChunk) =>
        _gcm.Encrypt(nonce, plaintext, sealedChunk[..plaintext.Length], sealedChunk[plaintext.Length..]);

    public override bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedChunk, Span<byte> plaintext)
    {
        try
        {
            _gcm.Decrypt(nonce, sealedChunk[..^ChunkLayout.TagLength], sealedChunk[^ChunkLayout.TagLength..], plaintext);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public override void Dispose() => _gcm.Dispose();
}
