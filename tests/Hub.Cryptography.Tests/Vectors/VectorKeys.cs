using System.Security.Cryptography;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>The keys of all vectors, each made from its name. They are public: trust nothing that they sign.</summary>
internal static class VectorKeys
{
    public static readonly Sm2PrivateKey Root = Make("root");
    public static readonly Sm2PrivateKey Authority = Make("authority");
    public static readonly Sm2PrivateKey OtherRoot = Make("other root");
    public static readonly Sm2PrivateKey Hub = Make("hub");
    public static readonly Sm2PrivateKey OtherHub = Make("other hub");
    public static readonly Sm2PrivateKey Platform = Make("platform");
    public static readonly Sm2PrivateKey Successor = Make("successor");
    public static readonly Sm2PrivateKey Opening = Make("opening");
    public static readonly Sm2PrivateKey Sign = Make("sign");
    public static readonly Sm2PrivateKey Encryption = Make("encryption");
    public static readonly Sm2PrivateKey OtherSign = Make("other sign");
    public static readonly Sm2PrivateKey OtherEncryption = Make("other encryption");

    public static IEnumerable<(string Name, Sm2PrivateKey Key)> All =>
    [
        ("root", Root), ("authority", Authority), ("other root", OtherRoot), ("hub", Hub), ("other hub", OtherHub), ("platform", Platform), ("successor", Successor),
        ("opening", Opening), ("sign", Sign), ("encryption", Encryption), ("other sign", OtherSign), ("other encryption", OtherEncryption),
    ];

    public static HolderKeys Holder => new(Sign, Encryption);

    public static Sm2PrivateKey Named(string name) => All.Single(key => key.Name == name).Key;

    /// <summary>SM2 with a k of its own for every key and message.</summary>
    public static byte[] SignAs(Sm2PrivateKey key, byte[] message) => key.Sign(message, new VectorRandom($"k {key.PublicKey.KeyId} {Sm3Digest.Of(message)}"));

    public static SignedRecord Signed(Sm2PrivateKey key, byte[] record) => new(record, SignAs(key, record));

    public static byte[] SealTo(Sm2PublicKey key, byte[] plaintext) => key.Seal(plaintext, new VectorRandom($"seal {key.KeyId} {VectorFile.Hex(SHA256.HashData(plaintext))}"));

    public static Sm2PrivateKey Make(string name) => Sm2PrivateKey.FromScalar(VectorRandom.Bytes("key " + name, Sm2PrivateKey.ScalarLength));
}
