using System.Diagnostics;
using Hub.Bench.Figures;
using Hub.Bench.House;

namespace Hub.Bench.Decrypt;

/// <summary>The run against the floor: the bytes that the hub was sent, at the pace that they were sent at.</summary>
internal static class FloorRun
{
    // The hub has answered ten times as many phone calls by then, enrolments and encrypt challenges, and its code is as compiled as it gets.
    private const int WarmUpRounds = 10, WarmUpAtOnce = 8;
    private static readonly TimeSpan Compile = TimeSpan.FromSeconds(2);

    /// <returns>Microseconds of processor time for one decrypt at the pace, and a burst after it.</returns>
    public static async Task<(double PerDecrypt, BurstCost Burst)> MeasureAsync(
        HubHouse house, string seed, IReadOnlyList<string> switches, IReadOnlyList<DecryptingPhone> warmUp, IReadOnlyList<DecryptingPhone> main, BenchOptions options, Report report,
        CancellationToken cancellation)
    {
        var origin = Ports.Take(1)[0];
        var folder = Directory.CreateDirectory(Path.Combine(house.Data, "floor-" + Guid.NewGuid().ToString("N")));
        await using var server = Server.Launch(Programs.Floor,
            [$"--seed={seed}", $"--database={Path.Combine(folder.FullName, "floor.db")}", $"--master-key={house.MasterKey}", $"--listen={Ports.Text(origin)}", .. switches], house.Log("floor"));
        await server.ReadyAsync(cancellation);
        using var line = new PhoneLine(origin);
        report.Say($"floor {string.Join(' ', switches)}: warm up, then {main.Count} decrypts at {options.Rate}/s; load average {Machine.LoadAverage()}");
        for (var round = 0; round < WarmUpRounds; round++)
        {
            await Parallel.ForEachAsync(warmUp, new ParallelOptions { MaxDegreeOfParallelism = WarmUpAtOnce, CancellationToken = cancellation },
                async (phone, stop) => await phone.ReplayAsync(line, Stopwatch.GetTimestamp(), stop));
        }
        await Task.Delay(Compile, cancellation);
        await options.Quiet.WaitAsync(cancellation);
        var what = ("the floor " + string.Join(' ', switches)).TrimEnd();
        var paced = await HubRun.CostAsync(server, main.Count, what, report, () => Pace.RunAsync(main, options.Rate, (phone, due) => phone.ReplayAsync(line, due, cancellation), cancellation), cancellation);
        var burst = await BurstCost.MeasureAsync(server, warmUp, what + "'s burst", report, (phone, stop) => phone.ReplayAsync(line, Stopwatch.GetTimestamp(), stop), cancellation);
        return (paced, burst);
    }
}
