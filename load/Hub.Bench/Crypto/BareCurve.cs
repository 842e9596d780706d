using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;
using BigInteger = Org.BouncyCastle.Math.BigInteger;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;

namespace Hub.Bench.Crypto;

/// <summary>The multiplications on the curve that a scheme cannot do without, by the same library and nothing around them: the floor of the figures.</summary>
internal sealed class BareCurve
{
    private readonly X9ECParameters _curve;
    private readonly ECPoint _point;
    private readonly BigInteger _a, _b;

    public BareCurve(string name)
    {
        _curve = CustomNamedCurves.GetByName(name);
        (_a, _b) = (Scalar(), Scalar());
        _point = _curve.G.Multiply(Scalar()).Normalize();
    }

    /// <summary>aG + bP: a verification.</summary>
    public void TwoAtOnce() => ECAlgorithms.SumOfTwoMultiplies(_curve.G, _a, _point, _b).Normalize();

    /// <summary>aG by a table of G's: a signature.</summary>
    public void OfGenerator() => new FixedPointCombMultiplier().Multiply(_curve.G, _a).Normalize();

    /// <summary>aP: opening what was sealed, or an evaluation.</summary>
    public void OfPoint() => _point.Multiply(_a).Normalize();

    /// <summary>aG and aP: sealing.</summary>
    public void OfGeneratorAndPoint()
    {
        OfGenerator();
        OfPoint();
    }

    private BigInteger Scalar() => new BigInteger(1, RandomNumberGenerator.GetBytes(40)).Mod(_curve.N.Subtract(BigInteger.One)).Add(BigInteger.One);
}
