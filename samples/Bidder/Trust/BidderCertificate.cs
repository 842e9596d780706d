using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace Bidder;

/// <summary>
/// The bidder's own certificate pair (双证书). Files are sealed to its encryption key and to no other: whoever could slip in another one could read the bid, so it is
/// taken only from certificates that lead to a root of the program's own.
/// </summary>
public sealed class BidderCertificate
{
    private BidderCertificate(Sm2Certificate signing, Sm2Certificate encryption, EnterpriseId enterprise) => (Signing, Encryption, Enterprise) = (signing, encryption, enterprise);

    /// <summary>签名证书.</summary>
    public Sm2Certificate Signing { get; }

    /// <summary>加密证书.</summary>
    public Sm2Certificate Encryption { get; }

    /// <summary>Whose it is.</summary>
    public EnterpriseId Enterprise { get; }

    /// <summary>Checks a pair.</summary>
    /// <param name="signing">DER.</param>
    /// <param name="encryption">DER.</param>
    /// <param name="chain">Issuers of both without the root, DER.</param>
    /// <param name="defect">What is wrong, else empty.</param>
    public static bool TryAccept(
        byte[] signing, byte[] encryption, IReadOnlyList<byte[]> chain, BidderTrust trust, DateTimeOffset now, [NotNullWhen(true)] out BidderCertificate? certificate, out string defect)
    {
        certificate = null;
        defect = "";
        if (!Sm2Certificate.TryParse(signing, out var sign) || !Sm2Certificate.TryParse(encryption, out var enc) || !CertificateBytes.TryParse(chain, out var issuers))
            defect = "not an SM2 certificate";
        else if (CertificatePath.CheckIssuance(sign, issuers, trust.Roots, now, CertificateUsage.DigitalSignature) is PathDecision.Refused noSigning)
            defect = $"signing certificate: {noSigning.Reason}";
        else if (CertificatePath.CheckIssuance(enc, issuers, trust.Roots, now, CertificateUsage.KeyEncipherment) is PathDecision.Refused noEncryption)
            defect = $"encryption certificate: {noEncryption.Reason}";
        else if (sign.OrganizationIdentifier != enc.OrganizationIdentifier || !CreditCode.TryParse(sign.OrganizationIdentifier, out var code))
            defect = "the certificates do not name one enterprise";
        else
            certificate = new BidderCertificate(sign, enc, new EnterpriseId(code));
        return certificate is not null;
    }

    /// <summary>Reads <c>{"signingCertificate","encryptionCertificate","chain"}</c>, as a CA or the hub's enterprise list gives it.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> json, BidderTrust trust, DateTimeOffset now, [NotNullWhen(true)] out BidderCertificate? certificate, out string defect)
    {
        certificate = null;
        return RecordReader.TryRead(json, 64 * 1024, Pair.Read, out var pair, out defect)
            && TryAccept(pair.Signing, pair.Encryption, pair.Chain, trust, now, out certificate, out defect);
    }

    private sealed record Pair(byte[] Signing, byte[] Encryption, IReadOnlyList<byte[]> Chain)
    {
        public static Pair? Read(RecordReader reader)
        {
            var pair = new Pair(reader.Bytes("signingCertificate", 1, Sm2Certificate.MaxLength), reader.Bytes("encryptionCertificate", 1, Sm2Certificate.MaxLength),
                reader.BytesList("chain", 0, CertificatePath.MaxIntermediates, Sm2Certificate.MaxLength));
            reader.IgnoreOthers();
            return pair;
        }
    }
}
