using System.Diagnostics;
using Hub.Bench.Figures;
using Hub.Bench.House;
using Hub.Bench.World;

namespace Hub.Bench.Decrypt;

/// <summary>What a run cost its server.</summary>
/// <param name="PerDecrypt">Microseconds of processor time for one decrypt.</param>
/// <param name="WithoutPages">The same where no page waits; NaN if there was no such run.</param>
/// <param name="IdlePages">Microseconds a second that it takes to hold the pages.</param>
internal sealed record HubCost(double PerDecrypt, double WithoutPages, double IdlePages);

/// <summary>The run against the hub.</summary>
internal static class HubRun
{
    // What is batched for a quarter of a second must be written before the processor time is read.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    public static async Task<HubCost> MeasureAsync(
        OpeningHour hour, PhoneLine line, IReadOnlyList<DecryptingPhone> warmUp, IReadOnlyList<DecryptingPhone> main, IReadOnlyList<DecryptingPhone> bare, int rate, Report report,
        CancellationToken cancellation)
    {
        var server = hour.House.Server;
        report.Say($"warm up: {warmUp.Count} decrypts, with pages");
        await WithPagesAsync(hour, warmUp, pages => RunAsync(line, warmUp, pages, rate, cancellation), cancellation);
        report.Say($"{bare.Count} decrypts at {rate}/s without pages");
        var withoutPages = await CostAsync(server, bare.Count, "the hub without pages", report, () => RunAsync(line, bare, null, rate, cancellation), cancellation);
        double idle = 0, cost = 0;
        await WithPagesAsync(hour, main, async pages =>
        {
            idle = await IdleAsync(server, cancellation);
            report.Say($"{main.Count} decrypts at {rate}/s, {pages.Count} pages wait; load average {Machine.LoadAverage()}");
            cost = await CostAsync(server, main.Count, "the hub", report, () => RunAsync(line, main, pages, rate, cancellation), cancellation);
        }, cancellation);
        return new HubCost(cost, withoutPages, idle);
    }

    /// <summary>Microseconds of the server's processor time for one of the things done.</summary>
    public static async Task<double> CostAsync(Server server, int count, string what, Report report, Func<Task> run, CancellationToken cancellation)
    {
        var neighbours = Neighbours.Watch(server);
        var before = server.ProcessorTime;
        await run();
        await Task.Delay(Settle, cancellation);
        var cost = (server.ProcessorTime - before).TotalMicroseconds / count;
        report.Note($"decrypt: while {what} was measured, other processes used {neighbours.Text()} of the machine.");
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
