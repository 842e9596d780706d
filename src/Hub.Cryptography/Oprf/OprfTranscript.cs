using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Hub.Cryptography;

/// <summary>Collects the parts of an RFC 9497 transcript: I2OSP(len, 2) before each variable part, labels bare.</summary>
internal sealed class OprfTranscript
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    internal OprfTranscript Part(ReadOnlySpan<byte> part)
    {
        Number(checked((ushort)part.Length));
        _bytes.Write(part);
        return this;
    }

    internal OprfTranscript Number(ushort value)
    {
        Span<byte> encoded = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(encoded, value);
        _bytes.Write(encoded);
        return this;
    }

    internal OprfTranscript Label(ReadOnlySpan<byte> label)
    {
        _bytes.Write(label);
        return this;
    }

    /// <summary>The digest of all parts; clears them, as they may hold a PRF input or output.</summary>
    internal byte[] Sha256()
    {
        var digest = SHA256.HashData(Bytes);
        _bytes.Clear();
        return digest;
    }

    internal ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;
}
