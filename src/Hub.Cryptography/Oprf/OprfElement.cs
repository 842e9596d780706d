using System.Diagnostics.CodeAnalysis;
using Org.BouncyCastle.Math.EC;

namespace Hub.Cryptography;

/// <summary>
/// A point of P-256 other than infinity, on the wire 33 bytes: SEC 1 §2.3.3 compressed, the first byte 02 or 03 (RFC 9497 §4.3).
/// Blinded elements (B), evaluated elements (Z) and server keys (K) are all of this form. Not secret: it prints as lower-case hex.
/// </summary>
public sealed class OprfElement : IEquatable<OprfElement>
{
    /// <summary>The length of the encoding in bytes.</summary>
    public const int Length = P256Group.ElementBytes;

    private readonly byte[] _encoded;

    private OprfElement(ECPoint point, byte[] encoded)
    {
        Point = point;
        _encoded = encoded;
    }

    internal ECPoint Point { get; }

    /// <summary>The 33 bytes.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>A copy of the 33 bytes.</summary>
    public byte[] ToArray() => _encoded.ToArray();

    /// <summary>
    /// Reads exactly 33 bytes. False for any other length or form (uncompressed, hybrid, infinity), a coordinate not below the
    /// prime, or a coordinate with no point on the curve. Never throws.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out OprfElement? element)
    {
        element = null;
        if (bytes.Length != Length || bytes[0] is not (2 or 3))
            return false;
        var encoded = bytes.ToArray();
        try
        {
            element = new OprfElement(P256Group.Curve.DecodePoint(encoded), encoded);
            return true;
        }
        catch (ArgumentException)
        {
            // BouncyCastle's only way to say that no such point exists.
            return false;
        }
    }

    internal static OprfElement From(ECPoint point) =>
        point.IsInfinity
            ? throw new ArgumentException("Infinity is not an element.", nameof(point))
            : new OprfElement(point, point.GetEncoded(compressed: true));

    /// <inheritdoc/>
    public bool Equals(OprfElement? other) => other is not null && Encoded.SequenceEqual(other.Encoded);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OprfElement);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_encoded, 1);

    /// <summary>Lower-case hex of the encoding.</summary>
    public override string ToString() => Convert.ToHexStringLower(_encoded);
}
