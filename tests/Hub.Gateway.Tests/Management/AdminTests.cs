using System.Net.Http.Headers;
using Hub.Cryptography;
using Hub.Gateway.Management;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Gateway.Tests.Management;

public sealed class AdminTests
{
    private static async Task<GatewayHost> StartAsync(Action<IServiceCollection>? services = null)
    {
        var host = await GatewayHost.StartAsync(services: services);
        host.Management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.AdminToken);
        host.Management.DefaultRequestHeaders.Add("X-Hub-Actor", "root@hub");
        return host;
    }

    [Theory, InlineData(null), InlineData(""), InlineData("wrong")]
    public async Task Nothing_is_done_without_the_token(string? token)
    {
        await using var host = await StartAsync();
        host.Management.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal("unauthenticated", await (await host.Management.GetAsync("/admin/platforms")).ProblemAsync(401));
        Assert.Equal("unauthenticated", await (await host.Management.PostAsync("/admin/platforms", Hosting.Bodies.Json("{}"))).ProblemAsync(401));
    }

    [Fact]
    public async Task An_enterprise_is_shown_without_certificates_whose_enrolment_was_broken_off()
    {
        await using var host = await StartAsync();
        const string first = "91650100MA0000000";
        var (revoked, gone, expired) = (KeyId.Of([1]).ToString(), KeyId.Of([2]).ToString(), KeyId.Of([3]).ToString());
        host.Grains.Answer<IEnterpriseGrain, EnterpriseIdentity>(nameof(IEnterpriseGrain.Identify), (key, _) => new EnterpriseIdentity(key, "一建", false, [revoked, gone, expired]));
        host.Grains.Answer<ICertificateGrain, CertificateIdentity>(nameof(ICertificateGrain.Standing), (key, _) =>
            key[3..] == gone ? new NotFound() : key[3..] == revoked ? new CertificateRevoked(Hosting.Bodies.Noon, "keyCompromise") : new CertificateExpired(Hosting.Bodies.Noon));
        var shown = await (await host.Management.GetAsync("/admin/enterprises/" + first + CreditCode.CheckCharacter(first))).JsonAsync();
        Assert.Equal(2, shown.GetProperty("certificates").GetInt32());
        Assert.Equal([revoked + " certificate-revoked", expired + " certificate-expired"],
            shown.GetProperty("signKeyIds").EnumerateArray().Select(it => $"{it.GetProperty("signKeyId").GetString()} {it.GetProperty("state").GetString()}"));
    }

    [Fact]
    public async Task An_action_says_who_did_it_and_when()
    {
        await using var host = await StartAsync();
        OperatorAction? seen = null;
        host.Grains.Answer<IPlatformGrain, Done>(nameof(IPlatformGrain.Put), (key, args) =>
        {
            Assert.Equal(("pl-new", "新平台"), (key, (string)args[0]!));
            seen = (OperatorAction)args[2]!;
            return Done.It;
        });
        var body = new { id = "pl-new", name = "新平台", chain = new[] { new byte[] { 1 } } };
        Assert.Equal(204, (int)(await host.Management.PostAsync("/admin/platforms", Hosting.Bodies.Json(body))).StatusCode);
        Assert.Equal(new OperatorAction("root@hub", host.Time.GetUtcNow()), seen);
        host.Management.DefaultRequestHeaders.Remove("X-Hub-Actor");
        Assert.Equal("malformed", await (await host.Management.PostAsync("/admin/platforms", Hosting.Bodies.Json(body))).ProblemAsync(400));
    }

    [Fact]
    public async Task A_new_credential_is_shown_as_it_is_to_be_sent()
    {
        await using var host = await StartAsync();
        host.Grains.Answer<IPlatformGrain, NewCredential>(nameof(IPlatformGrain.AddCredential), (key, args) => new NewCredential(key, (string)args[0]!, "s3cret"));
        var response = await host.Management.PostAsync("/admin/platforms/pl-new/credentials", Hosting.Bodies.Json(new { label = "one" }));
        Assert.Equal(201, (int)response.StatusCode);
        Assert.Equal("pl-new.s3cret", (await response.JsonAsync()).GetProperty("credential").GetString());
        host.Grains.Answer<IPlatformGrain, Done>(nameof(IPlatformGrain.RevokeCredential), (_, args) => (string)args[0]! == "one" ? Done.It : new NotFound());
        Assert.Equal(204, (int)(await host.Management.DeleteAsync("/admin/platforms/pl-new/credentials/one")).StatusCode);
        Assert.Equal("not-found", await (await host.Management.DeleteAsync("/admin/platforms/pl-new/credentials/two")).ProblemAsync(404));
    }

    [Fact]
    public async Task An_authority_goes_as_it_came_and_the_operator_is_told_of_the_new_anchors()
    {
        await using var host = await StartAsync();
        host.Grains.Answer<IAuthorityGrain, AnchorsChange>(nameof(IAuthorityGrain.Put), (_, _) => new AnchorsChange("ab", true) { SameRoot = ["ca-two"], SameIssuer = ["ca-two"] });
        host.Grains.Answer<IAuthorityGrain, AnchorsChange>(nameof(IAuthorityGrain.Remove), (key, args) =>
            key == "ca-one" && ((OperatorAction)args[0]!).Actor == "root@hub" ? new AnchorsChange("", true) { Certificates = 7 } : new NotFound());

        var put = await (await host.Management.PostAsync("/admin/authorities", Hosting.Bodies.Json(new { id = "ca-one", name = "一", url = "http://ca/", chain = new[] { new byte[] { 1 } } }))).JsonAsync();
        var removed = await (await host.Management.DeleteAsync("/admin/authorities/ca-one")).JsonAsync();

        Assert.Equal(("ab", 3), (put.GetProperty("anchors").GetString(), put.GetProperty("notices").GetArrayLength()));
        Assert.Equal(("", 2), (removed.GetProperty("anchors").GetString(), removed.GetProperty("notices").GetArrayLength()));
        Assert.StartsWith("There are no anchors any more", removed.GetProperty("notices")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("not-found", await (await host.Management.DeleteAsync("/admin/authorities/ca-none")).ProblemAsync(404));
        Assert.Equal("not-found", await (await host.Management.DeleteAsync("/admin/authorities/x")).ProblemAsync(404));
    }

    [Fact]
    public async Task The_list_of_authorities_tells_when_the_next_revocation_list_is_due()
    {
        await using var host = await StartAsync();
        using var key = Sm2PrivateKey.Generate();
        var now = host.Time.GetUtcNow();
        var issuer = CertificateIssuer.CreateRoot(key, CertificateSubject.Create("CA"), new CertificateValidity(now.AddDays(-1), now.AddDays(100)));
        var crl = issuer.SignCrl(7, now.AddDays(-1), now.AddHours(2), []).Der.ToArray();
        host.Grains.On<ITrustGrain, Task<TrustSnapshot>>(nameof(ITrustGrain.Read), (_, _) => Task.FromResult(new TrustSnapshot([], ["ca-one"], [], [1], [])));
        host.Grains.Answer<IAuthorityGrain, AuthorityIdentity>(nameof(IAuthorityGrain.Identify), (id, _) => new AuthorityIdentity(id, "一", "http://ca/", [], [crl]));
        async Task<System.Text.Json.JsonElement> List() =>
            (await (await host.Management.GetAsync("/admin/authorities")).JsonAsync()).GetProperty("authorities")[0].GetProperty("crls")[0];

        var list = await List();

        Assert.Equal(("7", 7200, crl.Length), (list.GetProperty("number").GetString(), list.GetProperty("secondsLeft").GetInt32(), list.GetProperty("bytes").GetInt32()));
        Assert.Equal("2026-11-24T11:30:00.000Z", list.GetProperty("nextUpdate").GetString());
        Assert.False(list.GetProperty("long").GetBoolean());
        host.Time.Advance(TimeSpan.FromHours(3));
        Assert.Equal(0, (await List()).GetProperty("secondsLeft").GetInt32());
    }

    [Fact]
    public async Task Anchors_are_their_bytes()
    {
        await using var host = await StartAsync();
        Assert.Equal("not-found", await (await host.Management.GetAsync("/admin/anchors")).ProblemAsync(404));
        host.Grains.On<ITrustGrain, Task<TrustSnapshot>>(nameof(ITrustGrain.Read), (_, _) => Task.FromResult(new TrustSnapshot([], [], [], [1, 2, 3], [])));
        Assert.Equal([1, 2, 3], await host.Management.GetByteArrayAsync("/admin/anchors"));
    }

    [Fact]
    public async Task A_backup_is_made_where_the_operator_says_and_goes_on_record_when_it_is_done()
    {
        var log = new RecordedActions();
        await using var host = await StartAsync(services => services.AddSingleton<IBackup, FakeBackup>().AddSingleton<IAdminActionLog>(log));
        var response = await host.Management.PostAsync("/admin/backup", Hosting.Bodies.Json(new { path = "/backups/today" }));
        Assert.Equal("""{"path":"/backups/today"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("malformed", await (await host.Management.PostAsync("/admin/backup", Hosting.Bodies.Json(new { path = "today" }))).ProblemAsync(400));
        Assert.Equal("malformed", await (await host.Management.PostAsync("/admin/backup", Hosting.Bodies.Json(new { path = "/full" }))).ProblemAsync(400));
        Assert.Equal(new AdminActionRow(host.Time.GetUtcNow(), "root@hub", "backup", "/backups/today", ""), Assert.Single(log.Actions));
    }

    [Fact]
    public async Task The_record_of_actions_is_read_on_from_a_position()
    {
        await using var host = await StartAsync(services => services.AddSingleton<IAdminActionReader, FakeActions>());
        Assert.Equal(
            """{"actions":[{"position":8,"at":"2026-11-24T12:00:00.000Z","actor":"root","action":"platform.put","subject":"pl-test","detail":"x"}]}""",
            await host.Management.GetStringAsync("/admin/actions?after=7"));
        Assert.Equal("malformed", await (await host.Management.GetAsync("/admin/actions?after=x")).ProblemAsync(400));
    }

    private sealed class FakeActions : IAdminActionReader
    {
        public Task<IReadOnlyList<StoredAdminAction>> ListAsync(long after, int max, CancellationToken cancellation = default) =>
            Task.FromResult<IReadOnlyList<StoredAdminAction>>([new StoredAdminAction(after + 1, new AdminActionRow(Hosting.Bodies.Noon, "root", "platform.put", "pl-test", "x"))]);
    }

    private sealed class RecordedActions : IAdminActionLog
    {
        public List<AdminActionRow> Actions { get; } = [];

        public Task AppendAsync(AdminActionRow action, CancellationToken cancellation = default)
        {
            Actions.Add(action);
            return Task.CompletedTask;
        }
    }

    private sealed class FakeBackup : IBackup
    {
        public Task<string> BackupAsync(string path, CancellationToken cancellation) => path == "/full" ? throw new IOException("full") : Task.FromResult(path);
    }
}
