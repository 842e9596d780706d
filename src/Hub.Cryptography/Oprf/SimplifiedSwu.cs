using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;

namespace Hub.Cryptography;

/// <summary>
/// The simplified Shallue–van de Woestijne–Ulas map onto P-256, RFC 9380 §6.6.2 with A = −3 and Z = −10 (§8.2). It branches on
/// which candidate is a square; the input is a hash of the phone's own secret and the map runs on the phone only.
/// </summary>
internal static class SimplifiedSwu
{
    private static readonly ECFieldElement A = P256Group.Curve.A;
    private static readonly ECFieldElement B = P256Group.Curve.B;
    private static readonly ECFieldElement One = P256Group.Curve.FromBigInteger(BigInteger.One);
    private static readonly ECFieldElement Z = P256Group.Curve.FromBigInteger(BigInteger.Ten).Negate();
    private static readonly ECFieldElement MinusBOverA = B.Negate().Divide(A);
    private static readonly ECFieldElement ExceptionalX = B.Divide(Z.Multiply(A));

    internal static ECPoint Map(BigInteger input)
    {
        var u = P256Group.Curve.FromBigInteger(input);
        var zu2 = Z.Multiply(u.Square());
        var denominator = zu2.Square().Add(zu2);
        var x = denominator.IsZero ? ExceptionalX : MinusBOverA.Multiply(denominator.Invert().Add(One));
        var y = Equation(x).Sqrt();
        if (y is null)
        {
            x = zu2.Multiply(x);
            // One of the two candidates is always a square: that is the theorem behind the map.
            y = Equation(x).Sqrt() ?? throw new InvalidOperationException("Neither candidate of the map lies on the curve.");
        }

        return P256Group.Curve.CreatePoint(x.ToBigInteger(), (u.TestBitZero() == y.TestBitZero() ? y : y.Negate()).ToBigInteger());
    }

    private static ECFieldElement Equation(ECFieldElement x) => x.Square().Add(A).Multiply(x).Add(B);
}
