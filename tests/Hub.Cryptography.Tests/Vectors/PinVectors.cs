using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Math;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>The PIN's path with a fixed blind: from x to the blob.</summary>
internal static class PinVectors
{
    public static JsonObject Make()
    {
        const string text = "Abc#123456";
        var salt = VectorRandom.Bytes("device salt", DeviceSalt.Length);
        var x = Argon2Cost.Load.Stretch(Encoding.ASCII.GetBytes(text), salt);
        var blind = VectorRandom.Bytes("blind", 32);
        var blinded = OprfClient.Blind(x, BlindScalar.From(blind));
        var hub = OprfServerKey.Derive(VectorRandom.Bytes("oprf seed", 32), "vectors"u8);
        var evaluated = hub.Evaluate(blinded);
        var proof = hub.Prove([blinded], [evaluated], new BigInteger(1, VectorRandom.Bytes("proof", 32)).Mod(P256Group.Order));
        var output = OprfClient.Finalize(x, BlindScalar.From(blind), evaluated);
        var context = new PinContext(VectorNames.Hub.ToString(), VectorKeys.Sign.PublicKey.KeyId, 1);
        var wk = HKDF.DeriveKey(HashAlgorithmName.SHA256, LengthPrefixed.Join(output, x), PinKey.Length, salt, context.KeyInfo());
        return new JsonObject
        {
            ["about"] = "Section 5.2 for the keys 'sign' and 'encryption', the blind fixed. x is Argon2id with 64 KiB, one pass, one lane: what a phone takes for x is its own affair. Refused blobs do not open under wk.",
            ["pin"] = text,
            ["argon2id"] = new JsonObject { ["memoryKiB"] = Argon2Cost.Load.MemoryKiB, ["passes"] = Argon2Cost.Load.Passes, ["lanes"] = Argon2Cost.Load.Parallelism },
            ["ds"] = VectorFile.Hex(salt),
            ["x"] = VectorFile.Hex(x),
            ["blind"] = VectorFile.Hex(blind),
            ["blinded"] = VectorFile.Hex(blinded.Encoded),
            ["pinTry"] = PinTryId.Of(blinded.Encoded).ToString(),
            ["hubKey"] = VectorFile.Hex(hub.Export()),
            ["publicKey"] = VectorFile.Hex(hub.PublicKey.Encoded),
            ["evaluated"] = VectorFile.Hex(evaluated.Encoded),
            ["proof"] = VectorFile.Hex(proof.Encoded),
            ["output"] = VectorFile.Hex(output),
            ["hub"] = VectorNames.Hub.ToString(),
            ["signKeyId"] = VectorKeys.Sign.PublicKey.KeyId.ToString(),
            ["version"] = 1,
            ["wk"] = VectorFile.Hex(wk),
            ["blob"] = VectorFile.Hex(Blob(wk, context.BlobData(hub.PublicKey))),
            ["refused"] = VectorFile.List(
            [
                Refused("another version", Blob(wk, new PinContext(VectorNames.Hub.ToString(), VectorKeys.Sign.PublicKey.KeyId, 2).BlobData(hub.PublicKey))),
                Refused("another K", Blob(wk, context.BlobData(evaluated))),
                Refused("another key's blob", Blob(wk, new PinContext(VectorNames.Hub.ToString(), VectorKeys.OtherSign.PublicKey.KeyId, 1).BlobData(hub.PublicKey))),
            ]),
            ["refusedElements"] = VectorFile.List(
            [
                Element("infinity", [0]),
                Element("32 bytes", blinded.ToArray()[..32]),
                Element("uncompressed", [4, .. VectorDevice.Spki[27..]]),
                Element("not on the curve", OffCurve()),
                Element("x not below p", [2, .. Convert.FromHexString("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff")]),
            ]),
            ["refusedProofs"] = VectorFile.List(
            [
                Proof("c altered", Flip(proof.ToArray(), 0)),
                Proof("s altered", Flip(proof.ToArray(), 63)),
                Proof("63 bytes", proof.ToArray()[..63]),
            ]),
        };
    }

    private static byte[] Blob(byte[] wk, byte[] data)
    {
        var plaintext = LengthPrefixed.Join(Scalar(VectorKeys.Sign), Scalar(VectorKeys.Encryption));
        var nonce = VectorRandom.Bytes("nonce of the blob", 12);
        var ciphertext = new byte[plaintext.Length];
        var tag = new byte[16];
        using var gcm = new AesGcm(wk, tag.Length);
        gcm.Encrypt(nonce, plaintext, ciphertext, tag, data);
        return [.. nonce, .. ciphertext, .. tag];
    }

    private static byte[] Scalar(Sm2PrivateKey key)
    {
        var scalar = new byte[Sm2PrivateKey.ScalarLength];
        key.ExportScalar(scalar);
        return scalar;
    }

    private static byte[] OffCurve()
    {
        for (byte x = 1; ; x++)
        {
            byte[] element = [2, .. new byte[31], x];
            if (!OprfElement.TryParse(element, out _))
                return element;
        }
    }

    private static byte[] Flip(byte[] bytes, int at)
    {
        bytes[at] ^= 1;
        return bytes;
    }

    private static JsonObject Refused(string why, byte[] blob) => new() { ["why"] = why, ["blob"] = VectorFile.Hex(blob) };

    private static JsonObject Element(string why, byte[] element) => new() { ["why"] = why, ["element"] = VectorFile.Hex(element) };

    private static JsonObject Proof(string why, byte[] proof) => new() { ["why"] = why, ["proof"] = VectorFile.Hex(proof) };
}
