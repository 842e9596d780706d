using Hub.Cryptography;
using Hub.Grains.Authorities;
using Hub.Grains.Contracts;

namespace Hub.Grains.Trust;

/// <summary>Checks certificates against the anchors and authorities of this hub.</summary>
internal sealed class TrustedParties(IGrainFactory grains)
{
    /// <summary>For an operator who puts it: null if the descriptor certificate leads to an anchor now, else what is wrong.</summary>
    public async Task<string?> RefusePath(Sm2Certificate leaf, IReadOnlyList<Sm2Certificate> issuers, DateTimeOffset now)
    {
        var trust = await grains.GetGrain<ITrustGrain>(ITrustGrain.Key).Read();
        return RefusePath(leaf, issuers, Parsed(trust.Roots), Lists(await Authorities(trust), [leaf, .. issuers]), now);
    }

    /// <summary>
    /// Null if what the certificate signs now counts, else what is wrong: the rule of amendments, so that a list may be overdue, but none may be missing. A list that is not there would
    /// hide that it was revoked.
    /// </summary>
    public async Task<string?> RefuseSigner(Sm2Certificate leaf, IReadOnlyList<Sm2Certificate> issuers, DateTimeOffset now)
    {
        var trust = await grains.GetGrain<ITrustGrain>(ITrustGrain.Key).Read();
        var lists = Lists(await Authorities(trust), [leaf, .. issuers]);
        var roots = Parsed(trust.Roots);
        return RefusePath(leaf, issuers, roots, lists, now)
            ?? (CertificatePath.CheckUnderWay(leaf, issuers, roots, lists, now, CertificateUsage.DigitalSignature) is PathDecision.Refused refused ? PathWords.Of(refused.Reason) : null);
    }

    /// <summary>The issuers of a certificate up to, and without, the anchor, from what this hub knows of its authorities; or what is wrong with it.</summary>
    public async Task<(IReadOnlyList<byte[]> Issuers, string? Untrusted)> FindIssuers(Sm2Certificate leaf, DateTimeOffset now)
    {
        var trust = await grains.GetGrain<ITrustGrain>(ITrustGrain.Key).Read();
        var authorities = await Authorities(trust);
        foreach (var authority in authorities)
        {
            var chain = Parsed(authority.Chain);
            if (!chain[0].Subject.Equals(leaf.Issuer) || !leaf.IsSignedBy(chain[0].PublicKey))
                continue;
            var issuers = chain.SkipLast(1).ToList();
            return ([.. authority.Chain.SkipLast(1)], RefusePath(leaf, issuers, Parsed(trust.Roots), Lists(authorities, [leaf, .. issuers]), now));
        }
        return ([], PathWords.Of(PathRefusal.UnknownIssuer));
    }

    // For the certificate that is to be in force. A list that is late or never came is no reason here: whoever relies on the certificate checks again with the lists of that moment.
    private static string? RefusePath(
        Sm2Certificate leaf, IReadOnlyList<Sm2Certificate> issuers, IReadOnlyList<Sm2Certificate> roots, IReadOnlyList<Crl> lists, DateTimeOffset now)
    {
        if (leaf.IsAuthority || !leaf.KeyUsage.HasFlag(CertificateUsage.DigitalSignature))
            return PathWords.Of(PathRefusal.WrongUsage);
        return CertificatePath.CheckIssuance(leaf, issuers, roots, now, CertificateUsage.DigitalSignature) switch
        {
            PathDecision.Trusted trusted => IsRevoked(trusted.Path, lists) ? PathWords.Of(PathRefusal.Revoked) : null,
            PathDecision.Refused refused => PathWords.Of(refused.Reason),
            _ => throw new InvalidOperationException("A decision without a case."),
        };
    }

    // By hand, since a list that is late or missing for one step of the path must not hide what another step's list says.
    private static bool IsRevoked(IReadOnlyList<Sm2Certificate> path, IReadOnlyList<Crl> lists) =>
        path.Zip(path.Skip(1)).Any(step => CertificatePath.FindRevocation(step.First, step.Second, lists) is not null);

    private async Task<IReadOnlyList<AuthorityIdentity>> Authorities(TrustSnapshot trust)
    {
        var authorities = new List<AuthorityIdentity>();
        foreach (var id in trust.Authorities)
        {
            if ((await grains.GetGrain<IAuthorityGrain>(id).Identify()).Try(out var authority, out _))
                authorities.Add(authority);
        }
        return authorities;
    }

    private static List<Crl> Lists(IReadOnlyList<AuthorityIdentity> authorities, IReadOnlyList<Sm2Certificate> path)
    {
        var lists = new List<Crl>();
        foreach (var authority in authorities)
        {
            foreach (var der in authority.Crls)
            {
                if (KnownLists.TryGetOrParse(der, out var list) && path.Any(certificate => certificate.Issuer.Equals(list.Issuer)) && lists.Count < CertificatePath.MaxCrls)
                    lists.Add(list);
            }
        }
        return lists;
    }

    private static List<Sm2Certificate> Parsed(IReadOnlyList<byte[]> ders)
    {
        var certificates = new List<Sm2Certificate>();
        foreach (var der in ders)
            certificates.Add(Sm2Certificate.TryParse(der, out var certificate) ? certificate : throw new InvalidDataException("A stored certificate does not parse."));
        return certificates;
    }
}

/// <summary>Why a path was refused, as <c>where</c> of a problem.</summary>
internal static class PathWords
{
    public static string Of(PathRefusal reason) => reason switch
    {
        PathRefusal.UnknownIssuer => "certificate: unknown issuer",
        PathRefusal.BadSignature => "certificate: not signed by its issuer",
        PathRefusal.NotYetValid => "certificate: not yet valid",
        PathRefusal.Expired => "certificate: expired",
        PathRefusal.Revoked => "certificate: revoked",
        PathRefusal.CrlMissing => "certificate: no CRL of its issuer",
        PathRefusal.WrongUsage => "certificate: usage",
        PathRefusal.NotACa => "certificate: its issuer is no CA",
        PathRefusal.TooLong => "certificate: path too long",
        _ => "certificate: critical extension",
    };
}
