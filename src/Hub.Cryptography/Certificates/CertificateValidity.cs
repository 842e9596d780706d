namespace Hub.Cryptography;

/// <summary>From when to when a certificate is valid, both ends included, in whole seconds: parts of a second are cut off.</summary>
/// <param name="NotBefore">The first second.</param>
/// <param name="NotAfter">The last second.</param>
public sealed record CertificateValidity(DateTimeOffset NotBefore, DateTimeOffset NotAfter);
