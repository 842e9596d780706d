using System.Text;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>SM2 signatures with one defect each.</summary>
internal static class SignatureVectors
{
    private static readonly byte[] Message = Encoding.UTF8.GetBytes("投标人对以上内容签名。");

    public static JsonObject Make()
    {
        var signature = VectorKeys.SignAs(VectorKeys.Sign, Message);
        if (!Sm2Signature.TryParse(signature, out var r, out var s))
            throw new InvalidOperationException("Our own signature does not parse.");
        var n = Sm2Curve.Order;
        return new JsonObject
        {
            ["about"] = "SM2 with SM3 over user id 1234567812345678, DER. 'key' is a name of keys.json. All but the good ones are refused.",
            ["cases"] = VectorFile.List(
            [
                Case("good", Message, signature, true),
                Case("good, of the empty message", [], VectorKeys.SignAs(VectorKeys.Sign, []), true),
                Case("another message", [.. Message, 1], signature, false),
                Case("another key's", Message, VectorKeys.SignAs(VectorKeys.OtherSign, Message), false),
                Case("over another user id", Message, OverUserId("someone@example"), false),
                Case("over no Z: the plain SM3 of the message", Message, WithoutZ(), false),
                Case("r and s exchanged", Message, Der(s, r), false),
                Case("r is 0", Message, Der(BigInteger.Zero, s), false),
                Case("s is 0", Message, Der(r, BigInteger.Zero), false),
                Case("r is n greater", Message, Der(r.Add(n), s), false),
                Case("s is n smaller: negative", Message, Der(r, s.Subtract(n)), false),
                Case("r has a needless leading zero", Message, Der([0, .. r.ToByteArray()], s.ToByteArray()), false),
                Case("a byte follows", Message, [.. signature, 0], false),
                Case("the last byte is missing", Message, signature[..^1], false),
                Case("the outer length in long form", Message, [0x30, 0x81, .. signature[1..]], false),
                Case("r ‖ s without DER", Message, [.. Fixed(r), .. Fixed(s)], false),
                Case("empty", Message, [], false),
            ]),
        };
    }

    private static JsonObject Case(string name, byte[] message, byte[] signature, bool isGood) =>
        new() { ["name"] = name, ["key"] = "sign", ["message"] = VectorFile.Base64(message), ["signature"] = VectorFile.Base64(signature), ["good"] = isGood };

    private static byte[] OverUserId(string userId)
    {
        var signer = new SM2Signer(StandardDsaEncoding.Instance, new SM3Digest());
        signer.Init(true, new ParametersWithID(new ParametersWithRandom(Private(), new VectorRandom("another user id")), Encoding.ASCII.GetBytes(userId)));
        signer.BlockUpdate(Message);
        return signer.GenerateSignature();
    }

    // GB/T 32918.2 §6.1 with e = SM3(M): what a library gives that leaves Z to its caller.
    private static byte[] WithoutZ()
    {
        var n = Sm2Curve.Order;
        var k = new BigInteger(1, VectorRandom.Bytes("without Z", 32)).Mod(n);
        var d = Private().D;
        var x = Sm2Curve.Domain.G.Multiply(k).Normalize().AffineXCoord.ToBigInteger();
        var r = new BigInteger(1, Sm3Digest.Of(Message).ToArray()).Add(x).Mod(n);
        return Der(r, d.Add(BigInteger.One).ModInverse(n).Multiply(k.Subtract(r.Multiply(d))).Mod(n));
    }

    private static ECPrivateKeyParameters Private()
    {
        var scalar = new byte[Sm2PrivateKey.ScalarLength];
        VectorKeys.Sign.ExportScalar(scalar);
        return new ECPrivateKeyParameters(new BigInteger(1, scalar), Sm2Curve.Domain);
    }

    private static byte[] Fixed(BigInteger number)
    {
        var bytes = number.ToByteArrayUnsigned();
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static byte[] Der(BigInteger r, BigInteger s) => Der(r.ToByteArray(), s.ToByteArray());

    private static byte[] Der(byte[] r, byte[] s) => [0x30, (byte)(4 + r.Length + s.Length), 2, (byte)r.Length, .. r, 2, (byte)s.Length, .. s];
}
