using Hub.Cryptography;
using Hub.Gateway.Bodies;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Tests.Openings;

public sealed class OpeningCallTests
{
    private const string Opening = "/api/openings/" + Hosting.Bodies.OpeningText;

    [Fact]
    public async Task An_opening_is_told_to_its_platform_as_the_protocol_writes_it()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Grains.Answer<IOpeningGrain, OpeningSummary>(nameof(IOpeningGrain.Read), (_, args) =>
            (string)args[0]! == GatewayHost.Platform ? new OpeningSummary(Hosting.Bodies.Terms() with { OpensAt = null, ClosesAt = null }, 3) : new NotFound());
        Assert.Equal(
            """{"opening":"op-00112233445566778899aabbccddeeff","generation":1,"phase":"started","envelopes":3,"amendments":0,"serverTime":"2026-11-24T09:30:00.000Z"}""",
            await host.Api.GetStringAsync(Opening));
        Assert.Equal("not-found", await (await host.Api.GetAsync("/api/openings/op-x")).ProblemAsync(404));
    }

    [Fact]
    public async Task A_registration_is_handed_on_byte_for_byte()
    {
        await using var host = await GatewayHost.StartAsync();
        var body = """{ "header":"AA==" }"""u8.ToArray();
        host.Grains.Answer<IOpeningGrain, Registration>(nameof(IOpeningGrain.Register), (_, args) =>
        {
            Assert.Equal(body, (byte[])args[1]!);
            return new Registration("ev-1", "ch-1", Hosting.Bodies.ReceiptJson);
        });
        Assert.Equal("""{"envelope":"ev-1","challenge":"ch-1","receipt":{"leaf":"AA==","index":0,"size":1,"path":[],"batch":"AA==","signature":"AAAAAAAAAAA="}}""",
            await (await host.Api.PostAsync(Opening + "/envelopes", Hosting.Bodies.Json(body))).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_amendment_arrives_with_its_time_and_an_order_mistake_names_the_next()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Grains.Answer<IOpeningGrain, AmendedOpening>(nameof(IOpeningGrain.Amend), (_, args) =>
            (DateTimeOffset)args[2]! == host.Time.GetUtcNow() ? new AmendmentOrder(2, new string('a', 64)) : new NotFound());
        var response = await host.Api.PostAsync(Opening + "/amendments", Hosting.Bodies.Signed([1, 2]));
        Assert.Equal("amendment-order", await response.ProblemAsync(409));
        Assert.Equal(2, (await response.JsonAsync()).GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task A_board_token_is_given_for_an_opening_of_the_platform_alone()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Grains.Answer<IOpeningGrain, OpeningSummary>(nameof(IOpeningGrain.Read), (_, _) => new NotFound());
        Assert.Equal("not-found", await (await host.Api.PostAsync(Opening + "/board-tokens", Hosting.Bodies.Json(new { validSeconds = 60 }))).ProblemAsync(404));
        host.Grains.Answer<IOpeningGrain, OpeningSummary>(nameof(IOpeningGrain.Read), (_, _) => new OpeningSummary(Hosting.Bodies.Terms(), 0));
        var answer = await (await host.Api.PostAsync(Opening + "/board-tokens", Hosting.Bodies.Json(new { validSeconds = 60 }))).JsonAsync();
        Assert.True(host.Get<Grains.Qr.BoardToken>().TryOpen(answer.GetProperty("boardToken").GetString(), host.Time.GetUtcNow().AddSeconds(59), out var grant));
        Assert.Equal(Hosting.Bodies.OpeningId, grant.Opening);
        Assert.Equal("malformed", await (await host.Api.PostAsync(Opening + "/board-tokens", Hosting.Bodies.Json(new { validSeconds = 59 }))).ProblemAsync(400));
    }

    [Fact]
    public async Task Only_certificates_in_force_are_listed_and_at_most_fifty()
    {
        await using var host = await GatewayHost.StartAsync();
        const string first = "91650100MA0000000";
        var code = first + CreditCode.CheckCharacter(first);
        var keys = Enumerable.Range(0, 120).Select(i => KeyId.Of([(byte)i]).ToString()).ToList();
        host.Grains.Answer<IEnterpriseGrain, EnterpriseIdentity>(nameof(IEnterpriseGrain.Identify), (key, _) =>
            new EnterpriseIdentity(key, "一建", false, keys));
        host.Grains.Answer<ICertificateGrain, CertificateIdentity>(nameof(ICertificateGrain.Standing), (key, _) => keys.IndexOf(key[3..]) % 10 == 0
            ? new CertificateRevoked(Hosting.Bodies.Noon, "keyCompromise")
            : new CertificateIdentity(key[3..], "e", [], [], [1], [2], [[3]], "ca", "en", "n", "h", "s", "01", "phone", Hosting.Bodies.Noon));
        var list = (await (await host.Api.GetAsync($"/api/enterprises/{code}/certificates")).JsonAsync()).GetProperty("certificates").EnumerateArray().ToList();
        Assert.Equal((50, keys[1]), (list.Count, list[0].GetProperty("signKeyId").GetString()));
        Assert.Equal("not-found", await (await host.Api.GetAsync("/api/enterprises/" + first + "I/certificates")).ProblemAsync(404));
    }

    [Fact]
    public async Task A_CRL_needs_no_credential_but_its_own_type()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Api.DefaultRequestHeaders.Authorization = null;
        host.Grains.Answer<IAuthorityGrain, TakenCrl>(nameof(IAuthorityGrain.TakeCrl), (_, args) => ((byte[])args[0]!).Length == 3 ? new TakenCrl("7", 1) : new RequestInvalid("crl"));
        using var crl = new ByteArrayContent([1, 2, 3]);
        crl.Headers.ContentType = new("application/pkix-crl");
        Assert.Equal("""{"number":"7","revoked":1}""", await (await host.Api.PostAsync("/api/authorities/ca-test/crls", crl)).Content.ReadAsStringAsync());
        Assert.Equal("unsupported-media", await (await host.Api.PostAsync("/api/authorities/ca-test/crls", Hosting.Bodies.Json("{}"))).ProblemAsync(415));
    }

    [Fact]
    public async Task Lists_of_one_address_are_bounded_whatever_becomes_of_them()
    {
        await using var host = await GatewayHost.StartAsync(configure: options => options.ListsPerMinute = 3);
        host.Grains.Answer<IAuthorityGrain, TakenCrl>(nameof(IAuthorityGrain.TakeCrl), (_, _) => new TakenCrl("7", 0));
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, (int)(await BringAsync(host)).StatusCode);
        Assert.Equal("rate-limited", await (await BringAsync(host)).ProblemAsync(429));
        Assert.Equal(3, host.Grains.Count(nameof(IAuthorityGrain.TakeCrl)));
        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (int)(await BringAsync(host)).StatusCode);
    }

    [Fact]
    public async Task More_lists_at_once_than_can_be_read_are_sent_away()
    {
        await using var host = await GatewayHost.StartAsync();
        var gate = new TaskCompletionSource<Outcome<TakenCrl>>();
        host.Grains.On<IAuthorityGrain, Task<Outcome<TakenCrl>>>(nameof(IAuthorityGrain.TakeCrl), (_, _) => gate.Task);
        var waiting = Enumerable.Range(0, BodyLimit.CrlsAtOnce).Select(_ => BringAsync(host)).ToList();
        await Eventually.TrueAsync(() => host.Grains.Count(nameof(IAuthorityGrain.TakeCrl)) == BodyLimit.CrlsAtOnce);
        Assert.Equal("overloaded", await (await BringAsync(host)).ProblemAsync(503));
        gate.SetResult(new TakenCrl("7", 0));
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(200, (int)answer.StatusCode));
        Assert.Equal(200, (int)(await BringAsync(host)).StatusCode);
    }

    private static async Task<HttpResponseMessage> BringAsync(GatewayHost host)
    {
        using var crl = new ByteArrayContent([1, 2, 3]);
        crl.Headers.ContentType = new("application/pkix-crl");
        return await host.Api.PostAsync("/api/authorities/ca-test/crls", crl);
    }
}
