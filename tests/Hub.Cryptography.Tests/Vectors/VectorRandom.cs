using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Security;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>Bytes that look random and are the same in every run: SHA-256 of a label and a counter. Published with the vectors, so good for nothing else.</summary>
internal sealed class VectorRandom(string label) : SecureRandom(null)
{
    private readonly byte[] _label = Encoding.UTF8.GetBytes("hub vector: " + label);
    private uint _counter;

    public static byte[] Bytes(string label, int length)
    {
        var bytes = new byte[length];
        new VectorRandom(label).NextBytes(bytes.AsSpan());
        return bytes;
    }

    public override void NextBytes(byte[] buf) => NextBytes(buf.AsSpan());

    public override void NextBytes(byte[] buf, int off, int len) => NextBytes(buf.AsSpan(off, len));

    public override void NextBytes(Span<byte> buffer)
    {
        for (var rest = buffer; rest.Length > 0; rest = rest[Math.Min(SHA256.HashSizeInBytes, rest.Length)..])
        {
            var input = new byte[_label.Length + 4];
            _label.CopyTo(input, 0);
            BinaryPrimitives.WriteUInt32BigEndian(input.AsSpan(_label.Length), _counter++);
            SHA256.HashData(input).AsSpan(0, Math.Min(SHA256.HashSizeInBytes, rest.Length)).CopyTo(rest);
        }
    }
}
