using Hub.Bench.Decrypt;
using Hub.Bench.Figures;
using Hub.Bench.House;
using Hub.Bench.World;

namespace Hub.Bench.Watchers;

/// <summary>What a waiting page costs the hub in memory: each watches a challenge of its own.</summary>
internal static class WatchersBench
{
    private const string Name = "watchers";
    private const int Bidders = 20, WarmUp = 100;
    private const double KiB = 1024;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        var floor = await FloorAsync(options.Watchers, report, cancellation);
        await using var hour = await OpeningHour.StartAsync(Bidders, report, cancellation);
        await hour.BidAsync(freeze: false, cancellation);
        var opening = hour.Openings[0];
        var metrics = new Uri(hour.House.Management, "/metrics");
        var first = await AskAsync(hour, opening, WarmUp, cancellation);
        await using (await WaitAsync(hour.House.Api, first, cancellation))
        {
        }
        var before = await Heap.OfAsync(hour.House.Server, hour.House.Http, metrics, cancellation);
        var tokens = await AskAsync(hour, opening, options.Watchers, cancellation);
        var asked = await Heap.OfAsync(hour.House.Server, hour.House.Http, metrics, cancellation);
        report.Say($"{options.Watchers} pages connect and watch");
        await using var pages = await WaitAsync(hour.House.Api, tokens, cancellation);
        var watched = await Heap.OfAsync(hour.House.Server, hour.House.Http, metrics, cancellation);

        var each = options.Watchers * KiB;
        report.Add(new Figure(Name, $"live heap a waiting page, at {options.Watchers}", (watched.Live - asked.Live) / each, "KB", floor.Live, "first 40, aim 20"));
        report.Add(new Figure(Name, "resident memory a waiting page", (watched.Resident - asked.Resident) / each, "KB", floor.Resident, "first 40, aim 20", "less than the heap grew where the process had room already"));
        report.Add(new Figure(Name, "live heap of the challenge it waits for", (asked.Live - before.Live) / each, "KB", Note: "an actor in memory; it leaves when idle"));
        report.Add(new Figure(Name, "resident memory of the hub with all of them", watched.Resident / KiB / KiB, "MB"));
        report.Note("watchers: after three forced collections before and after; each page is a bare WebSocket that speaks SignalR's JSON protocol and watches an encrypt challenge of its own. The floor is a bare Kestrel that holds the same sockets.");
    }

    private static async Task<string[]> AskAsync(OpeningHour hour, BenchOpening opening, int count, CancellationToken cancellation)
    {
        var tokens = new string[count];
        await Parallel.ForAsync(0, count, OpeningHour.Width(cancellation), async (number, stop) => tokens[number] = await opening.AskAsync(hour.Bidders[number % hour.Bidders.Count], stop));
        return tokens;
    }

    private static async Task<Pages> WaitAsync(Uri origin, IReadOnlyList<string> tokens, CancellationToken cancellation)
    {
        var pages = new WaitingPage[tokens.Count];
        await Parallel.ForAsync(0, tokens.Count, OpeningHour.Width(cancellation), async (number, stop) => pages[number] = await WaitingPage.WatchAsync(origin, tokens[number], stop));
        return new Pages(pages);
    }

    /// <returns>KB a page.</returns>
    private static async Task<Heap> FloorAsync(int count, Report report, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("hub-floor-");
        var origin = Ports.Take(1)[0];
        try
        {
            await using var server = Server.Launch(Programs.Floor, Start.StartBench.FloorArguments(folder.FullName, origin), Path.Combine(folder.FullName, "floor.log"));
            await server.ReadyAsync(cancellation);
            report.Say($"floor: {count} pages connect");
            using var http = new HttpClient();
            await using (await WaitAsync(origin, Enumerable.Repeat("", WarmUp).ToList(), cancellation))
            {
            }
            var metrics = new Uri(origin, "/metrics");
            var before = await Heap.OfAsync(server, http, metrics, cancellation);
            await using var pages = await WaitAsync(origin, Enumerable.Repeat("", count).ToList(), cancellation);
            var after = await Heap.OfAsync(server, http, metrics, cancellation);
            return new Heap((after.Live - before.Live) / (count * KiB), (after.Resident - before.Resident) / (count * KiB));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class Pages : IAsyncDisposable
    {
        private readonly IReadOnlyList<WaitingPage> _pages;
        private readonly CancellationTokenSource _ended = new();
        private readonly Task _alive;

        public Pages(IReadOnlyList<WaitingPage> pages)
        {
            _pages = pages;
            _alive = WaitingPage.KeepAliveAsync(pages, _ended.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await _ended.CancelAsync();
            await _alive.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ended.Dispose();
            foreach (var page in _pages)
                await page.DisposeAsync();
        }
    }
}
