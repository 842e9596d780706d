using System.Security.Cryptography;
using Hub.Bench.Figures;
using Hub.Cryptography;

namespace Hub.Bench.Crypto;

/// <summary>The cryptography of a decrypt, operations a second and core, beside the bare multiplications (SM2, VOPRF), the built-in class (P-256) or the bare hashes (Merkle).</summary>
internal static class CryptographyBench
{
    private const string Name = "crypto", Unit = "/s and core";
    private const int Leaves = 1000, TwoBlocks = 128;
    private static readonly byte[] Message = RandomNumberGenerator.GetBytes(1500);

    public static void Run(Report report)
    {
        Sm2(report);
        Oprf(report);
        Device(report);
        Merkle(report);
    }

    private static void Sm2(Report report)
    {
        var bare = new BareCurve("sm2p256v1");
        using var key = Sm2PrivateKey.Generate();
        var (signature, spki) = (key.Sign(Message), key.PublicKey.Spki.ToArray());
        Require(Sm2PublicKey.TryParse(spki, out var known));
        known.Warm();
        var plaintext = RandomNumberGenerator.GetBytes(BidContext.JoinedLength);
        var sealedBytes = known.Seal(plaintext);
        Add(report, "SM2 verify, key known (1,500 bytes)", () => Require(known.Verify(Message, signature)), bare.TwoAtOnce);
        Add(report, "SM2 verify, key decoded each time", () => Require(Sm2PublicKey.TryParse(spki, out var fresh) && fresh.Verify(Message, signature)), bare.TwoAtOnce);
        Add(report, "SM2 sign (1,500 bytes)", () => key.Sign(Message), bare.OfGenerator);
        Add(report, "SM2 seal (72 bytes), key known", () => known.Seal(plaintext), bare.OfGeneratorAndPoint);
        Add(report, "SM2 unseal (72 bytes)", () => Require(key.TryUnseal(sealedBytes, out _)), bare.OfPoint);
    }

    private static void Oprf(Report report)
    {
        var bare = new BareCurve("secp256r1");
        using var key = OprfServerKey.Generate();
        var exported = key.Export();
        var (secret, blinded) = OprfClient.Blind(Message);
        secret.Dispose();
        var encoded = blinded.ToArray();
        Add(report, "VOPRF evaluate, from and to bytes", () => Require(OprfElement.TryParse(encoded, out var element) && key.Evaluate(element).ToArray().Length > 0), bare.OfPoint);
        Add(report, "VOPRF key from its bytes, evaluate", () =>
        {
            using var restored = OprfServerKey.FromBytes(exported);
            Require(OprfElement.TryParse(encoded, out var element) && restored.Evaluate(element).ToArray().Length > 0);
        }, bare.OfPoint);
        Add(report, "VOPRF evaluate with its proof", () => key.EvaluateWithProof(blinded), bare.OfPoint);
    }

    private static void Device(Report report)
    {
        using var device = DeviceKey.Generate();
        var (signature, spki) = (device.Sign(Message), device.PublicKey.Spki.ToArray());
        using var builtIn = ECDsa.Create();
        builtIn.ImportSubjectPublicKeyInfo(spki, out _);
        Require(DevicePublicKey.TryParse(spki, out var known));
        void BuiltIn() => Require(builtIn.VerifyData(Message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        Add(report, "P-256 device signature, key known", () => Require(known.Verify(Message, signature)), BuiltIn);
        Add(report, "P-256 device signature, key decoded each time", () => Require(DevicePublicKey.TryParse(spki, out var fresh) && fresh.Verify(Message, signature)), BuiltIn);
    }

    private static void Merkle(Report report)
    {
        var hashes = Enumerable.Range(0, Leaves).Select(number => MerkleTree.LeafHash(BitConverter.GetBytes(number))).ToArray();
        var tree = MerkleTree.Build(hashes);
        var path = tree.InclusionPath(Leaves / 2);
        // A node is 65 bytes, two blocks: the same blocks in one go, for the whole tree and for one path.
        var (whole, one) = (new byte[(Leaves - 1) * TwoBlocks], new byte[path.Length * TwoBlocks]);
        Add(report, $"Merkle tree over {Leaves} leaf hashes", () => MerkleTree.Build(hashes), () => Sm3Digest.Of(whole));
        Add(report, $"Merkle path of one in {Leaves}, verified", () => Require(MerkleTree.VerifyInclusion(hashes[Leaves / 2], Leaves / 2, Leaves, path, tree.Root)), () => Sm3Digest.Of(one));
        var mebibyte = new byte[1 << 20];
        report.Add(new Figure(Name, "SM3", Speed.Of(() => Sm3Digest.Of(mebibyte)), "MiB/s and core"));
    }

    private static void Add(Report report, string what, Action action, Action floor) => report.Add(new Figure(Name, what, Speed.Of(action), Unit, Speed.Of(floor)));

    private static void Require([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool good)
    {
        if (!good)
            throw new BenchFailedException("a cryptographic operation failed");
    }
}
