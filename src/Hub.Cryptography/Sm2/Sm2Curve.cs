using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Security;

namespace Hub.Cryptography;

/// <summary>The recommended curve of SM2 (GB/T 32918.5-2017, sm2p256v1) and what belongs to it.</summary>
internal static class Sm2Curve
{
    /// <summary>Bytes of a coordinate or a scalar.</summary>
    public const int FieldLength = 32;

    /// <summary>Bytes of an uncompressed point: 04, x, y.</summary>
    public const int PointLength = 65;

    /// <summary>The domain with BouncyCastle's arithmetic made for this curve, several times faster than the generic one.</summary>
    public static readonly ECDomainParameters Domain = new(CustomNamedCurves.GetByName("sm2p256v1"));

    /// <summary>The user id of GM/T 0009-2012 §10, which every party here uses.</summary>
    public static readonly byte[] UserId = "1234567812345678"u8.ToArray();

    /// <summary>Random numbers straight from the operating system.</summary>
    public static readonly SecureRandom Random = new(new CryptoApiRandomGenerator());

    public static BigInteger Order => Domain.N;

    private static readonly BigInteger Prime = Domain.Curve.Field.Characteristic;

    /// <summary>The point 04‖x‖y; null if a coordinate is not reduced or the point not on the curve. The cofactor is 1, so such a point is of order n.</summary>
    public static ECPoint? DecodePoint(ReadOnlySpan<byte> point)
    {
        if (point.Length != PointLength || point[0] != 4)
            return null;
        var x = new BigInteger(1, point[1..33]);
        var y = new BigInteger(1, point[33..]);
        if (x.CompareTo(Prime) >= 0 || y.CompareTo(Prime) >= 0)
            return null;
        var decoded = Domain.Curve.CreatePoint(x, y);
        return decoded.IsValid() ? decoded : null;
    }
}
