using System.Diagnostics;
using System.Runtime;
using Hub.Bench.Figures;
using Hub.Bench.House;
using Hub.Bench.World;

namespace Hub.Bench.Decrypt;

/// <summary>What a run cost its server.</summary>
/// <param name="PerDecrypt">Microseconds of processor time for one decrypt.</param>
/// <param name="WithoutPages">The same where no page waits; NaN if there was no such run.</param>
/// <param name="IdlePages">Microseconds a second that it takes to hold the pages.</param>
/// <param name="Burst">A run without pages and without a pace.</param>
internal sealed record HubCost(double PerDecrypt, double WithoutPages, double IdlePages, BurstCost Burst);

/// <summary>As many decrypts as go through, 32 under way at once: then writes share their commits and no thread sleeps between two requests.</summary>
/// <param name="PerSecond">Decrypts a second, with the load on the same cores.</param>
/// <param name="PerDecrypt">Microseconds of the server's processor time for one.</param>
internal sealed record BurstCost(double PerSecond, double PerDecrypt)
{
    private const int AtOnce = 32;

    public static async Task<BurstCost> MeasureAsync<T>(
        Server server, IReadOnlyList<T> items, string what, Report report, Func<T, CancellationToken, Task> one, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        var took = TimeSpan.Zero;
        var cost = await HubRun.CostAsync(server, items.Count, what, report, async () =>
        {
            await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (item, stop) => await one(item, stop));
            took = Stopwatch.GetElapsedTime(began);
        }, cancellation);
        return new BurstCost(items.Count / took.TotalSeconds, cost);
    }
}

/// <summary>The run against the hub.</summary>
internal static class HubRun
{
    // What is batched must be written before the processor time is read.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(600);
    // Bytes that the load may allocate while something is measured.
    private const long Garbage = 4L << 30;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    public static async Task<HubCost> MeasureAsync(
        OpeningHour hour, PhoneLine line, IReadOnlyList<DecryptingPhone> warmUp, IReadOnlyList<DecryptingPhone> main, IReadOnlyList<DecryptingPhone> bare,
        IReadOnlyList<DecryptingPhone> rush, BenchOptions options, Report report, CancellationToken cancellation)
    {
        var (server, rate) = (hour.House.Server, options.Rate);
        report.Say($"warm up: {warmUp.Count} decrypts, with pages");
        await WithPagesAsync(hour, warmUp, pages => RunAsync(line, warmUp, pages, rate, cancellation), cancellation);
        double idle = 0, cost = 0;
        await WithPagesAsync(hour, main, async pages =>
        {
            await options.Quiet.WaitAsync(cancellation);
            idle = await IdleAsync(server, cancellation);
            report.Say($"{main.Count} decrypts at {rate}/s, {pages.Count} pages wait; load average {Machine.LoadAverage()}");
            cost = await CostAsync(server, main.Count, "the hub", report, () => RunAsync(line, main, pages, rate, cancellation), cancellation);
        }, cancellation);
        await options.Quiet.WaitAsync(cancellation);
        report.Say($"{bare.Count} decrypts at {rate}/s without pages");
        var withoutPages = await CostAsync(server, bare.Count, "the hub without pages", report, () => RunAsync(line, bare, null, rate, cancellation), cancellation);
        await options.Quiet.WaitAsync(cancellation);
        report.Say($"{rush.Count} decrypts as fast as they go, without pages");
        var burst = await BurstCost.MeasureAsync(server, rush, "the hub's burst", report, (phone, stop) => phone.RunAsync(line, null, Stopwatch.GetTimestamp(), stop), cancellation);
        return new HubCost(cost, withoutPages, idle, burst);
    }

    /// <summary>Microseconds of the server's processor time for one of the things done.</summary>
    public static async Task<double> CostAsync(Server server, int count, string what, Report report, Func<Task> run, CancellationToken cancellation)
    {
        // The load's own pauses would count as the server's.
        var calm = GC.TryStartNoGCRegion(Garbage);
        var neighbours = Neighbours.Watch(server);
        var (before, load, paused) = (server.ProcessorTime, Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration());
        await run();
        var pauses = GC.GetTotalPauseDuration() - paused;
        if (calm && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            GC.EndNoGCRegion();
        await Task.Delay(Settle, cancellation);
        var cost = (server.ProcessorTime - before).TotalMicroseconds / count;
        report.Note($"decrypt: while {what} was measured, the load itself took {(Environment.CpuUsage.TotalTime - load).TotalMicroseconds / count:0} µs a decrypt, its own collector paused it for {pauses.TotalMilliseconds:0} ms in all, and other processes used {neighbours.Text()} of the machine.");
        return cost;
    }

    private static async Task<double> IdleAsync(Server server, CancellationToken cancellation)
    {
        await Task.Delay(Calm, cancellation);
        var (before, began) = (server.ProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(Idle, cancellation);
        return (server.ProcessorTime - before).TotalMicroseconds / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static Task RunAsync(PhoneLine line, IReadOnlyList<DecryptingPhone> phones, IReadOnlyList<WaitingPage>? pages, int rate, CancellationToken cancellation) =>
        Pace.RunAsync([.. phones.Select((phone, number) => (phone, page: pages?[number]))], rate, (one, due) => one.phone.RunAsync(line, one.page, due, cancellation), cancellation);

    private static async Task WithPagesAsync(OpeningHour hour, IReadOnlyList<DecryptingPhone> phones, Func<IReadOnlyList<WaitingPage>, Task> run, CancellationToken cancellation)
    {
        var pages = new WaitingPage[phones.Count];
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            await Parallel.ForAsync(0, phones.Count, OpeningHour.Width(cancellation), async (number, stop) =>
                pages[number] = await WaitingPage.WatchAsync(hour.House.Api, phones[number].WatchToken, stop));
            var alive = WaitingPage.KeepAliveAsync(pages, ended.Token);
            await run(pages);
            await ended.CancelAsync();
            await alive.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            foreach (var page in pages.Where(page => page is not null))
                await page.DisposeAsync();
        }
    }
}
