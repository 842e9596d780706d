namespace Hub.Cryptography.Tests;

public sealed class CertificatePathTests
{
    private static readonly CertificateWorld World = new();
    private static readonly DateTimeOffset Now = CertificateWorld.Now;
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public void Both_certificates_of_a_pair_are_trusted_for_their_own_usage_through_the_whole_path()
    {
        var trusted = Assert.IsType<PathDecision.Trusted>(World.Check());
        Assert.Equal([World.Pair.Signing, World.Authority.Certificate, World.Root.Certificate], trusted.Path);
        Assert.IsType<PathDecision.Trusted>(World.Check(World.Pair.Encryption, usage: CertificateUsage.Encryption));
    }

    [Fact]
    public void Certificate_straight_below_an_anchor_is_trusted()
    {
        var platform = World.Root.IssuePlatform(CertificateWorld.Request(World.SigningKey), CertificateSubject.Create("交易平台"), CertificateWorld.Years);
        Assert.IsType<PathDecision.Trusted>(World.Check(platform, intermediates: [], crls: [World.RootCrl]));
    }

    [Fact]
    public void Sub_authority_as_the_anchor_is_enough() =>
        Assert.IsType<PathDecision.Trusted>(World.Check(anchors: [World.Authority.Certificate], intermediates: [], crls: [World.AuthorityCrl]));

    [Fact]
    public void Unknown_root_and_missing_intermediate_are_an_unknown_issuer()
    {
        var other = new CertificateWorld();
        Refused(PathRefusal.UnknownIssuer, World.Pair.Signing, World.Check(intermediates: []));
        Refused(PathRefusal.UnknownIssuer, World.Pair.Signing, World.Check(anchors: [other.Root.Certificate], intermediates: []));
        // The other root has the same name and another key identifier.
        Refused(PathRefusal.UnknownIssuer, World.Authority.Certificate, World.Check(anchors: [other.Root.Certificate]));
        Refused(PathRefusal.UnknownIssuer, World.Authority.Certificate, World.Check(anchors: []));
    }

    [Fact]
    public void Issuer_of_the_right_name_that_did_not_sign_is_a_bad_signature()
    {
        var impostor = new RawCertificate { Issuer = World.Root.Certificate.Subject.Der.ToArray() }.Build();
        Assert.True(Sm2Certificate.TryParse(impostor, out var leaf));
        Refused(PathRefusal.BadSignature, leaf, World.Check(leaf));
    }

    [Fact]
    public void First_and_last_moment_are_valid_and_the_ticks_beside_them_are_not()
    {
        var years = CertificateWorld.Years;
        var always = CertificateWorld.Crl(World.Authority, nextUpdate: Now.AddYears(100));
        var alwaysRoot = CertificateWorld.Crl(World.Root, nextUpdate: Now.AddYears(100));
        // A leaf inside the life of its issuers, so that its own ends decide.
        var leaf = World.Authority.IssuePlatform(CertificateWorld.Request(World.SigningKey), CertificateWorld.Bidder, new CertificateValidity(years.NotBefore.AddDays(1), years.NotAfter.AddDays(-1)));
        PathDecision At(DateTimeOffset now) => World.Check(leaf, crls: [always, alwaysRoot], now: now);

        Refused(PathRefusal.NotYetValid, leaf, At(leaf.NotBefore - Tick));
        Assert.IsType<PathDecision.Trusted>(At(leaf.NotBefore));
        Assert.IsType<PathDecision.Trusted>(At(leaf.NotAfter));
        Refused(PathRefusal.Expired, leaf, At(leaf.NotAfter + Tick));
    }

    [Fact]
    public void Expired_authority_and_expired_anchor_take_their_certificates_along()
    {
        var past = new CertificateValidity(Now.AddYears(-1), Now.AddSeconds(-1));
        var authority = new CertificateWorld(authorityValidity: past);
        Refused(PathRefusal.Expired, authority.Authority.Certificate, authority.Check());
        var root = new CertificateWorld(rootValidity: past);
        Refused(PathRefusal.Expired, root.Root.Certificate, root.Check());
    }

    [Fact]
    public void Revoked_certificate_is_refused_with_time_and_reason()
    {
        var entry = CertificateWorld.Revoked(World.Pair.Signing, RevocationReason.AffiliationChanged);
        var crl = CertificateWorld.Crl(World.Authority, 2, null, entry);
        var refused = Refused(PathRefusal.Revoked, World.Pair.Signing, World.Check(crls: [World.RootCrl, crl]));
        Assert.Equal(entry, refused.Revocation);
        Assert.IsType<PathDecision.Trusted>(World.Check(World.Pair.Encryption, crls: [World.RootCrl, crl], usage: CertificateUsage.Encryption));
    }

    [Fact]
    public void Newest_number_counts_in_any_order()
    {
        var revoking = CertificateWorld.Crl(World.Authority, 2, null, CertificateWorld.Revoked(World.Pair.Signing));
        Refused(PathRefusal.Revoked, World.Pair.Signing, World.Check(crls: [revoking, World.RootCrl, World.AuthorityCrl]));
        Refused(PathRefusal.Revoked, World.Pair.Signing, World.Check(crls: [World.AuthorityCrl, World.RootCrl, revoking]));
        var released = CertificateWorld.Crl(World.Authority, 3);
        Assert.IsType<PathDecision.Trusted>(World.Check(crls: [revoking, World.RootCrl, released]));
    }

    [Fact]
    public void Revoked_authority_takes_its_certificates_along()
    {
        var crl = CertificateWorld.Crl(World.Root, 2, null, CertificateWorld.Revoked(World.Authority.Certificate, RevocationReason.AuthorityCompromise));
        Refused(PathRefusal.Revoked, World.Authority.Certificate, World.Check(crls: [crl, World.AuthorityCrl]));
    }

    [Fact]
    public void List_of_every_authority_is_asked_for()
    {
        Refused(PathRefusal.CrlMissing, World.Pair.Signing, World.Check(crls: [World.RootCrl]));
        Refused(PathRefusal.CrlMissing, World.Authority.Certificate, World.Check(crls: [World.AuthorityCrl]));
    }

    [Fact]
    public void List_that_somebody_else_signed_in_the_authoritys_name_is_no_list()
    {
        using var key = Sm2PrivateKey.Generate();
        var impostor = CertificateIssuer.CreateRoot(key, CertificateSubject.Create("测试签发机构", "测试机构"), CertificateWorld.Years);
        Assert.Equal(World.Authority.Certificate.Subject, impostor.Certificate.Subject);
        Refused(PathRefusal.CrlMissing, World.Pair.Signing, World.Check(crls: [World.RootCrl, CertificateWorld.Crl(impostor, 9)]));
    }

    [Fact]
    public void List_is_good_until_the_tick_before_its_next_update()
    {
        var next = World.AuthorityCrl.NextUpdate;
        Assert.IsType<PathDecision.Trusted>(World.Check(now: next - Tick));
        Refused(PathRefusal.CrlStale, World.Authority.Certificate, World.Check(now: next));
        Refused(PathRefusal.CrlStale, World.Pair.Signing, World.Check(crls: [CertificateWorld.Crl(World.Root, nextUpdate: next.AddDays(1)), World.AuthorityCrl], now: next + Tick));
    }

    [Fact]
    public void What_is_under_way_goes_on_with_an_overdue_list_but_not_without_one_nor_once_it_is_named()
    {
        var (leaf, later) = (World.Pair.Signing, World.AuthorityCrl.NextUpdate);
        PathDecision UnderWay(params Crl[] crls) => CertificatePath.CheckUnderWay(leaf, [World.Authority.Certificate], [World.Root.Certificate], crls, later, CertificateUsage.Signing);
        var named = CertificateWorld.Crl(World.Authority, 2, Now.AddMinutes(-30), CertificateWorld.Revoked(leaf));

        Assert.IsType<PathDecision.Trusted>(UnderWay(World.RootCrl, World.AuthorityCrl));
        Refused(PathRefusal.CrlMissing, leaf, UnderWay(World.RootCrl));
        Refused(PathRefusal.CrlMissing, World.Authority.Certificate, UnderWay(World.AuthorityCrl));
        Refused(PathRefusal.Revoked, leaf, UnderWay(World.RootCrl, World.AuthorityCrl, named));
    }

    [Fact]
    public void Newest_list_of_the_issuer_itself_is_the_one_that_counts_and_a_missing_one_names_nobody()
    {
        var (leaf, issuer) = (World.Pair.Signing, World.Authority.Certificate);
        var named = CertificateWorld.Crl(World.Authority, 2, null, CertificateWorld.Revoked(leaf));
        var cleared = CertificateWorld.Crl(World.Authority, 3);

        Assert.Equal(leaf.SerialHex, CertificatePath.FindRevocation(leaf, issuer, [World.RootCrl, named, World.AuthorityCrl])?.SerialHex);
        Assert.Null(CertificatePath.FindRevocation(leaf, issuer, [named, cleared]));
        Assert.Null(CertificatePath.FindRevocation(leaf, issuer, []));
        Assert.Null(CertificatePath.FindRevocation(leaf, World.Root.Certificate, [named]));
        Assert.Same(cleared, CertificatePath.NewestOf(issuer, [cleared, World.RootCrl, named]));
    }

    [Fact]
    public void Stale_list_still_revokes()
    {
        var crl = CertificateWorld.Crl(World.Authority, 2, Now.AddMinutes(-30), CertificateWorld.Revoked(World.Pair.Signing));
        Refused(PathRefusal.Revoked, World.Pair.Signing, World.Check(crls: [World.RootCrl, crl]));
    }

    [Fact]
    public void Usage_that_is_not_in_the_certificate_is_refused()
    {
        Refused(PathRefusal.WrongUsage, World.Pair.Signing, World.Check(usage: CertificateUsage.Encryption));
        Refused(PathRefusal.WrongUsage, World.Pair.Encryption, World.Check(World.Pair.Encryption));
        Refused(PathRefusal.WrongUsage, World.Pair.Signing, World.Check(usage: CertificateUsage.Signing | CertificateUsage.KeyAgreement));
    }

    [Fact]
    public void Certificate_without_a_usage_is_good_for_nothing()
    {
        var leaf = Raw(extensions: null);
        var anchor = Anchor();
        Refused(PathRefusal.WrongUsage, leaf, CertificatePath.Check(leaf, [], [anchor], [AnchorCrl()], Now, CertificateUsage.DigitalSignature));
    }

    [Fact]
    public void Leaf_that_signed_another_certificate_is_not_a_CA()
    {
        // RawCertificate is signed by a key that the leaf below certifies: the attack of a customer who plays CA.
        var fake = Raw([RawCertificate.KeyUsage], issuer: World.Pair.Signing.Subject.Der.ToArray());
        var customer = World.Authority.IssuePlatform(CertificateWorld.Request(RawCertificate.Key), CertificateWorld.Bidder, CertificateWorld.Years);
        Refused(PathRefusal.NotACa, customer, World.Check(fake, intermediates: [customer, World.Authority.Certificate]));
    }

    [Fact]
    public void CA_that_may_not_sign_certificates_is_refused_and_one_that_may_not_sign_lists_has_none()
    {
        var leaf = Raw([RawCertificate.KeyUsage]);
        var noSigning = Anchor(usage: 0x02);
        Refused(PathRefusal.WrongUsage, noSigning, CertificatePath.Check(leaf, [], [noSigning], [AnchorCrl()], Now, CertificateUsage.None));
        var noLists = Anchor(usage: 0x04);
        Refused(PathRefusal.CrlMissing, leaf, CertificatePath.Check(leaf, [], [noLists], [AnchorCrl()], Now, CertificateUsage.None));
    }

    [Fact]
    public void Critical_extension_that_is_not_understood_is_refused_in_leaf_and_authority()
    {
        var unknown = RawCertificate.Extension("2a0301", [1, 1, 0xff], [5, 0]);
        var leaf = Raw([RawCertificate.KeyUsage, unknown]);
        Refused(PathRefusal.UnknownCriticalExtension, leaf, CertificatePath.Check(leaf, [], [Anchor()], [AnchorCrl()], Now, CertificateUsage.None));
        var good = Raw([RawCertificate.KeyUsage, RawCertificate.Extension("2a0301", [], [5, 0])]);
        Assert.IsType<PathDecision.Trusted>(CertificatePath.Check(good, [], [Anchor()], [AnchorCrl()], Now, CertificateUsage.None));
        var anchor = Anchor(extra: unknown);
        Refused(PathRefusal.UnknownCriticalExtension, anchor, CertificatePath.Check(good, [], [anchor], [AnchorCrl()], Now, CertificateUsage.None));
    }

    [Fact]
    public void Path_length_of_authority_and_anchor_is_honoured()
    {
        using var key = Sm2PrivateKey.Generate();
        var below = CertificateWorld.Below(World.Authority, key, "第三级");
        var leaf = below.IssuePlatform(CertificateWorld.Request(World.SigningKey), CertificateWorld.Bidder, CertificateWorld.Years);
        Crl[] crls = [World.RootCrl, World.AuthorityCrl, CertificateWorld.Crl(below)];
        Refused(PathRefusal.TooLong, below.Certificate, World.Check(leaf, [World.Authority.Certificate, below.Certificate], crls: crls));

        var rootOnly = new CertificateWorld(rootPathLength: 0);
        Refused(PathRefusal.TooLong, rootOnly.Authority.Certificate, rootOnly.Check());
        Assert.IsType<PathDecision.Trusted>(new CertificateWorld(rootPathLength: 1).Check());
    }

    [Fact]
    public void Four_intermediates_in_any_order_are_followed_and_a_fifth_is_refused()
    {
        var issuers = new List<CertificateIssuer> { World.Root };
        for (var i = 1; i <= 5; i++)
            issuers.Add(CertificateWorld.Below(issuers[^1], Sm2PrivateKey.Generate(), $"第{i}级", pathLength: null));
        PathDecision At(int depth)
        {
            var leaf = issuers[depth].IssuePlatform(CertificateWorld.Request(World.SigningKey), CertificateWorld.Bidder, CertificateWorld.Years);
            return World.Check(leaf, [.. issuers.Skip(1).Take(depth).Select(issuer => issuer.Certificate)], crls: [.. issuers.Take(depth + 1).Select(issuer => CertificateWorld.Crl(issuer))]);
        }

        Assert.Equal(6, Assert.IsType<PathDecision.Trusted>(At(4)).Path.Count);
        Assert.Equal(PathRefusal.TooLong, Assert.IsType<PathDecision.Refused>(At(5)).Reason);
    }

    [Fact]
    public void Renewed_authority_of_the_same_key_and_name_is_taken_where_the_old_one_has_expired()
    {
        var old = CertificateWorld.Below(World.Root, World.AuthorityKey, "测试签发机构", new CertificateValidity(Now.AddYears(-2), Now.AddYears(-1)));
        Assert.IsType<PathDecision.Trusted>(World.Check(intermediates: [old.Certificate, World.Authority.Certificate]));
        Refused(PathRefusal.Expired, old.Certificate, World.Check(intermediates: [old.Certificate]));
    }

    [Fact]
    public void Two_authorities_that_certify_each_other_do_not_go_round_for_ever()
    {
        using var firstKey = Sm2PrivateKey.Generate();
        using var secondKey = Sm2PrivateKey.Generate();
        var first = CertificateIssuer.CreateRoot(firstKey, CertificateSubject.Create("甲"), CertificateWorld.Years);
        var second = CertificateIssuer.CreateRoot(secondKey, CertificateSubject.Create("乙"), CertificateWorld.Years);
        var firstBySecond = CertificateWorld.Below(second, firstKey, "甲").Certificate;
        var leaf = first.IssuePlatform(CertificateWorld.Request(World.SigningKey), CertificateWorld.Bidder, CertificateWorld.Years);
        Assert.Equal(PathRefusal.UnknownIssuer, Assert.IsType<PathDecision.Refused>(World.Check(leaf, [first.Certificate, second.Certificate, firstBySecond])).Reason);
    }

    [Fact]
    public void More_lists_than_are_looked_at_is_a_bug() =>
        Assert.Throws<ArgumentException>(() => World.Check(crls: [.. Enumerable.Repeat(World.RootCrl, CertificatePath.MaxCrls + 1)]));

    private static PathDecision.Refused Refused(PathRefusal reason, Sm2Certificate at, PathDecision decision)
    {
        var refused = Assert.IsType<PathDecision.Refused>(decision);
        Assert.Equal((reason, at.ToString()), (refused.Reason, refused.Certificate.ToString()));
        return refused;
    }

    private static Sm2Certificate Raw(byte[][]? extensions, byte[]? issuer = null) =>
        Parsed(issuer is null ? new RawCertificate { Extensions = extensions } : new RawCertificate { Extensions = extensions, Issuer = issuer });

    /// <summary>The CA that signs every <see cref="RawCertificate"/>, with a KeyUsage of our choice: 02 is cRLSign, 04 is keyCertSign.</summary>
    private static Sm2Certificate Anchor(byte usage = 0x06, byte[]? extra = null)
    {
        byte[][] extensions =
        [
            RawCertificate.Extension("551d13", [1, 1, 0xff], [0x30, 3, 1, 1, 0xff]),
            RawCertificate.Extension("551d0f", [1, 1, 0xff], [3, 2, usage == 0x04 ? (byte)2 : (byte)1, usage]),
        ];
        return Parsed(new RawCertificate { Serial = [2, 1, 1], Extensions = extra is null ? extensions : [.. extensions, extra] });
    }

    private static Crl AnchorCrl() => CertificateWorld.Crl(new CertificateIssuer(RawCertificate.Key, Anchor()));

    private static Sm2Certificate Parsed(RawCertificate raw) =>
        Sm2Certificate.TryParse(raw.Build(), out var certificate) ? certificate : throw new InvalidOperationException("The test's own certificate does not parse.");
}
