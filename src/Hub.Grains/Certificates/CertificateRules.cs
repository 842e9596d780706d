using Hub.Grains.Contracts;

namespace Hub.Grains.Certificates;

/// <summary>Whether a certificate may do anything (A5, B8): asked at the moment of every decision.</summary>
internal static class CertificateRules
{
    /// <summary>Null if it may. Revoked counts from when the hub knows it, whatever time the CA names.</summary>
    /// <param name="state">As stored.</param>
    /// <param name="notAfter">The last moment of the pair's validity, itself included (RFC 5280 §4.1.2.5).</param>
    /// <param name="now">The moment of the decision.</param>
    public static Refusal? Standing(CertificateState state, DateTimeOffset notAfter, DateTimeOffset now)
    {
        if (state.RevokedAt is { } revokedAt)
            return new CertificateRevoked(revokedAt, state.RevocationReason);
        if (state.AuthorityRemovedAt is { } removedAt)
            return new CertificateRevoked(removedAt, CertificateRevoked.AuthorityRemoved);
        if (now > notAfter)
            return new CertificateExpired(notAfter);
        return state.Suspended ? new CertificateSuspended() : null;
    }
}
