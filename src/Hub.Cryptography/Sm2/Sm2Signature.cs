using System.Diagnostics.CodeAnalysis;
using Org.BouncyCastle.Math;

namespace Hub.Cryptography;

/// <summary>The form of a signature: SEQUENCE { r INTEGER, s INTEGER } (GM/T 0009-2012 §7.3).</summary>
internal static class Sm2Signature
{
    /// <summary>Reads strict DER with nothing left over and 1 ≤ r, s &lt; n (GB/T 32918.2 §7.1, steps B1 and B2).</summary>
    public static bool TryParse(ReadOnlySpan<byte> der, [NotNullWhen(true)] out BigInteger? r, [NotNullWhen(true)] out BigInteger? s)
    {
        r = s = null;
        var outer = new DerReader(der);
        return outer.TryReadSequence(out var pair) && outer.AtEnd
            && TryReadScalar(ref pair, out r) && TryReadScalar(ref pair, out s) && pair.AtEnd;
    }

    private static bool TryReadScalar(ref DerReader reader, [NotNullWhen(true)] out BigInteger? scalar)
    {
        scalar = null;
        if (!reader.TryReadUnsigned(out var magnitude))
            return false;
        var value = new BigInteger(1, magnitude);
        if (value.SignValue == 0 || value.CompareTo(Sm2Curve.Order) >= 0)
            return false;
        scalar = value;
        return true;
    }
}
