using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Tests.Certificates;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Grains.Tests.Authorities;

public sealed class AuthorityGrainTests
{
    [Fact]
    public async Task A_CRL_revokes_what_it_names_before_it_is_answered_and_again_gets_the_same_answer()
    {
        await using var hub = await TrustHub.Start();
        using var named = new TestPhone();
        using var other = new TestPhone();
        var enrolment = await hub.Enrol(named);
        await hub.Enrol(other);
        Assert.True(Sm2Certificate.TryParse(enrolment.SigningCertificate, out var certificate));
        var authority = hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName);
        var crl = hub.Authority.Crl(7, certificate.SerialHex, "0123");

        var taken = await authority.TakeCrl(crl, TrustHub.Now).Value();

        Assert.Equal(new TakenCrl("7", 1), taken);
        Assert.Equal(taken, await authority.TakeCrl(crl, TrustHub.Now).Value());
        Assert.Equal("keyCompromise", Assert.IsType<CertificateRevoked>(await hub.Certificate(named.SignKeyId).Standing(TrustHub.Now).Refusal()).Reason);
        Assert.IsType<CertificateRevoked>(await hub.Certificate(named.SignKeyId).Evaluate(1, TestPhone.Nonce(1), TestPhone.Blinded("1"), TrustHub.Now).Refusal());
        await hub.Certificate(other.SignKeyId).Standing(TrustHub.Now).Value();
        Assert.Equal(crl, Assert.Single((await authority.Identify().Value()).Crls));
        Assert.Equal(new RequestInvalid("number"), await authority.TakeCrl(hub.Authority.Crl(7), TrustHub.Now).Refusal());
        Assert.Equal(new RequestInvalid("number"), await authority.TakeCrl(hub.Authority.Crl(6), TrustHub.Now).Refusal());
        Assert.Equal(0, (await authority.TakeCrl(hub.Authority.Crl(8, certificate.SerialHex), TrustHub.Now).Value()).Revoked);
        await hub.Restart();
        Assert.IsType<CertificateRevoked>(await hub.Certificate(named.SignKeyId).Standing(TrustHub.Now).Refusal());
        Assert.Equal(new RequestInvalid("number"), await hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName).TakeCrl(hub.Authority.Crl(8), TrustHub.Now).Refusal());
    }

    [Fact]
    public async Task A_list_of_somebody_else_or_no_list_changes_nothing()
    {
        await using var hub = await TrustHub.Start();
        using var strangers = new TestAuthority(TrustHub.Now);
        var authority = hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName);

        Assert.Equal(new RequestInvalid("signature"), await authority.TakeCrl(strangers.Crl(1), TrustHub.Now).Refusal());
        Assert.Equal(new RequestInvalid("crl"), await authority.TakeCrl([1, 2, 3], TrustHub.Now).Refusal());
        Assert.IsType<NotFound>(await hub.Grain<IAuthorityGrain>("ca-nobody").TakeCrl(hub.Authority.Crl(1), TrustHub.Now).Refusal());
        Assert.Empty((await authority.Identify().Value()).Crls);
    }

    [Fact]
    public async Task An_authority_needs_a_chain_to_its_own_root_and_an_address()
    {
        await using var hub = await TrustHub.Start(withAuthority: false);
        using var strangers = new TestAuthority(TrustHub.Now);
        var authority = hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName);
        var chain = hub.Authority.Chain;
        async Task<Refusal?> Put(string name, string url, IReadOnlyList<byte[]> certificates, int days = 0) =>
            await authority.Put(name, url, certificates, TrustHub.Operator with { At = TrustHub.Now.AddDays(days) }).Refusal();

        Assert.IsType<Malformed>(await Put("", "http://ca/", chain));
        Assert.IsType<Malformed>(await Put("CA", "ftp://ca/", chain));
        Assert.Equal(new RequestInvalid("chain"), await Put("CA", "http://ca/", []));
        Assert.Equal(new RequestInvalid("chain[0]"), await Put("CA", "http://ca/", [chain[0]]));
        Assert.Equal(new RequestInvalid("chain[0]"), await Put("CA", "http://ca/", [chain[0], strangers.Chain[1]]));
        Assert.Equal(new RequestInvalid("chain[0]"), await Put("CA", "http://ca/", chain, days: 366));
        Assert.Empty((await hub.Grain<ITrustGrain>(ITrustGrain.Key).Read()).Anchors);
        Assert.Null(await Put("CA", "http://ca/", chain));
        Assert.Equal(["trust.root", "authority.put"], (await hub.Services.GetRequiredService<IAdminActionReader>().ListAsync(0, 10)).Select(stored => stored.Action.Action));
    }
}
