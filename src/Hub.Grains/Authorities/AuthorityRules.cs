using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Trust;

namespace Hub.Grains.Authorities;

/// <summary>What an authority's certificates and lists must be.</summary>
internal static class AuthorityRules
{
    /// <summary>The longest chain: the issuing certificate, up to three more, and the root.</summary>
    public const int MaxChain = 5;

    private const int MaxUrl = 500;

    /// <summary>Null if the operator's words describe an authority.</summary>
    public static Refusal? RefusePut(string name, string url, IReadOnlyList<byte[]> chain, DateTimeOffset now)
    {
        if (PartyText.RefuseName(name) is { } refusal)
            return refusal;
        if (url.Length > MaxUrl || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
            return new Malformed("url is not an absolute http or https address");
        return RefuseChain(chain, now);
    }

    /// <summary>Null if each certificate was issued by the next and the last by itself, all are CAs, valid now, and the first may sign CRLs (RFC 5280 §6.1.3, §6.1.4).</summary>
    public static Refusal? RefuseChain(IReadOnlyList<byte[]> chain, DateTimeOffset now)
    {
        if (chain.Count is < 1 or > MaxChain)
            return new RequestInvalid("chain");
        var certificates = new List<Sm2Certificate>();
        for (var i = 0; i < chain.Count; i++)
        {
            if (!Sm2Certificate.TryParse(chain[i], out var certificate))
                return new RequestInvalid($"chain[{i}]");
            certificates.Add(certificate);
        }
        for (var i = 0; i < certificates.Count; i++)
        {
            var issuer = certificates[Math.Min(i + 1, certificates.Count - 1)];
            if (!IsAuthority(certificates[i], now, below: i) || !certificates[i].Issuer.Equals(issuer.Subject) || !certificates[i].IsSignedBy(issuer.PublicKey))
                return new RequestInvalid($"chain[{i}]");
        }
        return certificates[0].KeyUsage.HasFlag(CertificateUsage.CrlSigning) ? null : new RequestInvalid("chain[0]");
    }

    /// <summary>The certificates of the chain that may sign CRLs and whose name and key the list names; whether one did, its signature tells.</summary>
    public static IEnumerable<Sm2Certificate> MayHaveSigned(CrlHead crl, IReadOnlyList<Sm2Certificate> chain) => chain.Where(certificate =>
        certificate.KeyUsage.HasFlag(CertificateUsage.CrlSigning) && crl.Issuer.Equals(certificate.Subject)
        && (crl.AuthorityKeyIdentifier.IsEmpty || certificate.SubjectKeyIdentifier.IsEmpty || crl.AuthorityKeyIdentifier.Span.SequenceEqual(certificate.SubjectKeyIdentifier.Span)));

    /// <summary>Whether the list names a certificate of the chain, under its own issuer.</summary>
    public static bool NamesChain(Crl list, IReadOnlyList<Sm2Certificate> chain)
    {
        for (var i = 0; i < chain.Count; i++)
        {
            if (CertificatePath.FindRevocation(chain[i], chain[Math.Min(i + 1, chain.Count - 1)], [list]) is not null)
                return true;
        }
        return false;
    }

    /// <summary>The state once a list has named its chain; the first moment stays.</summary>
    public static AuthorityState Revoked(AuthorityState state, Sm2Certificate issuing, DateTimeOffset? at) => state with
    {
        RevokedAt = at,
        RevokedIssuers = state.RevokedIssuers.Any(key => issuing.PublicKey.Spki.SequenceEqual(key)) ? state.RevokedIssuers : [.. state.RevokedIssuers, issuing.PublicKey.Spki.ToArray()],
    };

    /// <summary>
    /// The state under a chain that an operator puts: it is trusted, and its issuing key with it. Lists of whoever stays in the chain stay, so that nothing that they say is forgotten.
    /// </summary>
    /// <param name="state">Before.</param>
    /// <param name="chain">The issuing certificate first, its root last.</param>
    /// <param name="inForce">The state's lists, read, in their order.</param>
    public static Outcome<AuthorityState> Put(AuthorityState state, IReadOnlyList<Sm2Certificate> chain, IReadOnlyList<Crl> inForce)
    {
        // An operator may know better than no list, but not than one that is in force.
        if (inForce.Any(list => NamesChain(list, chain)))
            return new RequestInvalid("chain: revoked by its issuer's CRL");
        // Lists of the key before would be taken no more, and what it issued could be neither revoked nor relied on. Of a revoked one nothing is in force anyway.
        if (state.RevokedAt is null && state.Chain is [{ } issuing, ..] && Sm2Certificate.TryParse(issuing, out var before) && before.KeyId != chain[0].KeyId)
            return new RequestInvalid(RequestInvalid.AnotherIssuingKey);
        return state with
        {
            Chain = [.. chain.Select(certificate => certificate.Der.ToArray())],
            Crls = [.. state.Crls.Where((_, i) => chain.Any(issuer => CertificatePath.IsListOf(issuer, inForce[i])))],
            RemovedAt = null,
            RevokedAt = null,
            RevokedIssuers = [.. state.RevokedIssuers.Where(key => !chain[0].PublicKey.Spki.SequenceEqual(key))],
        };
    }

    /// <summary>Whether the list is newer than the one in force of the same issuer. The same list again is the caller's to recognise.</summary>
    public static bool IsNewer(CrlHead crl, IReadOnlyList<Crl> inForce) => inForce.All(held => !held.Issuer.Equals(crl.Issuer) || crl.Number > held.Number);

    private static bool IsAuthority(Sm2Certificate certificate, DateTimeOffset now, int below) =>
        certificate.IsAuthority && certificate.KeyUsage.HasFlag(CertificateUsage.CertificateSigning) && !certificate.HasUnknownCriticalExtension
        && now >= certificate.NotBefore && now <= certificate.NotAfter && (certificate.PathLength ?? int.MaxValue) >= below;
}
