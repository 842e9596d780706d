namespace Hub.Cryptography;

/// <summary>What came of decrypting a file: <see cref="Opened"/> or <see cref="Damaged"/>, nothing else.</summary>
public abstract record FileOpening
{
    private FileOpening()
    {
    }

    /// <summary>Every chunk was in its place and unaltered, and the last one was there.</summary>
    /// <param name="PlaintextLength">Bytes written.</param>
    public sealed record Opened(long PlaintextLength) : FileOpening;

    /// <summary>The file is not what was encrypted under this key. Chunks before <paramref name="Chunk"/> may have been written: throw them away.</summary>
    /// <param name="Chunk">The first chunk that is wrong, from 0.</param>
    /// <param name="Defect">What is wrong with it, as far as can be told.</param>
    public sealed record Damaged(long Chunk, FileDefect Defect) : FileOpening;
}

/// <summary>What is wrong with a chunk.</summary>
public enum FileDefect
{
    /// <summary>Its tag does not fit: altered, moved from another place, cut inside, of another file or another key.</summary>
    Altered,

    /// <summary>It is good, but not the last one, and nothing follows; or what is left is too short for a chunk.</summary>
    Truncated,

    /// <summary>It is good and the last one, but something follows.</summary>
    Extended,
}
