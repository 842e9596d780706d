using System.Text.Json.Nodes;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>Keys, their encodings and KeyIds, and what is no SM2 public key.</summary>
internal static class KeyVectors
{
    public static JsonObject Make()
    {
        var good = VectorKeys.Sign.PublicKey.Spki.ToArray();
        return new JsonObject
        {
            ["about"] = "SM2 keys by name; every other file refers to them. They are published: trust nothing that they sign. 'deviceKey' is of P-256.",
            ["keys"] = VectorFile.List(VectorKeys.All.Select(named => new JsonObject
            {
                ["name"] = named.Name,
                ["scalar"] = VectorFile.Hex(Scalar(named.Key)),
                ["pkcs8"] = VectorFile.Base64(named.Key.ToPkcs8()),
                ["spki"] = VectorFile.Base64(named.Key.PublicKey.Spki),
                ["keyId"] = named.Key.PublicKey.KeyId.ToString(),
            })),
            ["refused"] = VectorFile.List(
            [
                Refused("one byte short", good[..^1]),
                Refused("one byte more", [.. good, 0]),
                Refused("a point off the curve", [.. good[..^1], (byte)(good[^1] ^ 1)]),
                Refused("a compressed point", [.. Convert.FromHexString("3039301306072a8648ce3d020106082a811ccf5501822d032200"), 2, .. good[27..59]]),
                Refused("the point at infinity", [.. Convert.FromHexString("301a301306072a8648ce3d020106082a811ccf5501822d030200"), 0]),
                Refused("another curve's name (P-256)", [.. VectorDevice.Spki[..26], .. good[26..]]),
            ]),
            ["deviceKey"] = new JsonObject { ["pkcs8"] = VectorFile.Base64(VectorDevice.Pkcs8), ["spki"] = VectorFile.Base64(VectorDevice.Spki) },
        };
    }

    private static byte[] Scalar(Sm2PrivateKey key)
    {
        var scalar = new byte[Sm2PrivateKey.ScalarLength];
        key.ExportScalar(scalar);
        return scalar;
    }

    private static JsonObject Refused(string why, byte[] spki) => new() { ["why"] = why, ["spki"] = VectorFile.Base64(spki) };
}
