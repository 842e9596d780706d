namespace Hub.Cryptography;

/// <summary>What <see cref="CertificatePath.Check"/> found.</summary>
public abstract record PathDecision
{
    private PathDecision()
    {
    }

    /// <summary>The leaf may be relied on for the usage asked for.</summary>
    /// <param name="Path">The leaf first, then its issuers, the anchor last.</param>
    public sealed record Trusted(IReadOnlyList<Sm2Certificate> Path) : PathDecision;

    /// <summary>The leaf may not be relied on.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Certificate">The certificate it lies with: the leaf, one of its issuers, or the anchor.</param>
    /// <param name="Revocation">When and why it was revoked; only with <see cref="PathRefusal.Revoked"/>.</param>
    public sealed record Refused(PathRefusal Reason, Sm2Certificate Certificate, CrlEntry? Revocation = null) : PathDecision;
}

/// <summary>Why a certificate may not be relied on.</summary>
public enum PathRefusal
{
    /// <summary>No anchor and no intermediate has the issuer's name and key identifier.</summary>
    UnknownIssuer,

    /// <summary>There is such an issuer, and its key did not make the signature.</summary>
    BadSignature,

    /// <summary>Its first moment has not come.</summary>
    NotYetValid,

    /// <summary>Its last moment is over.</summary>
    Expired,

    /// <summary>The issuer's CRL lists it.</summary>
    Revoked,

    /// <summary>There is no CRL that its issuer signed and may sign.</summary>
    CrlMissing,

    /// <summary>The newest CRL of its issuer has reached its next update.</summary>
    CrlStale,

    /// <summary>It is the leaf and lacks a usage asked for, or a CA that may not sign certificates.</summary>
    WrongUsage,

    /// <summary>It issued another one without being a CA.</summary>
    NotACa,

    /// <summary>More than four intermediates, or more CAs below a CA than its path length allows.</summary>
    TooLong,

    /// <summary>It has a critical extension that is not understood here.</summary>
    UnknownCriticalExtension,
}
