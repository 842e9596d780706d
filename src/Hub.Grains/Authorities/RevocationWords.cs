using Hub.Cryptography;

namespace Hub.Grains.Authorities;

/// <summary>Reasons of revocation by their names in RFC 5280 §5.3.1, as they are on the wire.</summary>
internal static class RevocationWords
{
    public static string Of(RevocationReason reason) => reason switch
    {
        RevocationReason.KeyCompromise => "keyCompromise",
        RevocationReason.AuthorityCompromise => "cACompromise",
        RevocationReason.AffiliationChanged => "affiliationChanged",
        RevocationReason.Superseded => "superseded",
        RevocationReason.CessationOfOperation => "cessationOfOperation",
        RevocationReason.CertificateHold => "certificateHold",
        RevocationReason.PrivilegeWithdrawn => "privilegeWithdrawn",
        RevocationReason.AttributeAuthorityCompromise => "aACompromise",
        _ => "unspecified",
    };
}
