using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Platforms;
using Hub.Grains.Tests.Certificates;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Grains.Tests.Platforms;

public sealed class PlatformGrainTests(PlatformGrainTests.ListedHub shared) : IClassFixture<PlatformGrainTests.ListedHub>
{
    private readonly TrustHub _hub = shared.Hub;

    /// <summary>A hub whose CA has brought its lists.</summary>
    public sealed class ListedHub : IAsyncLifetime
    {
        internal TrustHub Hub { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Hub = await TrustHub.Start();
            await Hub.BringLists();
        }

        public async Task DisposeAsync() => await Hub.DisposeAsync();
    }

    [Fact]
    public async Task A_credential_is_shown_once_kept_as_a_digest_and_ends_at_once()
    {
        using var key = Sm2PrivateKey.Generate();
        var platform = await Put("pl-credentials", key);

        var credential = await platform.AddCredential("main", TrustHub.Operator).Value();

        Assert.Equal(43, credential.Secret.Length);
        Assert.DoesNotContain(credential.Secret, credential.ToString(), StringComparison.Ordinal);
        Assert.True(await platform.Authenticate(CredentialSecret.DigestOf(credential.Secret)));
        Assert.False(await platform.Authenticate(CredentialSecret.DigestOf(credential.Secret + "x")));
        Assert.False(await platform.Authenticate([]));
        Assert.IsType<Malformed>(await platform.AddCredential("main", TrustHub.Operator).Refusal());
        Assert.IsType<Malformed>(await platform.AddCredential("no spaces", TrustHub.Operator).Refusal());
        for (var n = 2; n <= 5; n++)
            await platform.AddCredential("c" + n, TrustHub.Operator).Value();
        Assert.Equal(new TooMany(5), await platform.AddCredential("c6", TrustHub.Operator).Refusal());
        await platform.RevokeCredential("main", TrustHub.Operator).Value();
        Assert.False(await platform.Authenticate(CredentialSecret.DigestOf(credential.Secret)));
        Assert.IsType<NotFound>(await platform.RevokeCredential("main", TrustHub.Operator).Refusal());
        var actions = await _hub.Services.GetRequiredService<IAdminActionReader>().ListAsync(0, 1000);
        Assert.Contains(actions, stored => stored.Action is { Action: "platform.credential.revoke", Subject: "pl-credentials", Detail: "main", Actor: "tester" });
        Assert.DoesNotContain(actions, stored => stored.Action.Detail.Contains(credential.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_platform_has_nothing()
    {
        var platform = _hub.Grain<IPlatformGrain>("pl-nobody");

        Assert.IsType<NotFound>(await platform.Identify().Refusal());
        Assert.IsType<NotFound>(await platform.AddCredential("main", TrustHub.Operator).Refusal());
        Assert.False(await platform.Authenticate(new byte[32]));
    }

    [Fact]
    public async Task A_certificate_that_leads_to_no_anchor_or_may_not_sign_is_refused()
    {
        using var key = Sm2PrivateKey.Generate();
        using var strangers = new TestAuthority(TrustHub.Now);
        var platform = _hub.Grain<IPlatformGrain>("pl-refused");

        Assert.IsType<DescriptorSigner>(await platform.Put("平台", [strangers.IssuePlatform(key).Der.ToArray(), strangers.Chain[0]], TrustHub.Operator).Refusal());
        Assert.IsType<DescriptorSigner>(await platform.Put("平台", [_hub.Authority.Chain[0]], TrustHub.Operator).Refusal());
        Assert.Equal(new RequestInvalid("chain[0]"), await platform.Put("平台", [[1]], TrustHub.Operator).Refusal());
        Assert.IsType<Malformed>(await platform.Put("", [_hub.Authority.IssuePlatform(key).Der.ToArray(), _hub.Authority.Chain[0]], TrustHub.Operator).Refusal());
        Assert.IsType<NotFound>(await platform.Identify().Refusal());
    }

    [Fact]
    public async Task A_successor_signed_by_the_key_in_force_takes_over_and_again_changes_nothing()
    {
        using var first = Sm2PrivateKey.Generate();
        using var second = Sm2PrivateKey.Generate();
        var platform = await Put("pl-succession", first);
        var record = Record("pl-succession", first, second);
        var succession = new SignedBody(record, first.Sign(record));

        Assert.IsType<BadSignature>(await platform.Succeed(new SignedBody(record, second.Sign(record)), TrustHub.Now).Refusal());
        await platform.Succeed(succession, TrustHub.Now).Value();
        await platform.Succeed(succession, TrustHub.Now).Value();

        var identity = await platform.Identify().Value();
        Assert.True(Sm2Certificate.TryParse(identity.Chain[0], out var inForce));
        Assert.Equal(second.PublicKey.KeyId, inForce.KeyId);
        Assert.Equal(2, identity.Chain.Count);
        Assert.Single(identity.Successions);
        // Back to the first key, or once more from it: neither.
        var back = Record("pl-succession", second, first);
        Assert.IsType<DescriptorSigner>(await platform.Succeed(new SignedBody(back, second.Sign(back)), TrustHub.Now).Refusal());
        var stale = Record("pl-succession", first, Sm2PrivateKey.Generate());
        Assert.IsType<DescriptorSigner>(await platform.Succeed(new SignedBody(stale, first.Sign(stale)), TrustHub.Now).Refusal());
    }

    [Fact]
    public async Task A_ninth_successor_is_one_too_many()
    {
        var key = Sm2PrivateKey.Generate();
        var platform = await Put("pl-ring", key);
        for (var n = 1; n <= 9; n++)
        {
            var next = Sm2PrivateKey.Generate();
            var record = Record("pl-ring", key, next);
            var refusal = await platform.Succeed(new SignedBody(record, key.Sign(record)), TrustHub.Now).Refusal();
            Assert.Equal(n <= 8 ? null : new TooMany(8), refusal);
            key = next;
        }
    }

    [Fact]
    public async Task A_key_that_its_CA_revoked_names_no_successor_and_the_operator_puts_a_new_chain()
    {
        await using var hub = await TrustHub.Start();
        using var stolen = Sm2PrivateKey.Generate();
        using var thiefs = Sm2PrivateKey.Generate();
        var platform = hub.Grain<IPlatformGrain>("pl-stolen");
        var certificate = hub.Authority.IssuePlatform(stolen);
        await platform.Put("平台", [certificate.Der.ToArray(), hub.Authority.Chain[0]], TrustHub.Operator).Value();
        var successor = hub.Authority.IssuePlatform(thiefs).Der.ToArray();
        Assert.True(PlatformId.TryParse("pl-stolen", out var id));
        var record = new Succession(hub.Id, id, stolen.PublicKey.Spki.ToArray(), successor, TrustHub.Now.AddDays(-1)).Encode();
        var succession = new SignedBody(record, stolen.Sign(record));
        await hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName).TakeCrl(hub.Authority.Crl(1, certificate.SerialHex), TrustHub.Now).Value();

        Assert.Equal(new DescriptorSigner("the key in force signs no more (certificate: revoked): only the operator of the hub can put a new chain"),
            await platform.Succeed(succession, TrustHub.Now).Refusal());

        var inForce = await platform.Identify().Value();
        Assert.Equal(certificate.Der.ToArray(), inForce.Chain[0]);
        Assert.Empty(inForce.Successions);
        await platform.Put("平台", [successor, hub.Authority.Chain[0]], TrustHub.Operator).Value();
    }

    [Fact]
    public async Task A_key_names_no_successor_while_a_list_of_its_path_is_missing_but_an_overdue_one_is_enough()
    {
        await using var hub = await TrustHub.Start();
        using var first = Sm2PrivateKey.Generate();
        using var second = Sm2PrivateKey.Generate();
        var platform = hub.Grain<IPlatformGrain>("pl-listless");
        await platform.Put("平台", [hub.Authority.IssuePlatform(first).Der.ToArray(), hub.Authority.Chain[0]], TrustHub.Operator).Value();
        Assert.True(PlatformId.TryParse("pl-listless", out var id));
        var record = new Succession(hub.Id, id, first.PublicKey.Spki.ToArray(), hub.Authority.IssuePlatform(second).Der.ToArray(), TrustHub.Now).Encode();
        var succession = new SignedBody(record, first.Sign(record));
        var missing = new DescriptorSigner("the key in force signs no more (certificate: no CRL of its issuer): only the operator of the hub can put a new chain");
        var authority = hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName);

        Assert.Equal(missing, await platform.Succeed(succession, TrustHub.Now).Refusal());
        await authority.TakeCrl(hub.Authority.Crl(1, TrustHub.Now.AddHours(-2), TrustHub.Now.AddHours(-1)), TrustHub.Now).Value();
        Assert.Equal(missing, await platform.Succeed(succession, TrustHub.Now).Refusal());
        await authority.TakeCrl(hub.Authority.RootCrl(1), TrustHub.Now).Value();
        await platform.Succeed(succession, TrustHub.Now).Value();
    }

    [Fact]
    public async Task A_key_whose_certificate_has_expired_names_no_successor()
    {
        using var first = Sm2PrivateKey.Generate();
        using var second = Sm2PrivateKey.Generate();
        var platform = await Put("pl-expired", first);
        var record = Record("pl-expired", first, second);
        var succession = new SignedBody(record, first.Sign(record));

        Assert.Contains("certificate: expired", Assert.IsType<DescriptorSigner>(await platform.Succeed(succession, _hub.Authority.Validity.NotAfter.AddMilliseconds(1)).Refusal()).Where,
            StringComparison.Ordinal);
        await platform.Succeed(succession, _hub.Authority.Validity.NotAfter).Value();
    }

    private async Task<IPlatformGrain> Put(string id, Sm2PrivateKey key)
    {
        var platform = _hub.Grain<IPlatformGrain>(id);
        await platform.Put("某某交易平台", [_hub.Authority.IssuePlatform(key).Der.ToArray(), _hub.Authority.Chain[0]], TrustHub.Operator).Value();
        return platform;
    }

    private byte[] Record(string platform, Sm2PrivateKey from, Sm2PrivateKey to)
    {
        Assert.True(PlatformId.TryParse(platform, out var id));
        return new Succession(_hub.Id, id, from.PublicKey.Spki.ToArray(), _hub.Authority.IssuePlatform(to).Der.ToArray(), TrustHub.Now).Encode();
    }
}
