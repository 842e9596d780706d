using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>
/// Path validation by the steps of RFC 5280 §6 that apply: no policies and no name constraints are used here, and a certificate that demands either is
/// refused for a critical extension that is not understood. Revocation is by complete CRLs of the issuer itself (§6.3).
/// </summary>
public static class CertificatePath
{
    /// <summary>The most intermediates.</summary>
    public const int MaxIntermediates = 4;

    /// <summary>The most CRLs that are looked at: callers bound what they take from outside.</summary>
    public const int MaxCrls = 16;

    /// <summary>Says whether <paramref name="leaf"/> may be relied on at <paramref name="now"/>.</summary>
    /// <param name="leaf">The certificate in question.</param>
    /// <param name="intermediates">CAs between it and an anchor, in any order; some may be superfluous.</param>
    /// <param name="anchors">The configured roots. Validity, CA flag and path length of the one that is used count too (§6.2 allows it).</param>
    /// <param name="crls">One of every CA on the path; where one CA has several, the highest number counts.</param>
    /// <param name="now">The moment of the decision.</param>
    /// <param name="requiredUsage">Every one of these bits must be in the leaf's KeyUsage.</param>
    /// <exception cref="ArgumentException">More than <see cref="MaxCrls"/> CRLs.</exception>
    public static PathDecision Check(
        Sm2Certificate leaf,
        IReadOnlyCollection<Sm2Certificate> intermediates,
        IReadOnlyCollection<Sm2Certificate> anchors,
        IReadOnlyCollection<Crl> crls,
        DateTimeOffset now,
        CertificateUsage requiredUsage)
    {
        return Decide(leaf, intermediates, anchors, Bounded(crls), now, requiredUsage);
    }

    /// <summary>
    /// As <see cref="Check"/>, but a CRL may be overdue: what is under way must not stop because a CA is late with its list. A CRL must be there for every step, and an overdue one still
    /// revokes: never refuses for <see cref="PathRefusal.CrlStale"/>.
    /// </summary>
    /// <exception cref="ArgumentException">More than <see cref="MaxCrls"/> CRLs.</exception>
    public static PathDecision CheckUnderWay(
        Sm2Certificate leaf,
        IReadOnlyCollection<Sm2Certificate> intermediates,
        IReadOnlyCollection<Sm2Certificate> anchors,
        IReadOnlyCollection<Crl> crls,
        DateTimeOffset now,
        CertificateUsage requiredUsage) =>
        Decide(leaf, intermediates, anchors, Bounded(crls), now, requiredUsage, forgiveStale: true);

    /// <summary>
    /// As <see cref="Check"/> but for revocation: says only who issued <paramref name="leaf"/>. For a holder that looks at its own certificate at the moment it gets it, when there
    /// is no CRL to ask, and for whoever asks the lists that there are by <see cref="FindRevocation"/>.
    /// </summary>
    public static PathDecision CheckIssuance(
        Sm2Certificate leaf, IReadOnlyCollection<Sm2Certificate> intermediates, IReadOnlyCollection<Sm2Certificate> anchors, DateTimeOffset now, CertificateUsage requiredUsage) =>
        Decide(leaf, intermediates, anchors, null, now, requiredUsage);

    /// <summary>Whether it is the issuer's own list (RFC 5280 §6.3.3): one that it may sign (f) and did sign (g).</summary>
    public static bool IsListOf(Sm2Certificate issuer, Crl list) =>
        issuer.KeyUsage.HasFlag(CertificateUsage.CrlSigning) && list.Issuer.Equals(issuer.Subject)
        && Fits(issuer.SubjectKeyIdentifier, list.AuthorityKeyIdentifier) && list.IsSignedBy(issuer.PublicKey);

    /// <summary>The one of the issuer's own lists that counts: the highest number, of the same number the later one. Null if there is none.</summary>
    public static Crl? NewestOf(Sm2Certificate issuer, IEnumerable<Crl> lists) => lists.Where(list => IsListOf(issuer, list)).MaxBy(list => (list.Number, list.ThisUpdate));

    /// <summary>Where the newest list of the issuer names the certificate, overdue or not; null if it does not, or if there is no list.</summary>
    public static CrlEntry? FindRevocation(Sm2Certificate issued, Sm2Certificate issuer, IEnumerable<Crl> lists) =>
        NewestOf(issuer, lists)?.TryFind(issued.SerialHex, out var entry) == true ? entry : null;

    private static IReadOnlyCollection<Crl> Bounded(IReadOnlyCollection<Crl> crls) =>
        crls.Count <= MaxCrls ? crls : throw new ArgumentException($"At most {MaxCrls} CRLs.", nameof(crls));

    private static PathDecision Decide(
        Sm2Certificate leaf,
        IReadOnlyCollection<Sm2Certificate> intermediates,
        IReadOnlyCollection<Sm2Certificate> anchors,
        IReadOnlyCollection<Crl>? crls,
        DateTimeOffset now,
        CertificateUsage requiredUsage,
        bool forgiveStale = false)
    {
        if (intermediates.Count > MaxIntermediates)
            return new PathDecision.Refused(PathRefusal.TooLong, leaf);
        if (!TryBuild(leaf, intermediates, anchors, now, out var path, out var refused))
            return refused;
        refused = CheckAuthorities(path, crls, now, forgiveStale) ?? CheckIssued(leaf, path[1], crls, now, forgiveStale);
        if (refused is not null)
            return refused;
        return leaf.KeyUsage.HasFlag(requiredUsage)
            ? new PathDecision.Trusted(path)
            : new PathDecision.Refused(PathRefusal.WrongUsage, leaf);
    }

    /// <summary>Follows issuers up to an anchor: names (§6.1.3 (a)(4)), key identifiers and signatures ((a)(1)).</summary>
    private static bool TryBuild(
        Sm2Certificate leaf,
        IReadOnlyCollection<Sm2Certificate> intermediates,
        IReadOnlyCollection<Sm2Certificate> anchors,
        DateTimeOffset now,
        out List<Sm2Certificate> path,
        [NotNullWhen(false)] out PathDecision.Refused? refused)
    {
        path = [leaf];
        refused = null;
        while (true)
        {
            var issued = path[^1];
            var unused = intermediates.Except(path).ToList();
            var anchor = FindIssuer(issued, anchors, now);
            var issuer = anchor ?? FindIssuer(issued, unused, now);
            if (issuer is null)
            {
                var isNamed = anchors.Concat(unused).Any(candidate => IsNamedBy(candidate, issued));
                refused = new PathDecision.Refused(isNamed ? PathRefusal.BadSignature : PathRefusal.UnknownIssuer, issued);
                return false;
            }

            path.Add(issuer);
            if (anchor is not null)
                return true;
        }
    }

    // A CA that was renewed has two certificates of one key and name: the one that is valid now goes first.
    private static Sm2Certificate? FindIssuer(Sm2Certificate issued, IEnumerable<Sm2Certificate> candidates, DateTimeOffset now) =>
        candidates
            .Where(candidate => IsNamedBy(candidate, issued) && issued.IsSignedBy(candidate.PublicKey))
            .OrderBy(candidate => CheckTime(candidate, now) is null ? 0 : 1)
            .FirstOrDefault();

    private static bool IsNamedBy(Sm2Certificate issuer, Sm2Certificate issued) =>
        issuer.Subject.Equals(issued.Issuer) && Fits(issuer.SubjectKeyIdentifier, issued.AuthorityKeyIdentifier);

    private static bool Fits(ReadOnlyMemory<byte> subject, ReadOnlyMemory<byte> authority) =>
        subject.IsEmpty || authority.IsEmpty || subject.Span.SequenceEqual(authority.Span);

    /// <summary>The anchor and the CAs below it, from the top: §6.1.4 (k) to (o).</summary>
    private static PathDecision.Refused? CheckAuthorities(List<Sm2Certificate> path, IReadOnlyCollection<Crl>? crls, DateTimeOffset now, bool forgiveStale)
    {
        var remaining = int.MaxValue;
        for (var i = path.Count - 1; i > 0; i--)
        {
            var authority = path[i];
            var isAnchor = i == path.Count - 1;
            var refused = isAnchor ? CheckAlone(authority, now) : CheckIssued(authority, path[i + 1], crls, now, forgiveStale);
            if (refused is not null)
                return refused;
            if (!authority.IsAuthority)
                return new PathDecision.Refused(PathRefusal.NotACa, authority);
            var isSelfIssued = authority.Subject.Equals(authority.Issuer);
            if (!isAnchor && !isSelfIssued && remaining-- == 0)
                return new PathDecision.Refused(PathRefusal.TooLong, authority);
            remaining = Math.Min(remaining, authority.PathLength ?? int.MaxValue);
            if (!authority.KeyUsage.HasFlag(CertificateUsage.CertificateSigning))
                return new PathDecision.Refused(PathRefusal.WrongUsage, authority);
        }

        return null;
    }

    /// <summary>§6.1.3 (a)(2) and (3) with the critical extensions of §6.1.4 (o) and §6.1.5 (e).</summary>
    private static PathDecision.Refused? CheckIssued(
        Sm2Certificate issued, Sm2Certificate issuer, IReadOnlyCollection<Crl>? crls, DateTimeOffset now, bool forgiveStale) =>
        CheckAlone(issued, now) ?? (crls is null ? null : CheckRevocation(issued, issuer, crls, now, forgiveStale));

    private static PathDecision.Refused? CheckAlone(Sm2Certificate certificate, DateTimeOffset now)
    {
        var reason = certificate.HasUnknownCriticalExtension ? PathRefusal.UnknownCriticalExtension : CheckTime(certificate, now);
        return reason is null ? null : new PathDecision.Refused(reason.Value, certificate);
    }

    private static PathRefusal? CheckTime(Sm2Certificate certificate, DateTimeOffset now) =>
        now < certificate.NotBefore ? PathRefusal.NotYetValid : now > certificate.NotAfter ? PathRefusal.Expired : null;

    /// <summary>
    /// §6.3.3. A list made in the future is good, since the CA's clock may run ahead and no news is better than the newest. A stale list still revokes.
    /// </summary>
    private static PathDecision.Refused? CheckRevocation(
        Sm2Certificate issued, Sm2Certificate issuer, IReadOnlyCollection<Crl> crls, DateTimeOffset now, bool forgiveStale)
    {
        if (NewestOf(issuer, crls) is not { } newest)
            return new PathDecision.Refused(PathRefusal.CrlMissing, issued);
        if (newest.TryFind(issued.SerialHex, out var entry))
            return new PathDecision.Refused(PathRefusal.Revoked, issued, entry);
        return now >= newest.NextUpdate && !forgiveStale ? new PathDecision.Refused(PathRefusal.CrlStale, issued) : null;
    }
}
