namespace Hub.Cryptography;

/// <summary>The object identifiers that certificates, requests and CRLs are made of here.</summary>
internal static class CertificateOids
{
    /// <summary>SM2 with SM3 (GM/T 0006).</summary>
    internal const string Sm2WithSm3 = "1.2.156.10197.1.501";

    internal const string CommonName = "2.5.4.3";
    internal const string SerialNumber = "2.5.4.5";
    internal const string Country = "2.5.4.6";
    internal const string Locality = "2.5.4.7";
    internal const string Province = "2.5.4.8";
    internal const string Organization = "2.5.4.10";
    internal const string OrganizationalUnit = "2.5.4.11";

    /// <summary>organizationIdentifier (X.520): the unified social credit code (统一社会信用代码) of an enterprise.</summary>
    internal const string OrganizationIdentifier = "2.5.4.97";

    internal const string SubjectKeyIdentifier = "2.5.29.14";
    internal const string KeyUsage = "2.5.29.15";
    internal const string BasicConstraints = "2.5.29.19";
    internal const string CrlNumber = "2.5.29.20";
    internal const string CrlReason = "2.5.29.21";
    internal const string AuthorityKeyIdentifier = "2.5.29.35";
}
