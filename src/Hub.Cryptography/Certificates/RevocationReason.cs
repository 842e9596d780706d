namespace Hub.Cryptography;

/// <summary>Why a certificate was revoked (CRLReason, RFC 5280 §5.3.1). The numbers are those of the standard.</summary>
public enum RevocationReason
{
    /// <summary>No reason given.</summary>
    Unspecified = 0,

    /// <summary>The private key is lost or known to others; recovery (找回) uses <see cref="Superseded"/>.</summary>
    KeyCompromise = 1,

    /// <summary>The CA's own key is known to others.</summary>
    AuthorityCompromise = 2,

    /// <summary>The holder has left the enterprise.</summary>
    AffiliationChanged = 3,

    /// <summary>Another certificate takes its place.</summary>
    Superseded = 4,

    /// <summary>No longer needed.</summary>
    CessationOfOperation = 5,

    /// <summary>On hold: revoked as long as it is listed.</summary>
    CertificateHold = 6,

    /// <summary>A right named in it was withdrawn.</summary>
    PrivilegeWithdrawn = 9,

    /// <summary>The attribute authority's key is known to others.</summary>
    AttributeAuthorityCompromise = 10,
}
