using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace Hub.EndToEnd.Tests.World;

/// <summary>A page at the hub's <c>/live</c> (protocol 7.3): connects again whenever its line is lost, and asks anew where it stands.</summary>
internal sealed class LivePage : IAsyncDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Uri _live;
    private readonly string _method;
    private readonly string _token;
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentQueue<Told> _told = new();
    private readonly Task _running;

    private LivePage(Uri api, string method, string token)
    {
        (_live, _method, _token) = (new Uri(api, "/live"), method, token);
        _running = RunAsync();
    }

    /// <summary>Everything it was told, in order; answers to its own question count under their own name.</summary>
    public IReadOnlyCollection<Told> All => _told;

    /// <summary>How often it came to know where it stands.</summary>
    public int Connections { get; private set; }

    public static async Task<LivePage> WatchAsync(HubProcess hub, string token) => await ReadyAsync(new LivePage(hub.Api, "Watch", token));

    public static async Task<LivePage> WatchBoardAsync(HubProcess hub, string token) => await ReadyAsync(new LivePage(hub.Api, "WatchBoard", token));

    /// <summary>The last word about a challenge says this.</summary>
    public async Task<JsonElement> StandsAsync(string state)
    {
        JsonElement last = default;
        await Eventually.TrueAsync(() =>
        {
            last = _told.LastOrDefault(told => told.Name is "challenge" or "Watch")?.Body ?? default;
            return last.ValueKind == JsonValueKind.Object && last.GetProperty("state").GetString() == state;
        }, "a watcher told of " + state);
        return last;
    }

    /// <summary>The board, put together from snapshots and deltas, comes to be so.</summary>
    public Task BoardAsync(Func<IReadOnlyList<string>, bool> states, string what) => Eventually.TrueAsync(() => states([.. Tiles().Values]), what);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _running;
        _ended.Dispose();
    }

    private static async Task<LivePage> ReadyAsync(LivePage page)
    {
        await Eventually.TrueAsync(() => page.Connections > 0, "the first snapshot of a page");
        return page;
    }

    private Dictionary<string, string> Tiles()
    {
        var tiles = new Dictionary<string, string>();
        foreach (var told in _told)
        {
            if (told.Name == "WatchBoard")
                tiles.Clear();
            if (told.Name is "WatchBoard" or "board")
            {
                foreach (var tile in told.Body.GetProperty("tiles").EnumerateArray())
                    tiles[tile.GetProperty("tile").GetString()!] = tile.GetProperty("state").GetString()!;
            }
        }
        return tiles;
    }

    private async Task RunAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await OnceAsync();
            }
            catch (Exception)
            {
                // The hub is dead, or the page was closed: ReadyAsync and the assertions tell when it never came.
            }
            await Task.Delay(Pause, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task OnceAsync()
    {
        await using var connection = new HubConnectionBuilder().WithUrl(_live).Build();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        foreach (var name in new[] { "challenge", "opening", "board" })
            connection.On<JsonElement>(name, body => _told.Enqueue(new Told(name, body, Stopwatch.GetTimestamp())));
        await connection.StartAsync(_ended.Token).WaitAsync(CallTimeout);
        _told.Enqueue(new Told(_method, await connection.InvokeAsync<JsonElement>(_method, _token, _ended.Token).WaitAsync(CallTimeout), Stopwatch.GetTimestamp()));
        Connections++;
        await closed.Task.WaitAsync(_ended.Token);
    }
}

/// <summary>One word to a page, and when it came.</summary>
internal sealed record Told(string Name, JsonElement Body, long At);
