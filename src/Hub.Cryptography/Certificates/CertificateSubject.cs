using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>
/// Whom a certificate of ours names: C=CN, O, organizationIdentifier, CN, in this order. For a bidder CN is the holder's name, O the
/// enterprise's and the identifier its unified social credit code (统一社会信用代码); a CA or a person has no identifier.
/// </summary>
public sealed record CertificateSubject
{
    /// <summary>The longest value of an attribute in characters (RFC 5280 appendix A.1, ub-common-name and ub-organization-name).</summary>
    public const int MaxLength = 64;

    private CertificateSubject(string commonName, string? organizationName, string? organizationIdentifier)
    {
        CommonName = commonName;
        OrganizationName = organizationName;
        OrganizationIdentifier = organizationIdentifier;
    }

    /// <summary>CN.</summary>
    public string CommonName { get; }

    /// <summary>O, or null.</summary>
    public string? OrganizationName { get; }

    /// <summary>organizationIdentifier (2.5.4.97), or null.</summary>
    public string? OrganizationIdentifier { get; }

    /// <summary>False if a value given is empty, longer than 64 characters, has a control character or half of a surrogate pair.</summary>
    public static bool TryCreate(
        string commonName, string? organizationName, string? organizationIdentifier, [NotNullWhen(true)] out CertificateSubject? subject)
    {
        subject = IsValue(commonName) && (organizationName is null || IsValue(organizationName)) && (organizationIdentifier is null || IsValue(organizationIdentifier))
            ? new CertificateSubject(commonName, organizationName, organizationIdentifier)
            : null;
        return subject is not null;
    }

    /// <inheritdoc cref="TryCreate"/>
    /// <exception cref="FormatException">A value that <see cref="TryCreate"/> refuses.</exception>
    public static CertificateSubject Create(string commonName, string? organizationName = null, string? organizationIdentifier = null) =>
        TryCreate(commonName, organizationName, organizationIdentifier, out var subject)
            ? subject
            : throw new FormatException("A value of a subject has 1 to 64 characters and no control character.");

    internal DistinguishedName ToName() => DistinguishedName.Of(
        (CertificateOids.Country, "CN"),
        (CertificateOids.Organization, OrganizationName),
        (CertificateOids.OrganizationIdentifier, OrganizationIdentifier),
        (CertificateOids.CommonName, CommonName));

    private static bool IsValue(string value)
    {
        if (value.Length is 0 or > MaxLength || value.Any(char.IsControl))
            return false;
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]) && !char.IsSurrogatePair(value, i++))
                return false;
        }

        return true;
    }
}
