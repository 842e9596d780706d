using System.Diagnostics.CodeAnalysis;
using Org.BouncyCastle.Math;

namespace Hub.Cryptography;

/// <summary>
/// A proof that one scalar k gives both K = kG and Z = kB (RFC 9497 §2.2). On the wire 64 bytes: c ‖ s, each a 32-byte big-endian
/// scalar below the order. Not secret: it prints as lower-case hex.
/// </summary>
public sealed class DleqProof
{
    /// <summary>The length of the encoding in bytes.</summary>
    public const int Length = 2 * P256Group.ScalarBytes;

    private readonly byte[] _encoded;

    internal DleqProof(BigInteger c, BigInteger s)
    {
        C = c;
        S = s;
        _encoded = [.. P256Group.Encode(c), .. P256Group.Encode(s)];
    }

    internal BigInteger C { get; }

    internal BigInteger S { get; }

    /// <summary>The 64 bytes.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>A copy of the 64 bytes.</summary>
    public byte[] ToArray() => _encoded.ToArray();

    /// <summary>Reads exactly 64 bytes; false for another length or a scalar not below the order. Says nothing of the proof's truth.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out DleqProof? proof)
    {
        proof = null;
        if (bytes.Length != Length
            || !P256Group.TryDecode(bytes[..P256Group.ScalarBytes], out var c)
            || !P256Group.TryDecode(bytes[P256Group.ScalarBytes..], out var s))
            return false;
        proof = new DleqProof(c, s);
        return true;
    }

    /// <summary>Lower-case hex of the encoding.</summary>
    public override string ToString() => Convert.ToHexStringLower(_encoded);
}
