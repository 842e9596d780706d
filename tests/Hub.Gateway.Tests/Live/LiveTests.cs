using System.Collections.Concurrent;
using System.Text.Json;
using Hub.Cryptography;
using Hub.Gateway.Limits;
using Hub.Gateway.Live;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;
using Hub.Grains.Qr;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Hub.Gateway.Tests.Live;

public sealed class LiveTests
{
    private static readonly ChallengeId Challenge = ChallengeId.New();

    private static async Task<(GatewayHost Host, HubConnection Page, ConcurrentQueue<(string Method, JsonElement Body)> Told)> StartAsync()
    {
        var host = await GatewayHost.StartAsync();
        host.Grains.Answer<IChallengeGrain, ChallengeSnapshot>(nameof(IChallengeGrain.Read), (_, _) => Hosting.Bodies.Snapshot(Challenge));
        var page = new HubConnectionBuilder().WithUrl(new Uri(host.Addresses.Api, "/live")).Build();
        var told = new ConcurrentQueue<(string, JsonElement)>();
        foreach (var method in new[] { "challenge", "opening", "board" })
            page.On<JsonElement>(method, body => told.Enqueue((method, body)));
        await page.StartAsync();
        return (host, page, told);
    }

    private static string Token(GatewayHost host) => host.Get<WatchToken>().Issue(Challenge, false, host.Time.GetUtcNow().AddHours(1));

    [Fact]
    public async Task Watch_answers_the_snapshot_with_frames_as_the_protocol_writes_them()
    {
        var (host, page, _) = await StartAsync();
        await using var _1 = host;
        await using var _2 = page;
        var snapshot = await page.InvokeAsync<JsonElement>("Watch", Token(host));
        Assert.Equal(
            ["challenge", "epoch", "number", "kind", "state", "serverTime", "opening", "platformName", "frames"], snapshot.EnumerateObject().Select(member => member.Name));
        Assert.Equal("2026-11-24T09:30:00.000Z", snapshot.GetProperty("serverTime").GetString());
        Assert.Equal("""{"opening":"op-00112233445566778899aabbccddeeff","name":"一号公路","phase":"started","generation":1,"start":"clock","opensAt":"2026-11-24T12:00:00.000Z","closesAt":"2026-11-24T13:00:00.000Z","phones":"allowed","serverTime":"2026-11-24T09:30:00.000Z","amendment":0}""",
            snapshot.GetProperty("opening").GetRawText());
        var frames = snapshot.GetProperty("frames").GetProperty("frames").EnumerateArray().ToList();
        Assert.Equal(QrFrames.MaxBook, frames.Count);
        Assert.True(host.Get<QrFrames>().Verify(Challenge, frames[0].GetProperty("frame").GetString(), host.Time.GetUtcNow()));
    }

    [Fact]
    public async Task What_changes_while_the_snapshot_is_read_is_told_as_well()
    {
        var (host, page, told) = await StartAsync();
        await using var _1 = host;
        await using var _2 = page;
        var observer = await host.Grains.Joined.Task;
        host.Grains.On<IChallengeGrain, Task<Outcome<ChallengeSnapshot>>>(nameof(IChallengeGrain.Read), async (_, _) =>
        {
            await observer.ChallengeChanged(Hosting.Bodies.Snapshot(Challenge, 2, "scanned"));
            return Hosting.Bodies.Snapshot(Challenge);
        });
        await page.InvokeAsync<JsonElement>("Watch", Token(host));
        await Eventually.TrueAsync(() => !told.IsEmpty);
        Assert.Equal("scanned", told.First().Body.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Pushes_reach_those_who_watch_in_order_and_nobody_else()
    {
        var (host, page, told) = await StartAsync();
        await using var _1 = host;
        await using var _2 = page;
        await page.InvokeAsync<JsonElement>("Watch", Token(host));
        var observer = await host.Grains.Joined.Task;
        await observer.ChallengeChanged(Hosting.Bodies.Snapshot(ChallengeId.New(), 5, "scanned"));
        await observer.ChallengeChanged(Hosting.Bodies.Snapshot(Challenge, 2, "scanned"));
        await observer.OpeningChanged(Hosting.Bodies.Terms(OpeningPhase.Closed));
        await observer.ChallengeChanged(Hosting.Bodies.Snapshot(Challenge, 3, "approved", Hosting.Bodies.Result(host.Time.GetUtcNow())));
        await Eventually.TrueAsync(() => told.Count == 3);
        Assert.Equal(["challenge", "opening", "challenge"], told.Select(it => it.Method));
        Assert.Equal([2L, 3L], told.Where(it => it.Method == "challenge").Select(it => it.Body.GetProperty("number").GetInt64()));
        var result = told.Last().Body.GetProperty("result");
        Assert.False(result.TryGetProperty("statement", out _));
        Assert.Equal(JsonValueKind.Object, result.GetProperty("receipt").ValueKind);
    }

    [Fact]
    public async Task A_board_is_watched_by_its_own_token()
    {
        var (host, page, told) = await StartAsync();
        await using var _1 = host;
        await using var _2 = page;
        var board = new BoardSnapshot("0123456789abcdef", 1, Hosting.Bodies.Terms(), [new BoardTile("t1", "一建公司", ["A"], TileState.Answered, Hosting.Bodies.Noon)]);
        host.Grains.Answer<IOpeningGrain, BoardSnapshot>(nameof(IOpeningGrain.Board), (_, _) => board);
        var token = host.Get<BoardToken>().Issue(Hosting.Bodies.OpeningId, host.Time.GetUtcNow().AddHours(1));
        var answer = await page.InvokeAsync<JsonElement>("WatchBoard", token);
        Assert.Equal("""[{"tile":"t1","bidder":"一建公司","lots":["A"],"state":"answered","at":"2026-11-24T12:00:00.000Z"}]""", answer.GetProperty("tiles").GetRawText());
        await (await host.Grains.Joined.Task).BoardChanged(board with { Number = 2 });
        await Eventually.TrueAsync(() => !told.IsEmpty);
        Assert.Equal("board", told.Single().Method);
        await RefusedAsync("bad-token", () => page.InvokeAsync<JsonElement>("WatchBoard", Token(host)));
    }

    [Fact]
    public async Task A_connection_that_asks_in_a_loop_is_refused_and_may_ask_again_later()
    {
        var (host, page, _) = await StartAsync();
        await using var _1 = host;
        await using var _2 = page;
        host.Grains.Answer<IOpeningGrain, BoardSnapshot>(nameof(IOpeningGrain.Board), (_, _) => new BoardSnapshot("0123456789abcdef", 1, Hosting.Bodies.Terms(), []));
        var token = host.Get<BoardToken>().Issue(Hosting.Bodies.OpeningId, host.Time.GetUtcNow().AddHours(1));
        for (var i = 0; i < LiveBudgets.ConnectionPerTenSeconds; i++)
            await page.InvokeAsync<JsonElement>("WatchBoard", token);
        await RefusedAsync("rate-limited", () => page.InvokeAsync<JsonElement>("WatchBoard", token));
        await RefusedAsync("rate-limited", () => page.InvokeAsync<JsonElement>("Watch", Token(host)));
        Assert.Equal(LiveBudgets.ConnectionPerTenSeconds, host.Grains.Count(nameof(IOpeningGrain.Board)));
        host.Time.Advance(TimeSpan.FromSeconds(10));
        await page.InvokeAsync<JsonElement>("WatchBoard", token);
    }

    [Fact]
    public async Task Frames_are_asked_for_no_oftener_than_a_connection_may_ask_for_anything()
    {
        var (host, page, _) = await StartAsync();
        await using var _1 = host;
        await using var _2 = page;
        for (var i = 0; i < LiveBudgets.ConnectionPerTenSeconds; i++)
            await page.InvokeAsync<JsonElement>("Frames", Token(host));
        await RefusedAsync("rate-limited", () => page.InvokeAsync<JsonElement>("Frames", Token(host)));
        await RefusedAsync("rate-limited", () => page.InvokeAsync<JsonElement>("Frames", "invented"));
        host.Time.Advance(TimeSpan.FromSeconds(10));
        await page.InvokeAsync<JsonElement>("Frames", Token(host));
    }

    [Fact]
    public void A_token_is_held_to_what_a_hall_needs_over_all_its_connections_and_costs_other_tokens_and_addresses_nothing()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var budgets = new LiveBudgets(time);
        var expires = time.GetUtcNow().AddHours(1);
        var (elsewhere, hall) = (AddressKey.Of(System.Net.IPAddress.Parse("192.0.2.1")), AddressKey.Of(System.Net.IPAddress.Parse("192.0.2.2")));
        for (var i = 0; i < LiveBudgets.TokenPerSecond; i++)
            Assert.True(budgets.TryCharge("c" + i, "op-1", expires, elsewhere));
        Assert.False(budgets.TryCharge("another", "op-1", expires, elsewhere));
        Assert.True(budgets.TryCharge("another", "op-1", expires, hall));
        Assert.True(budgets.TryCharge("another", "op-1", expires.AddMilliseconds(1), elsewhere));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(budgets.TryCharge("another", "op-1", expires, elsewhere));
    }

    [Fact]
    public async Task A_token_that_is_invented_expired_or_of_another_thing_is_refused()
    {
        var (host, page, _) = await StartAsync();
        await using var _1 = host;
        await using var _2 = page;
        var token = host.Get<WatchToken>().Issue(Challenge, false, host.Time.GetUtcNow().AddSeconds(10));
        await RefusedAsync("bad-token", () => page.InvokeAsync<JsonElement>("Watch", "x" + token));
        await RefusedAsync("bad-token", () => page.InvokeAsync<JsonElement>("Watch", (object?)null));
        await RefusedAsync("bad-token", () => page.InvokeAsync<JsonElement>("Frames", host.Get<BoardToken>().Issue(Hosting.Bodies.OpeningId, host.Time.GetUtcNow().AddHours(1))));
        host.Time.Advance(TimeSpan.FromSeconds(10));
        await RefusedAsync("bad-token", () => page.InvokeAsync<JsonElement>("Watch", token));
    }

    [Fact]
    public async Task A_fault_tells_a_page_no_more_than_its_type()
    {
        var (host, page, _) = await StartAsync();
        await using var _1 = host;
        await using var _2 = page;
        host.Grains.On<IChallengeGrain, Task<Outcome<ChallengeSnapshot>>>(nameof(IChallengeGrain.Read), (_, _) => throw new InvalidOperationException("hush"));
        await RefusedAsync("internal", () => page.InvokeAsync<JsonElement>("Watch", Token(host)));
    }

    [Fact]
    public async Task A_connection_watches_only_so_many()
    {
        var (host, page, _) = await StartAsync();
        await using var _1 = host;
        await using var _2 = page;
        host.Grains.Answer<IChallengeGrain, ChallengeSnapshot>(nameof(IChallengeGrain.Read), (key, _) =>
            Hosting.Bodies.Snapshot(Challenge) with { Terms = Hosting.Bodies.Terms() with { OpeningId = "op-of-" + key } });
        for (var i = 0; i < LiveWatches.MaxWatched; i++)
            await page.InvokeAsync<JsonElement>("Watch", host.Get<WatchToken>().Issue(ChallengeId.New(), false, host.Time.GetUtcNow().AddHours(1)));
        await RefusedAsync("rate-limited", () => page.InvokeAsync<JsonElement>("Watch", Token(host)));
    }

    [Fact]
    public async Task A_page_is_told_until_its_token_ends_and_no_longer()
    {
        var (host, page, told) = await StartAsync();
        await using var _1 = host;
        await using var _2 = page;
        var other = ChallengeId.New();
        var issuer = host.Get<WatchToken>();
        await page.InvokeAsync<JsonElement>("Watch", issuer.Issue(Challenge, false, host.Time.GetUtcNow().AddSeconds(60)));
        await page.InvokeAsync<JsonElement>("Watch", issuer.Issue(other, false, host.Time.GetUtcNow().AddSeconds(120)));
        var observer = await host.Grains.Joined.Task;
        host.Time.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromMilliseconds(1));
        await observer.ChallengeChanged(Hosting.Bodies.Snapshot(Challenge, 2));
        await Eventually.TrueAsync(() => told.Count == 1);
        host.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Eventually.TrueAsync(() => host.Grains.Count(nameof(IChallengeGrain.PageChanged)) == 3);
        await observer.ChallengeChanged(Hosting.Bodies.Snapshot(Challenge, 3));
        await observer.ChallengeChanged(Hosting.Bodies.Snapshot(other, 4));
        await Eventually.TrueAsync(() => told.Any(it => it.Body.GetProperty("number").GetInt64() == 4));
        Assert.Equal([2L, 4L], told.Select(it => it.Body.GetProperty("number").GetInt64()));
        host.Time.Advance(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(() => host.Grains.Count(nameof(IChallengeGrain.PageChanged)) == 4);
        host.Time.Advance(LiveWatches.Patience);
        await Eventually.TrueAsync(() => page.State == HubConnectionState.Disconnected);
    }

    [Fact]
    public async Task A_later_token_for_the_same_challenge_lets_the_page_stay_and_is_no_second_page()
    {
        var (host, page, told) = await StartAsync();
        await using var _1 = host;
        await using var _2 = page;
        var issuer = host.Get<WatchToken>();
        await page.InvokeAsync<JsonElement>("Watch", issuer.Issue(Challenge, false, host.Time.GetUtcNow().AddSeconds(60)));
        await page.InvokeAsync<JsonElement>("Watch", issuer.Issue(Challenge, false, host.Time.GetUtcNow().AddSeconds(120)));
        host.Time.Advance(TimeSpan.FromSeconds(60));
        await (await host.Grains.Joined.Task).ChallengeChanged(Hosting.Bodies.Snapshot(Challenge, 2));
        await Eventually.TrueAsync(() => told.Count == 1);
        await page.DisposeAsync();
        await Eventually.TrueAsync(() => host.Grains.Count(nameof(IChallengeGrain.PageChanged)) >= 2);
        Assert.Equal(2, host.Grains.Count(nameof(IChallengeGrain.PageChanged)));
    }

    [Fact]
    public async Task Who_watches_nothing_is_sent_away()
    {
        var (host, page, _) = await StartAsync();
        await using var _1 = host;
        await using var _2 = page;
        await Eventually.TrueAsync(() =>
        {
            host.Time.Advance(LiveWatches.Patience);
            return page.State == HubConnectionState.Disconnected;
        });
    }

    private static async Task RefusedAsync(string type, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<HubException>(call);
        Assert.EndsWith("urn:hub:problem:" + type, refusal.Message, StringComparison.Ordinal);
    }
}
