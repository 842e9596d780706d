using System.Buffers.Binary;

namespace Hub.Cryptography;

/// <summary>
/// The joint <c>‖</c> of the protocol: each part is preceded by its length as four big-endian bytes, so that no two
/// different lists of parts give the same bytes.
/// </summary>
public static class LengthPrefixed
{
    /// <summary>Joins <paramref name="parts"/>, of which any may be empty.</summary>
    public static byte[] Join(params ReadOnlySpan<byte[]> parts)
    {
        var length = 0;
        foreach (var part in parts)
            length = checked(length + 4 + part.Length);
        var joined = new byte[length];
        var rest = joined.AsSpan();
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32BigEndian(rest, part.Length);
            part.CopyTo(rest[4..]);
            rest = rest[(4 + part.Length)..];
        }
        return joined;
    }
}
