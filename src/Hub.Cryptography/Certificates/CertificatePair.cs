namespace Hub.Cryptography;

/// <summary>The dual certificates (双证书) of one holder: the same subject, two keys, two usages.</summary>
/// <param name="Signing">签名证书: digitalSignature and nonRepudiation.</param>
/// <param name="Encryption">加密证书: keyEncipherment and dataEncipherment.</param>
public sealed record CertificatePair(Sm2Certificate Signing, Sm2Certificate Encryption);
