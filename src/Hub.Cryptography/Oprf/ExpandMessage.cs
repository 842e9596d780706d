using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Hub.Cryptography;

/// <summary>expand_message_xmd with SHA-256, RFC 9380 §5.3.1.</summary>
internal static class ExpandMessage
{
    private const int BlockBytes = 64;

    /// <param name="message">Any length.</param>
    /// <param name="tag">The domain separation tag, 1 to 255 bytes: ours are constants, so the long form of §5.3.3 is not needed.</param>
    /// <param name="length">At most 255 × 32 bytes.</param>
    internal static byte[] Xmd(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag, int length)
    {
        var blocks = (length + SHA256.HashSizeInBytes - 1) / SHA256.HashSizeInBytes;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, 255, nameof(length));
        ArgumentOutOfRangeException.ThrowIfZero(tag.Length, nameof(tag));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tag.Length, 255, nameof(tag));

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> lengthAndZero = stackalloc byte[3];
        BinaryPrimitives.WriteUInt16BigEndian(lengthAndZero, checked((ushort)length));
        Span<byte> first = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> zeroBlock = stackalloc byte[BlockBytes];
        zeroBlock.Clear();
        hash.AppendData(zeroBlock);
        hash.AppendData(message);
        hash.AppendData(lengthAndZero);
        AppendTag(hash, tag);
        hash.GetHashAndReset(first);

        var output = new byte[length];
        Span<byte> block = stackalloc byte[SHA256.HashSizeInBytes];
        block.Clear();
        Span<byte> index = stackalloc byte[1];
        for (var i = 1; i <= blocks; i++)
        {
            for (var j = 0; j < block.Length; j++)
                block[j] ^= first[j];
            index[0] = (byte)i;
            hash.AppendData(block);
            hash.AppendData(index);
            AppendTag(hash, tag);
            hash.GetHashAndReset(block);
            var start = (i - 1) * block.Length;
            block[..Math.Min(block.Length, length - start)].CopyTo(output.AsSpan(start));
        }

        CryptographicOperations.ZeroMemory(first);
        CryptographicOperations.ZeroMemory(block);
        return output;
    }

    private static void AppendTag(IncrementalHash hash, ReadOnlySpan<byte> tag)
    {
        hash.AppendData(tag);
        hash.AppendData([(byte)tag.Length]);
    }
}
