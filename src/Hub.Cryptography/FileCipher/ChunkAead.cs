namespace Hub.Cryptography;

/// <summary>The authenticated encryption of one chunk under the file key, without associated data. Not for use by two threads at once.</summary>
internal abstract class ChunkAead : IDisposable
{
    /// <summary>Bytes of a nonce: the 96 bits that GCM takes as they are (NIST SP 800-38D §8.2).</summary>
    public const int NonceLength = 12;

    /// <summary>Writes ciphertext ‖ tag.</summary>
    public abstract void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> sealedChunk);

    /// <summary>Takes ciphertext ‖ tag; false if the tag is wrong, and then nothing in <paramref name="plaintext"/> means anything.</summary>
    public abstract bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedChunk, Span<byte> plaintext);

    public abstract void Dispose();

    public static ChunkAead Create(FileCipherSuite suite, ReadOnlySpan<byte> fileKey) =>
        suite == FileCipherSuite.Sm4Gcm ? new Sm4Gcm(fileKey) : new Aes256Gcm(fileKey);
}
