using Hub.Gateway.Feed;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Tests.Feed;

public sealed class FeedTests
{
    private const string Results = "/api/openings/" + Hosting.Bodies.OpeningText + "/results";
    private volatile bool _committed;

    private async Task<GatewayHost> StartAsync(Action<GatewayOptions>? configure = null)
    {
        var host = await GatewayHost.StartAsync(configure: configure);
        host.Grains.Answer<IFeedGrain, FeedAnswer>(nameof(IFeedGrain.Read), (_, args) => _committed
            ? new FeedAnswer("0123456789abcdef", (long)args[1]! + 1, [new FeedItem((long)args[1]! + 1, """{"outcome":"approved","challenge":"ch"}"""u8.ToArray())])
            : new FeedAnswer("0123456789abcdef", (long)args[1]!, []));
        return host;
    }

    [Fact]
    public async Task Entries_are_numbered_and_otherwise_as_they_were_committed()
    {
        await using var host = await StartAsync();
        _committed = true;
        Assert.Equal("""{"epoch":"0123456789abcdef","last":8,"results":[{"n":8,"outcome":"approved","challenge":"ch"}]}""", await host.Api.GetStringAsync(Results + "?after=7"));
    }

    [Fact]
    public async Task A_waiting_call_is_woken_by_the_push()
    {
        await using var host = await StartAsync();
        var observer = await host.Grains.Joined.Task;
        var waiting = host.Api.GetAsync(Results + "?after=0&wait=25");
        await Eventually.TrueAsync(() => host.Grains.Count(nameof(IFeedGrain.Read)) == 1);
        _committed = true;
        await observer.ResultsAdvanced(Hosting.Bodies.OpeningText, 1);
        var answer = await (await waiting).JsonAsync();
        Assert.Equal(1, answer.GetProperty("last").GetInt64());
        Assert.Equal(0, host.Get<FeedWaiters>().Waiting);
    }

    [Fact]
    public async Task What_is_committed_while_the_feed_is_read_wakes_too()
    {
        await using var host = await StartAsync();
        var observer = await host.Grains.Joined.Task;
        host.Grains.On<IFeedGrain, Task<Outcome<FeedAnswer>>>(nameof(IFeedGrain.Read), async (_, _) =>
        {
            if (_committed)
                return new FeedAnswer("e", 1, [new FeedItem(1, "{\"x\":1}"u8.ToArray())]);
            _committed = true;
            await observer.ResultsAdvanced(Hosting.Bodies.OpeningText, 1);
            return new FeedAnswer("e", 0, []);
        });
        Assert.Equal(1, (await (await host.Api.GetAsync(Results + "?wait=25")).JsonAsync()).GetProperty("last").GetInt64());
    }

    [Fact]
    public async Task A_wait_ends_by_the_clock_with_an_empty_page()
    {
        await using var host = await StartAsync();
        var waiting = host.Api.GetAsync(Results + "?after=4&wait=5");
        await host.Time.BegunAsync(TimeSpan.FromSeconds(5));
        host.Time.Advance(TimeSpan.FromMilliseconds(4999));
        Assert.False(waiting.IsCompleted);
        host.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(4, (await (await waiting).JsonAsync()).GetProperty("last").GetInt64());
    }

    [Fact]
    public async Task Who_goes_away_frees_the_place_and_too_many_at_once_are_refused()
    {
        await using var host = await StartAsync(options => options.MaxFeedWaiters = 2);
        using var leave = new CancellationTokenSource();
        var first = host.Api.GetAsync(Results + "?wait=25", leave.Token);
        var second = host.Api.GetAsync(Results + "?wait=25", leave.Token);
        await Eventually.TrueAsync(() => host.Get<FeedWaiters>().Waiting == 2);
        Assert.Equal("rate-limited", await (await host.Api.GetAsync(Results + "?wait=25")).ProblemAsync(429));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await Eventually.TrueAsync(() => host.Get<FeedWaiters>().Waiting == 0);
        Assert.True((await host.Api.GetAsync(Results)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_hub_that_stops_lets_its_waiting_calls_go_with_an_answer()
    {
        await using var host = await StartAsync();
        var waiting = host.Api.GetAsync(Results + "?wait=25");
        await Eventually.TrueAsync(() => host.Grains.Count(nameof(IFeedGrain.Read)) == 1);
        var stopping = host.StopAsync();
        Assert.True((await waiting).IsSuccessStatusCode);
        await stopping;
    }

    [Theory, InlineData("?after=-1"), InlineData("?after=1.0"), InlineData("?after=1&after=2"), InlineData("?wait=26"), InlineData("?after=9007199254740992")]
    public async Task Numbers_out_of_their_range_are_malformed(string query)
    {
        await using var host = await StartAsync();
        Assert.Equal("malformed", await (await host.Api.GetAsync(Results + query)).ProblemAsync(400));
    }
}
