using System.Collections.Concurrent;
using Bidder;
using Hub.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Phone.Tests;

public sealed class LiveAnswersTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly LiveState _state = new();
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSignalR();
        builder.Services.AddSingleton(_state);
        _app = builder.Build();
        _app.MapHub<LiveHub>("/live");
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Code_is_shown_and_the_pushed_answer_taken()
    {
        var shown = new ConcurrentQueue<string>();
        var decision = await WaitAsync((url, _) =>
        {
            shown.Enqueue(url);
            return Push("approved");
        });
        Assert.Equal([1, 2, 3], Assert.IsType<PhoneDecision.Approved>(decision).Response);
        Assert.Equal("https://m.example.test/p#ch-1.FRAME", Assert.Single(shown));
    }

    [Fact]
    public async Task Answer_that_came_before_the_page_watched_is_in_the_snapshot()
    {
        _state.State = "approved";
        Assert.IsType<PhoneDecision.Approved>(await WaitAsync((_, _) => Task.CompletedTask));
    }

    [Theory]
    [InlineData("rejected")]
    [InlineData("cancelled")]
    [InlineData("expired")]
    public async Task Challenge_that_ends_without_an_answer_is_none(string state) =>
        Assert.Equal(state, Assert.IsType<PhoneDecision.None>(await WaitAsync((_, _) => Push(state))).State);

    [Fact]
    public async Task Failure_of_who_shows_the_code_ends_the_wait() =>
        await Assert.ThrowsAsync<BidRefusedException>(() => WaitAsync((_, _) => throw new BidRefusedException("no phone")));

    private Task Push(string state)
    {
        _state.State = state;
        return _app.Services.GetRequiredService<IHubContext<LiveHub>>().Clients.All.SendAsync("challenge", _state.Snapshot());
    }

    private Task<PhoneDecision> WaitAsync(Func<string, CancellationToken, Task> show)
    {
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var challenge = new BidChallenge(ChallengeId.New(), [], TestPhone.Now.AddHours(1), "token", new Uri(address + "/live"));
        return new LiveAnswers(TimeProvider.System).WaitAsync(challenge, show, CancellationToken.None).WaitAsync(Patience);
    }

    private sealed class LiveState
    {
        public string State { get; set; } = "open";

        public object Snapshot() => State == "approved"
            ? new { state = State, serverTime = WireTime.Format(TestPhone.Now), result = new { response = new byte[] { 1, 2, 3 }, signature = new byte[] { 4 } } }
            : new { state = State, serverTime = WireTime.Format(TestPhone.Now) };
    }

    private sealed class LiveHub(LiveState state) : Microsoft.AspNetCore.SignalR.Hub
    {
        public object Watch(string watchToken) => watchToken == "token" ? state.Snapshot() : throw new HubException("bad-token");

        public object Frames(string watchToken) => new
        {
            url = watchToken == "token" ? "https://m.example.test/p#ch-1." : "",
            frames = new[] { new { frame = "FRAME", from = WireTime.Format(TestPhone.Now), until = WireTime.Format(TestPhone.Now.AddSeconds(45)) } },
        };
    }
}
