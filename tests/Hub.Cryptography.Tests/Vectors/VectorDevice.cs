using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>The device key of the vectors. It signs by RFC 6979, so that the files are the same in every run; phones need not.</summary>
internal static class VectorDevice
{
    private static readonly byte[] Scalar = VectorRandom.Bytes("device key", 32);
    private static readonly ECDsa Key = Import();

    public static byte[] Spki { get; } = Key.ExportSubjectPublicKeyInfo();

    public static byte[] Pkcs8 { get; } = Key.ExportPkcs8PrivateKey();

    public static SignedRecord Signed(byte[] record)
    {
        var curve = NistNamedCurves.GetByName("P-256");
        var signer = new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(true, new ECPrivateKeyParameters(new BigInteger(1, Scalar), new ECDomainParameters(curve)));
        var pair = signer.GenerateSignature(SHA256.HashData(record));
        return new SignedRecord(record, StandardDsaEncoding.Instance.Encode(curve.N, pair[0], pair[1]));
    }

    private static ECDsa Import()
    {
        var curve = NistNamedCurves.GetByName("P-256");
        var point = curve.G.Multiply(new BigInteger(1, Scalar)).Normalize();
        return ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Scalar,
            Q = new ECPoint { X = point.AffineXCoord.GetEncoded(), Y = point.AffineYCoord.GetEncoded() },
        });
    }
}
