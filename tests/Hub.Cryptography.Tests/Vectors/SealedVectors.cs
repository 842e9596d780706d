using System.Formats.Asn1;
using System.Text.Json.Nodes;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>SM2 ciphertexts with one defect each.</summary>
internal static class SealedVectors
{
    private static readonly byte[] Plaintext = VectorRandom.Bytes("plaintext of a sealed key", 72);

    public static JsonObject Make()
    {
        var good = VectorKeys.SealTo(VectorKeys.Encryption.PublicKey, Plaintext);
        var outer = new AsnReader(good, AsnEncodingRules.DER).ReadSequence();
        var x = outer.ReadIntegerBytes().ToArray();
        var y = outer.ReadIntegerBytes().ToArray();
        var hash = outer.ReadOctetString();
        var cipher = outer.ReadOctetString();
        return new JsonObject
        {
            ["about"] = "SM2 ciphertexts in the DER of GM/T 0009 (C1C3C2). 'key' is a name of keys.json. The good ones give 'plaintext'; the others are refused.",
            ["cases"] = VectorFile.List(
            [
                Case("good, of the length of a sealed key", "encryption", good, Plaintext),
                Case("good, of one byte", "encryption", VectorKeys.SealTo(VectorKeys.Encryption.PublicKey, [7]), [7]),
                Case("for another key", "other encryption", good),
                Case("hash altered", "encryption", Der(x, y, Flip(hash), cipher)),
                Case("cipher altered", "encryption", Der(x, y, hash, Flip(cipher))),
                Case("a point off the curve", "encryption", Der(x, Flip(y), hash, cipher)),
                Case("x and y exchanged", "encryption", Der(y, x, hash, cipher)),
                Case("hash and cipher exchanged (C1C2C3)", "encryption", Der(x, y, cipher, hash)),
                Case("x has a needless leading zero", "encryption", Der([0, 0, .. x], y, hash, cipher)),
                Case("cipher empty", "encryption", Der(x, y, hash, [])),
                Case("hash one byte short", "encryption", Der(x, y, hash[..^1], cipher)),
                Case("a byte follows", "encryption", [.. good, 0]),
                Case("the last byte is missing", "encryption", good[..^1]),
                Case("plain C1 ‖ C3 ‖ C2 without DER", "encryption", [4, .. Fixed(x), .. Fixed(y), .. hash, .. cipher]),
                Case("empty", "encryption", []),
            ]),
        };
    }

    private static JsonObject Case(string name, string key, byte[] der, byte[]? plaintext = null)
    {
        var made = new JsonObject { ["name"] = name, ["key"] = key, ["sealed"] = VectorFile.Base64(der), ["good"] = plaintext is not null };
        if (plaintext is not null)
            made["plaintext"] = VectorFile.Hex(plaintext);
        return made;
    }

    private static byte[] Flip(byte[] bytes) => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];

    private static byte[] Fixed(byte[] integer) => integer.Length == 33 ? integer[1..] : [.. new byte[32 - integer.Length], .. integer];

    private static byte[] Der(byte[] x, byte[] y, byte[] hash, byte[] cipher)
    {
        byte[] content = [.. Item(2, x), .. Item(2, y), .. Item(4, hash), .. Item(4, cipher)];
        return Item(0x30, content);
    }

    private static byte[] Item(byte tag, byte[] content) =>
        content.Length < 128 ? [tag, (byte)content.Length, .. content] : [tag, 0x81, (byte)content.Length, .. content];
}
