namespace Hub.Cryptography.Tests;

/// <summary>A root, a CA below it, a bidder's pair and both CRLs, all valid at <see cref="Now"/>.</summary>
internal sealed class CertificateWorld
{
    internal static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);
    internal static readonly CertificateValidity Years = new(Now.AddYears(-1), Now.AddYears(9));
    internal static readonly CertificateSubject Bidder = CertificateSubject.Create("张三", "新疆某某建设有限公司", "91650100MA77XXXX0A");

    internal CertificateWorld(int? rootPathLength = null, int? authorityPathLength = 0, CertificateValidity? rootValidity = null, CertificateValidity? authorityValidity = null, CertificateValidity? leafValidity = null)
    {
        Root = CertificateIssuer.CreateRoot(RootKey, CertificateSubject.Create("测试根证书", "测试机构"), rootValidity ?? Years, rootPathLength);
        Authority = Below(Root, AuthorityKey, "测试签发机构", authorityValidity ?? Years, authorityPathLength);
        Pair = Authority.IssuePair(Request(SigningKey), Request(EncryptionKey), Bidder, leafValidity ?? Years);
        RootCrl = Crl(Root);
        AuthorityCrl = Crl(Authority);
    }

    internal Sm2PrivateKey RootKey { get; } = Sm2PrivateKey.Generate();

    internal Sm2PrivateKey AuthorityKey { get; } = Sm2PrivateKey.Generate();

    internal Sm2PrivateKey SigningKey { get; } = Sm2PrivateKey.Generate();

    internal Sm2PrivateKey EncryptionKey { get; } = Sm2PrivateKey.Generate();

    internal CertificateIssuer Root { get; }

    internal CertificateIssuer Authority { get; }

    internal CertificatePair Pair { get; }

    internal Crl RootCrl { get; }

    internal Crl AuthorityCrl { get; }

    internal static CertificateIssuer Below(CertificateIssuer issuer, Sm2PrivateKey key, string name, CertificateValidity? validity = null, int? pathLength = 0) =>
        new(key, issuer.IssueAuthority(Request(key), CertificateSubject.Create(name, "测试机构"), validity ?? Years, pathLength));

    internal static SigningRequest Request(Sm2PrivateKey key) => SigningRequest.Create(key, Bidder);

    internal static Crl Crl(CertificateIssuer issuer, int number = 1, DateTimeOffset? nextUpdate = null, params CrlEntry[] entries) =>
        issuer.SignCrl(number, Now.AddHours(-1), nextUpdate ?? Now.AddDays(1), entries);

    internal static CrlEntry Revoked(Sm2Certificate certificate, RevocationReason reason = RevocationReason.Unspecified) =>
        new(certificate.SerialHex, Now.AddMinutes(-90), reason);

    internal PathDecision Check(
        Sm2Certificate? leaf = null,
        IReadOnlyCollection<Sm2Certificate>? intermediates = null,
        IReadOnlyCollection<Sm2Certificate>? anchors = null,
        IReadOnlyCollection<Crl>? crls = null,
        DateTimeOffset? now = null,
        CertificateUsage usage = CertificateUsage.Signing) =>
        CertificatePath.Check(
            leaf ?? Pair.Signing,
            intermediates ?? [Authority.Certificate],
            anchors ?? [Root.Certificate],
            crls ?? [RootCrl, AuthorityCrl],
            now ?? Now,
            usage);
}
