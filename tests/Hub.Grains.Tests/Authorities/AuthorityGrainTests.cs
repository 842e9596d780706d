using Hub.Cryptography;
using Hub.Grains.Authorities;
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
    public async Task The_list_in_force_again_is_answered_without_being_read_again()
    {
        var reader = new WatchedReader();
        await using var hub = await TrustHub.Start(crlReader: reader);
        var authority = hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName);
        var first = await authority.TakeCrl(hub.Authority.Crl(1, "0a"), TrustHub.Now).Value();

        for (var again = 0; again < 3; again++)
            Assert.Equal(first, await authority.TakeCrl([.. (await authority.Identify().Value()).Crls[0]], TrustHub.Now).Value());

        Assert.Equal(1, reader.Reads);
    }

    [Fact]
    public async Task Whoever_asks_for_the_lists_gets_them_as_they_were_read_and_reads_them_no_more()
    {
        await using var hub = await TrustHub.Start();
        var authority = hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName);
        await authority.TakeCrl(hub.Authority.Crl(1, "0a"), TrustHub.Now).Value();
        var (one, other) = ((await authority.Identify().Value()).Crls[0], (await authority.Identify().Value()).Crls[0]);

        Assert.True(KnownLists.TryGetOrParse(one, out var first));
        Assert.True(KnownLists.TryGetOrParse(other, out var second));

        Assert.Same(first, second);
    }

    [Fact]
    public async Task While_a_list_is_read_an_authority_answers_whoever_asks_for_it()
    {
        var reader = new WatchedReader { Gate = new TaskCompletionSource() };
        await using var hub = await TrustHub.Start(crlReader: reader);
        var authority = hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName);
        var taking = authority.TakeCrl(hub.Authority.Crl(1), TrustHub.Now);
        await reader.Entered.Task.WaitAsync(Eventually.Patience);

        Assert.Empty((await authority.Identify().WaitAsync(Eventually.Patience).Value()).Crls);
        Assert.Null(await authority.FindListed(["0a"]).WaitAsync(Eventually.Patience));
        using var phone = new TestPhone();
        await hub.Enrol(phone).WaitAsync(Eventually.Patience);

        Assert.False(taking.IsCompleted);
        reader.Gate.SetResult();
        Assert.Equal(new TakenCrl("1", 0), await taking.Value());
    }

    [Fact]
    public async Task A_list_of_another_CA_of_the_same_name_revokes_only_its_own()
    {
        await using var hub = await TrustHub.Start();
        using var namesake = new TestAuthority(TrustHub.Now);
        Assert.Equal(["ca-test"], (await hub.Grain<IAuthorityGrain>("ca-other").Put("另一家", "http://ca/", namesake.Chain, TrustHub.Operator).Value()).SameIssuer);
        using var phone = new TestPhone();
        Assert.True(Sm2Certificate.TryParse((await hub.Enrol(phone)).SigningCertificate, out var certificate));

        Assert.Equal(0, (await hub.Grain<IAuthorityGrain>("ca-other").TakeCrl(namesake.Crl(1, certificate.SerialHex), TrustHub.Now).Value()).Revoked);

        await hub.Certificate(phone.SignKeyId).Standing(TrustHub.Now).Value();
        Assert.False(await hub.Certificate(phone.SignKeyId).Revoke("ca-other", TrustHub.Now, "keyCompromise", TrustHub.Now));
        Assert.Equal(1, (await hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName).TakeCrl(hub.Authority.Crl(1, certificate.SerialHex), TrustHub.Now).Value()).Revoked);
    }

    [Fact]
    public async Task Certificates_of_a_removed_authority_stop_and_go_on_when_it_is_trusted_again()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        using var late = new TestPhone();
        await hub.Enrol(phone);
        var code = await hub.Code();
        var authority = hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName);
        // Removed while it answers a phone: that certificate is not forgotten.
        hub.Authority.AfterIssue = async _ => await authority.Remove(TrustHub.Operator).Value();
        await hub.Certificate(late.SignKeyId).Enrol(late.Enrolment(hub.Id, code), TrustHub.Now).Value();
        hub.Authority.AfterIssue = _ => Task.CompletedTask;

        foreach (var stopped in new[] { phone, late })
            Assert.Equal(new CertificateRevoked(TrustHub.Now, "authorityRemoved"), await hub.Certificate(stopped.SignKeyId).Standing(TrustHub.Now).Refusal());
        Assert.Equal(new AnchorsChange("", false), await authority.Remove(TrustHub.Operator).Value());
        Assert.Empty((await hub.Grain<ITrustGrain>(ITrustGrain.Key).Read()).Anchors);
        Assert.IsType<NotFound>(await authority.Identify().Refusal());
        Assert.IsType<NotFound>(await authority.TakeCrl(hub.Authority.Crl(1), TrustHub.Now).Refusal());
        using var newcomer = new TestPhone();
        Assert.IsType<CodeRefused>(await hub.Certificate(newcomer.SignKeyId).Enrol(newcomer.Enrolment(hub.Id, code), TrustHub.Now).Refusal());
        await hub.Restart();
        Assert.IsType<CertificateRevoked>(await hub.Certificate(phone.SignKeyId).Standing(TrustHub.Now).Refusal());

        authority = hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName);
        var back = await authority.Put("测试 CA", "http://127.0.0.1:1/", hub.Authority.Chain, TrustHub.Operator).Value();

        Assert.Equal((code.Ticket.Anchors.ToString(), true), (back.Anchors, back.Changed));
        await hub.Certificate(phone.SignKeyId).Standing(TrustHub.Now).Value();
        await hub.Certificate(late.SignKeyId).Standing(TrustHub.Now).Value();
        Assert.Equal(["trust.root", "authority.put", "trust.remove", "authority.remove", "trust.root", "authority.put"],
            (await hub.Services.GetRequiredService<IAdminActionReader>().ListAsync(0, 10)).Select(stored => stored.Action.Action));
        Assert.IsType<NotFound>(await hub.Grain<IAuthorityGrain>("ca-nobody").Remove(TrustHub.Operator).Refusal());
    }

    [Fact]
    public async Task A_list_that_names_the_issuing_CA_itself_stops_what_it_issued_until_the_operator_puts_another_chain()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        using var late = new TestPhone();
        await hub.Enrol(phone);
        Assert.True(Sm2Certificate.TryParse(hub.Authority.Chain[0], out var issuing));
        var authority = hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName);
        var crl = hub.Authority.RootCrl(1, issuing.SerialHex);
        // It comes while the CA answers a phone: that certificate is not forgotten.
        hub.Authority.AfterIssue = async _ => Assert.Equal(new TakenCrl("1", 1), await authority.TakeCrl(crl, TrustHub.Now).Value());
        await hub.Enrol(late);
        hub.Authority.AfterIssue = _ => Task.CompletedTask;

        await hub.Restart();
        authority = hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName);
        foreach (var stopped in new[] { phone, late })
            Assert.Equal(new CertificateRevoked(TrustHub.Now, "authorityRemoved"), await hub.Certificate(stopped.SignKeyId).Standing(TrustHub.Now).Refusal());
        using var newcomer = new TestPhone();
        Assert.IsType<CodeRefused>(await hub.Certificate(newcomer.SignKeyId).Enrol(await hub.EnrolmentOf(newcomer), TrustHub.Now).Refusal());
        Assert.Contains(await hub.Services.GetRequiredService<IAdminActionReader>().ListAsync(0, 10),
            stored => stored.Action is { Actor: "crl", Action: "authority.revoked", Subject: TrustHub.AuthorityName });
        Assert.IsType<RequestInvalid>(await authority.Put("测试 CA", "http://127.0.0.1:1/", hub.Authority.Chain, TrustHub.Operator).Refusal());

        using var key = Sm2PrivateKey.Generate();
        await authority.Put("测试 CA", "http://127.0.0.1:1/", hub.Authority.AnotherChain(key), TrustHub.Operator).Value();

        Assert.Null((await authority.Identify().Value()).RevokedAt);
        Assert.Equal(crl, Assert.Single((await authority.Identify().Value()).Crls));
        Assert.IsType<CertificateRevoked>(await hub.Certificate(phone.SignKeyId).Standing(TrustHub.Now).Refusal());
    }

    [Fact]
    public async Task A_new_issuing_key_is_refused_under_the_same_id_so_that_the_one_before_can_still_be_relied_on_and_revoked()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        using var key = Sm2PrivateKey.Generate();
        Assert.True(Sm2Certificate.TryParse((await hub.Enrol(phone)).SigningCertificate, out var certificate));
        await hub.BringLists();
        var authority = hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName);

        Assert.Equal(new RequestInvalid(RequestInvalid.AnotherIssuingKey), await authority.Put("测试 CA", "http://127.0.0.1:1/", hub.Authority.AnotherChain(key), TrustHub.Operator).Refusal());
        var beside = await hub.Grain<IAuthorityGrain>("ca-next").Put("测试 CA", "http://127.0.0.1:1/", hub.Authority.AnotherChain(key), TrustHub.Operator).Value();

        Assert.False(beside.Changed);
        Assert.Equal(2, (await authority.Identify().Value()).Crls.Count);
        Assert.Equal(1, (await authority.TakeCrl(hub.Authority.Crl(2, certificate.SerialHex), TrustHub.Now).Value()).Revoked);
    }

    [Fact]
    public async Task A_list_that_no_longer_names_the_issuing_CA_brings_nothing_back_before_the_operator_does()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        await hub.Enrol(phone);
        Assert.True(Sm2Certificate.TryParse(hub.Authority.Chain[0], out var issuing));
        var authority = hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName);
        await authority.TakeCrl(hub.Authority.RootCrl(1, issuing.SerialHex), TrustHub.Now).Value();
        await authority.TakeCrl(hub.Authority.RootCrl(2), TrustHub.Now).Value();
        Assert.IsType<CertificateRevoked>(await hub.Certificate(phone.SignKeyId).Standing(TrustHub.Now).Refusal());

        await authority.Put("测试 CA", "http://127.0.0.1:1/", hub.Authority.Chain, TrustHub.Operator).Value();

        await hub.Certificate(phone.SignKeyId).Standing(TrustHub.Now).Value();
    }

    [Fact]
    public async Task A_root_that_another_authority_has_too_stays_an_anchor_and_the_operator_is_told()
    {
        await using var hub = await TrustHub.Start();
        var other = hub.Grain<IAuthorityGrain>("ca-root");

        var added = await other.Put("根", "http://ca/", hub.Authority.Chain.Skip(1).ToArray(), TrustHub.Operator).Value();
        var removed = await other.Remove(TrustHub.Operator).Value();

        Assert.Equal(["ca-test"], added.SameRoot);
        Assert.Equal((false, false, added.Anchors), (added.Changed, removed.Changed, removed.Anchors));
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

    /// <summary>The hub's own reader, which is counted and can be held up.</summary>
    private sealed class WatchedReader : ICrlReader
    {
        private int _reads;

        public int Reads => _reads;

        public TaskCompletionSource? Gate { get; init; }

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<CrlVerdict> ReadAsync(byte[] crl, IReadOnlyList<Sm2Certificate> chain, IReadOnlyList<Crl> inForce)
        {
            Interlocked.Increment(ref _reads);
            Entered.TrySetResult();
            await (Gate?.Task ?? Task.CompletedTask);
            return CrlReader.Read(crl, chain, inForce);
        }
    }
}
