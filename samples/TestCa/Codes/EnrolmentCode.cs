using System.Security.Cryptography;
using System.Text;
using Hub.Cryptography;

namespace TestCa.Codes;

/// <summary>A code (申领码) as the CA keeps it: without the secret, of which only a digest is needed.</summary>
internal sealed record EnrolmentCode
{
    /// <summary>SHA-256 of the whole code, lower-case hex.</summary>
    public string Id { get; init; } = "";

    public string CreditCode { get; init; } = "";

    public string Enterprise { get; init; } = "";

    public string Holder { get; init; } = "";

    /// <summary>Exclusive.</summary>
    public DateTimeOffset Expires { get; init; }

    /// <summary>SM3 of both requests once it was used: the same ones get the same answer, others none.</summary>
    public string? Requests { get; init; }

    public byte[]? SigningCertificate { get; init; }

    public byte[]? EncryptionCertificate { get; init; }

    public static string IdOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    /// <summary>The text that the applicant types or scans: <c>authority.secret.SM3(anchors)</c>, the secret of 128 bits in groups of four.</summary>
    public static string NewText(AuthorityId authority, Sm3Digest anchors)
    {
        var digits = RandomNumberGenerator.GetHexString(32);
        var secret = string.Join('-', Enumerable.Range(0, 8).Select(group => digits.Substring(4 * group, 4)));
        return $"{authority}.{secret}.{anchors}";
    }
}
