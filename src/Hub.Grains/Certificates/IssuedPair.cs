using Hub.Cryptography;

namespace Hub.Grains.Certificates;

/// <summary>What a CA sent, checked against what was asked: the hub does not store a certificate that nobody could rely on.</summary>
internal static class IssuedPair
{
    /// <summary>Null if the pair is good, else which part is not.</summary>
    /// <param name="signing">签名证书, DER.</param>
    /// <param name="encryption">加密证书, DER.</param>
    /// <param name="signKey">The key of the signing request.</param>
    /// <param name="encKey">The key of the encryption request.</param>
    /// <param name="chain">Of the authority as the operator configured it: the issuing certificate first, its root last.</param>
    /// <param name="now">When.</param>
    public static string? Check(byte[] signing, byte[] encryption, KeyId signKey, KeyId encKey, IReadOnlyList<byte[]> chain, DateTimeOffset now)
    {
        var issuers = new List<Sm2Certificate>();
        foreach (var der in chain)
        {
            if (!Sm2Certificate.TryParse(der, out var issuer) || now < issuer.NotBefore || now > issuer.NotAfter)
                return "chain";
            issuers.Add(issuer);
        }
        if (!Sm2Certificate.TryParse(signing, out var signer) || !IsLeaf(signer, signKey, CertificateUsage.DigitalSignature, CertificateUsage.Signing))
            return "signingCertificate";
        if (!Sm2Certificate.TryParse(encryption, out var sealer) || !IsLeaf(sealer, encKey, CertificateUsage.Encryption, CertificateUsage.Encryption | CertificateUsage.KeyAgreement))
            return "encryptionCertificate";
        if (!signer.Subject.Equals(sealer.Subject))
            return "encryptionCertificate";
        if (!CreditCode.TryParse(signer.OrganizationIdentifier, out _) || !IsName(signer.OrganizationName) || !IsName(signer.CommonName))
            return "signingCertificate";
        if (!IsIssuedBy(signer, issuers[0], now))
            return "signingCertificate";
        return IsIssuedBy(sealer, issuers[0], now) ? null : "encryptionCertificate";
    }

    private static bool IsLeaf(Sm2Certificate certificate, KeyId key, CertificateUsage needed, CertificateUsage allowed) =>
        certificate.KeyId == key && !certificate.IsAuthority && certificate.KeyUsage.HasFlag(needed) && (certificate.KeyUsage & ~allowed) == CertificateUsage.None;

    private static bool IsName(string? text) => text is { Length: > 0 and <= CertificateSubject.MaxLength } && !text.Any(char.IsControl);

    // The issuing certificate is the anchor here: that it leads to its root was checked when the operator configured it (RFC 5280 §6.2 leaves anchors to us). Revocation is
    // asked for apart, after the pair is stored; without a list the path ends at its last step, that none is there.
    private static bool IsIssuedBy(Sm2Certificate leaf, Sm2Certificate issuer, DateTimeOffset now) =>
        CertificatePath.Check(leaf, [], [issuer], [], now, leaf.KeyUsage) is PathDecision.Refused { Reason: PathRefusal.CrlMissing };
}
