using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Openings;
using static Hub.Grains.Tests.Openings.OpeningScene;

namespace Hub.Grains.Tests.Openings;

public class PlatformTrustTests
{
    private static readonly byte[] Record = [1, 2, 3];
    private static readonly SignedBody Body = new(Record, PlatformKey.Sign(Record));
    private static readonly DateTimeOffset At = Deadline.AddDays(-1);

    [Fact]
    public void A_signature_by_the_certificate_in_force_counts_and_its_crl_comes_with_it()
    {
        Assert.True(TrustNow.TryVerify(Body, TrustNow.Chain, At, out var trusted, out _));
        Assert.Equal(TrustNow.Crls[0], Assert.Single(trusted.Crls));
        Assert.Equal(Certificate.Der.ToArray(), Assert.Single(trusted.Chain));
    }

    [Fact]
    public void Another_customer_of_the_same_CA_is_refused()
    {
        var stranger = new SignedBody(Record, SuccessorKey.Sign(Record));

        Assert.False(TrustNow.TryVerify(stranger, TrustNow.Chain, At, out _, out var refusal));
        Assert.IsType<BadSignature>(refusal);
    }

    [Fact]
    public void A_chain_to_another_root_is_refused() =>
        Assert.Equal(nameof(PathRefusal.UnknownIssuer), Why(TrustNow with { Roots = [OtherRoot.Certificate.Der.ToArray()] }, At));

    [Fact]
    public void A_revoked_certificate_is_refused_also_by_a_late_list_and_also_under_way()
    {
        var revoked = new CrlEntry(Certificate.SerialHex, Deadline.AddDays(-10), RevocationReason.KeyCompromise);
        var trust = TrustNow with { Crls = [CrlOf(Root, Deadline.AddDays(-5), revoked).Der.ToArray()] };

        Assert.Equal(nameof(PathRefusal.Revoked), Why(trust, At));
        Assert.False(trust.TryVerifyUnderWay(Body, trust.Chain, At, out _));
    }

    [Fact]
    public void An_overdue_list_stops_a_descriptor_but_no_opening_that_is_under_way()
    {
        var trust = TrustNow with { Crls = [CrlOf(Root, At).Der.ToArray()] };

        Assert.Equal(nameof(PathRefusal.CrlStale), Why(trust, At));
        Assert.True(trust.TryVerifyUnderWay(Body, trust.Chain, At, out _));
    }

    [Fact]
    public void An_expired_certificate_is_refused_also_under_way_with_an_overdue_list()
    {
        var expired = Issue(Root, PlatformKey, new CertificateValidity(Deadline.AddYears(-1), At.AddSeconds(-1)));
        var trust = TrustNow with { Chain = [expired.Der.ToArray()], Crls = [CrlOf(Root, At.AddDays(-2)).Der.ToArray()] };

        Assert.False(trust.TryVerify(Body, trust.Chain, At, out _, out _));
        Assert.False(trust.TryVerifyUnderWay(Body, trust.Chain, At, out _));
    }

    [Fact]
    public void Without_a_list_nothing_counts() => Assert.Equal(nameof(PathRefusal.CrlMissing), Why(TrustNow with { Crls = [] }, At));

    [Theory, InlineData(true), InlineData(false)]
    public void Lists_that_no_statement_has_room_for_are_refused_before_bidders_wait(bool fits)
    {
        using var middleKey = Sm2PrivateKey.Generate();
        var middle = new CertificateIssuer(middleKey, Root.IssueAuthority(
            SigningRequest.Create(middleKey, CertificateSubject.Create("Middle")), CertificateSubject.Create("Middle"), new CertificateValidity(Deadline.AddYears(-1), Deadline.AddYears(1))));
        var trust = TrustNow with
        {
            Chain = [Issue(middle, PlatformKey, new CertificateValidity(Deadline.AddYears(-1), Deadline.AddYears(1))).Der.ToArray(), middle.Certificate.Der.ToArray()],
            Crls = [LongCrl(Root, 80_000), LongCrl(middle, fits ? 70_000 : 95_000)],
        };

        var total = trust.Crls.Sum(der => der.Length);
        Assert.Equal(fits, total <= DecryptStatement.MaxCrlBytes);
        Assert.Equal(fits, trust.TryVerify(Body, trust.Chain, At, out _, out var refusal));
        Assert.Equal(fits ? null : new DescriptorSigner("CrlTooLong"), refusal);
        Assert.True(trust.TryVerifyUnderWay(Body, trust.Chain, At, out _));
    }

    private static byte[] LongCrl(CertificateIssuer issuer, int entries) => issuer.SignCrl(
        9, At, At.AddDays(9), [.. Enumerable.Range(0, entries).Select(n => new CrlEntry($"{n + 0x10000000:x8}", At, RevocationReason.KeyCompromise))]).Der.ToArray();

    [Fact]
    public void A_chain_that_does_not_parse_is_refused() => Assert.Equal("chain", Why(TrustNow with { Chain = [[1, 2, 3]] }, At));

    private static string Why(PlatformTrust trust, DateTimeOffset at)
    {
        Assert.False(trust.TryVerify(Body, trust.Chain, at, out _, out var refusal));
        return Assert.IsType<DescriptorSigner>(refusal).Where;
    }
}
