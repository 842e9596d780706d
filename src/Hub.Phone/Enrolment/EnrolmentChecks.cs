using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>What a phone checks before it believes an enrolment: the code's digest is the only thing that did not come from the hub.</summary>
internal static class EnrolmentChecks
{
    /// <returns>What is wrong, in Chinese, or null.</returns>
    public static string? Find(EnrolmentAnswer answer, HubId hub, EnrolmentCode code, HolderKeys keys, OprfElement blinded, DateTimeOffset now)
    {
        if (answer.Hub != hub || answer.Authority != code.Ticket.Authority)
            return "应答来自另一个服务或证书机构";
        if (Sm3Digest.Of(answer.Anchors) != code.Ticket.Anchors)
            return "信任锚与申领码不符";
        if (!Anchors.TryParse(answer.Anchors, out var anchors, out _) || anchors.Hub != hub || !PhoneIdentity.TryRoots(anchors, out var roots))
            return "信任锚无法识别";
        if (!Sm2Certificate.TryParse(answer.SigningCertificate, out var signing) || !Sm2Certificate.TryParse(answer.EncryptionCertificate, out var encryption)
            || !PhoneCertificates.TryParse(answer.Chain, out var chain))
            return "证书无法识别";
        if (signing.KeyId != keys.Sign.PublicKey.KeyId || encryption.KeyId != keys.Encryption.PublicKey.KeyId)
            return "证书不是本手机密钥的证书";
        // A phone whose clock is slow would refuse the certificate that was made for it this second.
        now = now < signing.NotBefore ? signing.NotBefore : now;
        if (CertificatePath.CheckIssuance(signing, chain, roots, now, CertificateUsage.DigitalSignature) is not PathDecision.Trusted
            || CertificatePath.CheckIssuance(encryption, chain, roots, now, CertificateUsage.KeyEncipherment) is not PathDecision.Trusted)
            return "证书链不能到达受信任的根";
        if (signing.OrganizationIdentifier != answer.Enterprise.Code.ToString() || encryption.OrganizationIdentifier != signing.OrganizationIdentifier)
            return "证书不是应答所说企业的证书";
        if (!OprfClient.VerifyProof(answer.PublicKey, blinded, answer.Evaluated, answer.Proof))
            return "服务的密钥证明不成立";
        return null;
    }
}
