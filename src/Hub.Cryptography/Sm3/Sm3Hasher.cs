using System.Buffers.Binary;
using Org.BouncyCastle.Crypto.Digests;

namespace Hub.Cryptography;

/// <summary>SM3 over data that comes in pieces, such as a file. Not for use by two threads at once.</summary>
public sealed class Sm3Hasher
{
    private readonly SM3Digest _sm3 = new();

    /// <summary>Adds <paramref name="data"/> to what is hashed.</summary>
    public void Append(ReadOnlySpan<byte> data) => _sm3.BlockUpdate(data);

    /// <summary>Adds a length of four big-endian bytes and then <paramref name="part"/>, as <see cref="LengthPrefixed"/> joins.</summary>
    public void AppendPart(ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        _sm3.BlockUpdate(length);
        _sm3.BlockUpdate(part);
    }

    /// <summary>The digest of everything appended; the hasher then begins anew.</summary>
    public Sm3Digest Finish()
    {
        Span<byte> hash = stackalloc byte[Sm3Digest.Length];
        _sm3.DoFinal(hash);
        return Sm3Digest.FromBytes(hash);
    }
}
