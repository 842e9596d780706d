using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;

namespace Hub.Cryptography;

/// <summary>
/// GenerateProof and VerifyProof of RFC 9497 §2.2 for A = G, over a list of pairs (B, Z). The product proves one pair at a time;
/// the list is kept because the standard's vectors have one of two.
/// </summary>
internal static class Dleq
{
    internal static DleqProof Generate(
        BigInteger k, OprfElement publicKey, IReadOnlyList<OprfElement> blinded, IReadOnlyList<OprfElement> evaluated, BigInteger r)
    {
        var m = Composite(Weights(publicKey, blinded, evaluated), blinded);
        var z = P256Group.Multiply(m, k);
        var c = Challenge(publicKey, m, z, P256Group.Multiply(P256Group.Generator, r), P256Group.Multiply(m, r));
        return new DleqProof(c, r.Subtract(c.Multiply(k)).Mod(P256Group.Order));
    }

    internal static bool Verify(
        OprfElement publicKey, IReadOnlyList<OprfElement> blinded, IReadOnlyList<OprfElement> evaluated, DleqProof proof)
    {
        if (blinded.Count == 0 || blinded.Count != evaluated.Count)
            return false;
        var weights = Weights(publicKey, blinded, evaluated);
        var m = Composite(weights, blinded);
        var z = Composite(weights, evaluated);
        var t2 = P256Group.SumOfPublic(P256Group.Generator, proof.S, publicKey.Point, proof.C);
        var t3 = P256Group.SumOfPublic(m, proof.S, z, proof.C);
        return Challenge(publicKey, m, z, t2, t3).Equals(proof.C);
    }

    private static BigInteger[] Weights(OprfElement publicKey, IReadOnlyList<OprfElement> blinded, IReadOnlyList<OprfElement> evaluated)
    {
        var seed = new OprfTranscript().Part(publicKey.Encoded).Part(OprfSuite.Seed).Sha256();
        var weights = new BigInteger[blinded.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            var transcript = new OprfTranscript()
                .Part(seed)
                .Number(checked((ushort)i))
                .Part(blinded[i].Encoded)
                .Part(evaluated[i].Encoded)
                .Label(OprfSuite.Composite);
            weights[i] = P256Group.HashToScalar(transcript.Bytes, OprfSuite.HashToScalar);
        }

        return weights;
    }

    // The weights are hashes of public values, so the fast multiplication may be used on them.
    private static ECPoint Composite(BigInteger[] weights, IReadOnlyList<OprfElement> elements)
    {
        var sum = P256Group.Curve.Infinity;
        for (var i = 0; i < weights.Length; i++)
            sum = sum.Add(elements[i].Point.Multiply(weights[i]));
        return sum.Normalize();
    }

    // Infinity encodes as one byte here; a forged proof may lead to it, and then the challenge simply does not match.
    private static BigInteger Challenge(OprfElement publicKey, ECPoint m, ECPoint z, ECPoint t2, ECPoint t3)
    {
        var transcript = new OprfTranscript()
            .Part(publicKey.Encoded)
            .Part(m.GetEncoded(compressed: true))
            .Part(z.GetEncoded(compressed: true))
            .Part(t2.GetEncoded(compressed: true))
            .Part(t3.GetEncoded(compressed: true))
            .Label(OprfSuite.Challenge);
        return P256Group.HashToScalar(transcript.Bytes, OprfSuite.HashToScalar);
    }
}
