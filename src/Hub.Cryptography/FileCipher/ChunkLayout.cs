namespace Hub.Cryptography;

/// <summary>
/// How a file lies in chunks: the plaintext is cut every <see cref="ChunkSize"/> bytes, each chunk grows by a tag of 16 bytes, and only the last may
/// be shorter. The last is never empty, except that an empty file is one empty chunk. So each length of a plaintext has one length of a
/// ciphertext, and most lengths that are not such are known to be wrong before a byte is decrypted.
/// </summary>
public readonly record struct ChunkLayout
{
    /// <summary>The smallest chunk, 4 KiB.</summary>
    public const int MinChunkSize = 4 * 1024;

    /// <summary>The largest chunk, 4 MiB.</summary>
    public const int MaxChunkSize = 4 * 1024 * 1024;

    /// <summary>What to take without a reason for another: 1 MiB.</summary>
    public const int DefaultChunkSize = 1024 * 1024;

    /// <summary>Bytes of a chunk's authentication tag.</summary>
    public const int TagLength = 16;

    /// <summary>The most chunks of a file, 2^32 - 1: the index must fit into four bytes.</summary>
    public const long MaxChunks = uint.MaxValue;

    /// <summary>A layout of chunks of this many bytes of plaintext.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="IsChunkSize"/> does not hold.</exception>
    public ChunkLayout(int chunkSize)
    {
        if (!IsChunkSize(chunkSize))
            throw new ArgumentOutOfRangeException(nameof(chunkSize), chunkSize, "A chunk size is a power of two from 4 KiB to 4 MiB.");
        ChunkSize = chunkSize;
    }

    /// <summary>Bytes of plaintext in every chunk but the last.</summary>
    public int ChunkSize { get; }

    /// <summary>Bytes of ciphertext in every chunk but the last.</summary>
    internal int Stride => ChunkSize + TagLength;

    /// <summary>Whether this is a power of two from 4 KiB to 4 MiB, both included.</summary>
    public static bool IsChunkSize(long chunkSize) => chunkSize is >= MinChunkSize and <= MaxChunkSize && long.IsPow2(chunkSize);

    /// <summary>Bytes of the ciphertext of a plaintext of this many bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than <see cref="MaxChunks"/> chunks.</exception>
    public long CiphertextLength(long plaintextLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plaintextLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plaintextLength, MaxChunks * ChunkSize);
        var chunks = plaintextLength == 0 ? 1 : (plaintextLength - 1) / ChunkSize + 1;
        return plaintextLength + chunks * TagLength;
    }

    /// <summary>Bytes of the plaintext of a ciphertext of this many bytes; false if no plaintext has a ciphertext of that length.</summary>
    public bool TryGetPlaintextLength(long ciphertextLength, out long plaintextLength)
    {
        plaintextLength = 0;
        if (ciphertextLength < TagLength || ciphertextLength > MaxChunks * Stride)
            return false;
        var (full, rest) = Math.DivRem(ciphertextLength, Stride);
        if (rest != 0 && rest < TagLength || rest == TagLength && full > 0)
            return false;
        plaintextLength = full * ChunkSize + (rest == 0 ? 0 : rest - TagLength);
        return true;
    }
}
