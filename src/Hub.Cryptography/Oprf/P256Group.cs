using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC.Multiplier;
using ECAlgorithms = Org.BouncyCastle.Math.EC.ECAlgorithms;
using ECCurve = Org.BouncyCastle.Math.EC.ECCurve;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;

namespace Hub.Cryptography;

/// <summary>
/// The prime-order group of RFC 9497 §4.3: P-256 with hash_to_curve <c>P256_XMD:SHA-256_SSWU_RO_</c> (RFC 9380 §8.2) and
/// hash_to_scalar.
/// </summary>
/// <remarks>
/// <see cref="Multiply"/> takes BouncyCastle's comb for every point, not its default window method: the comb doubles and adds in a
/// pattern that depends on the length of the order alone and reads its whole table at each step, so that neither branches nor
/// addresses follow the bits of a secret scalar. What remains variable: the conversion of the scalar between bytes and
/// <see cref="BigInteger"/>, modular inversion and multiplication of scalars (the DLEQ answer, the un-blinding), and point
/// additions that meet a special case (probability about 2^-256). <see cref="SumOfPublic"/> is fast and leaks: public values only.
/// </remarks>
internal static class P256Group
{
    internal const int ScalarBytes = 32;
    internal const int ElementBytes = 33;
    private const int FieldElementBytes = 48;

    private static readonly X9ECParameters Parameters = CustomNamedCurves.GetByName("secp256r1");
    private static readonly FixedPointCombMultiplier Comb = new();

    internal static ECCurve Curve => Parameters.Curve;
    internal static ECPoint Generator => Parameters.G;
    internal static BigInteger Order => Parameters.N;
    private static BigInteger Prime => Curve.Field.Characteristic;

    internal static ECPoint Multiply(ECPoint point, BigInteger secret) => Comb.Multiply(point, secret).Normalize();

    internal static ECPoint SumOfPublic(ECPoint p, BigInteger a, ECPoint q, BigInteger b) => ECAlgorithms.SumOfTwoMultiplies(p, a, q, b).Normalize();

    /// <summary>A uniform scalar from 1 to n − 1: 48 random bytes reduced, so the bias is below 2^-128 (RFC 9497 §4.7.2).</summary>
    internal static BigInteger RandomScalar()
    {
        Span<byte> bytes = stackalloc byte[FieldElementBytes];
        BigInteger scalar;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            scalar = new BigInteger(1, bytes).Mod(Order);
        }
        while (scalar.SignValue == 0);
        CryptographicOperations.ZeroMemory(bytes);
        return scalar;
    }

    internal static BigInteger HashToScalar(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag) =>
        HashToField(message, tag, Order, 1)[0];

    /// <summary>hash_to_curve, RFC 9380 §3: two field elements, each mapped, then added; the cofactor is one.</summary>
    internal static ECPoint HashToCurve(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag)
    {
        var u = HashToField(message, tag, Prime, 2);
        return SimplifiedSwu.Map(u[0]).Add(SimplifiedSwu.Map(u[1])).Normalize();
    }

    internal static byte[] Encode(BigInteger scalar)
    {
        var bytes = new byte[ScalarBytes];
        scalar.ToByteArrayUnsigned(bytes.AsSpan(ScalarBytes - scalar.GetLengthofByteArrayUnsigned()));
        return bytes;
    }

    /// <summary>Strict: 32 bytes, big-endian, below the order.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> bytes, out BigInteger scalar)
    {
        scalar = BigInteger.Zero;
        if (bytes.Length != ScalarBytes)
            return false;
        scalar = new BigInteger(1, bytes);
        return scalar.CompareTo(Order) < 0;
    }

    /// <summary>hash_to_field, RFC 9380 §5.2, with m = 1 and L = 48.</summary>
    private static BigInteger[] HashToField(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag, BigInteger modulus, int count)
    {
        var uniform = ExpandMessage.Xmd(message, tag, count * FieldElementBytes);
        var elements = new BigInteger[count];
        for (var i = 0; i < count; i++)
            elements[i] = new BigInteger(1, uniform.AsSpan(i * FieldElementBytes, FieldElementBytes)).Mod(modulus);
        CryptographicOperations.ZeroMemory(uniform);
        return elements;
    }
}
