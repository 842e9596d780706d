using Hub.Cryptography;

namespace TestCa.Keys;

/// <summary>From when to when the CA's certificates are valid.</summary>
internal static class Validity
{
    // Clocks of others may be behind: a certificate that is not yet valid where it is needed helps nobody.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    public static CertificateValidity From(DateTimeOffset now, TimeSpan life) => new(now - Slack, now + life);
}
