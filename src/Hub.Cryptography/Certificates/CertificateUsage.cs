namespace Hub.Cryptography;

/// <summary>What a certificate's key may be used for (密钥用法, KeyUsage, RFC 5280 §4.2.1.3). The bits are those of the standard.</summary>
[Flags]
public enum CertificateUsage
{
    /// <summary>No KeyUsage extension: good for nothing here, since GM/T 0015 asks for one.</summary>
    None = 0,

    /// <summary>digitalSignature (bit 0).</summary>
    DigitalSignature = 1 << 0,

    /// <summary>nonRepudiation, also called contentCommitment (bit 1).</summary>
    NonRepudiation = 1 << 1,

    /// <summary>keyEncipherment (bit 2).</summary>
    KeyEncipherment = 1 << 2,

    /// <summary>dataEncipherment (bit 3).</summary>
    DataEncipherment = 1 << 3,

    /// <summary>keyAgreement (bit 4).</summary>
    KeyAgreement = 1 << 4,

    /// <summary>keyCertSign (bit 5).</summary>
    CertificateSigning = 1 << 5,

    /// <summary>cRLSign (bit 6).</summary>
    CrlSigning = 1 << 6,

    /// <summary>encipherOnly (bit 7).</summary>
    EncipherOnly = 1 << 7,

    /// <summary>decipherOnly (bit 8).</summary>
    DecipherOnly = 1 << 8,

    /// <summary>What a signing certificate (签名证书) is issued with. Of another CA's ask for <see cref="DigitalSignature"/> only.</summary>
    Signing = DigitalSignature | NonRepudiation,

    /// <summary>What an encryption certificate (加密证书) is issued with. Of another CA's ask for <see cref="KeyEncipherment"/> only.</summary>
    Encryption = KeyEncipherment | DataEncipherment,

    /// <summary>What a CA's certificate is issued with.</summary>
    Authority = CertificateSigning | CrlSigning,
}
