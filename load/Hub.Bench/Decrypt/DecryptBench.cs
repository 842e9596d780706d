using Hub.Bench.Figures;
using Hub.Bench.World;
using Hub.Cryptography;

namespace Hub.Bench.Decrypt;

/// <summary>The hour that everything is built for: bidders scan, unlock and respond, each with a page that waits; then the floor is sent the same bytes.</summary>
internal static class DecryptBench
{
    private const string Name = "decrypt";
    private const int WarmUp = 900, WithoutPages = 900, Rush = 900, VariantSeconds = 10;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        var measured = options.Rate * options.Seconds;
        await using var hour = await OpeningHour.StartAsync(WarmUp + measured + WithoutPages + Rush, report, cancellation);
        await hour.BidAsync(freeze: true, cancellation);
        report.Say("every page gets its token, every phone prepares what does not depend on the hub");
        var phones = await DecryptPreparation.PhonesAsync(hour, cancellation);
        try
        {
            await MeasureAsync(hour, phones, measured, options, report, cancellation);
        }
        finally
        {
            foreach (var phone in phones)
                phone.Dispose();
        }
    }

    private static async Task MeasureAsync(
        OpeningHour hour, IReadOnlyList<DecryptingPhone> phones, int measured, BenchOptions options, Report report, CancellationToken cancellation)
    {
        var (warmUp, main) = (phones.Take(WarmUp).ToList(), phones.Skip(WarmUp).Take(measured).ToList());
        var (bare, rush) = (phones.Skip(WarmUp + measured).Take(WithoutPages).ToList(), phones.Skip(WarmUp + measured + WithoutPages).ToList());
        HubCost hub;
        using (var line = new PhoneLine(hour.House.Phone))
            hub = await HubRun.MeasureAsync(hour, line, warmUp, main, bare, rush, options, report, cancellation);
        DecryptPreparation.Verify(hour, main);
        DecryptFigures.AddHub(report, Name, hub, main, options);
        var hubSteps = StepsOf(main);

        await hour.House.Server.DisposeAsync();
        var seed = await DecryptPreparation.WriteSeedAsync(hour, phones, cancellation);
        var floor = await FloorRun.MeasureAsync(hour.House, seed, [], warmUp, main, options, report, cancellation);
        var floorSteps = StepsOf(main);
        var part = main.Take(Math.Min(measured, options.Rate * VariantSeconds)).ToList();
        var withoutCryptography = await FloorRun.MeasureAsync(hour.House, seed, ["--cryptography=off"], warmUp, part, options, report, cancellation);
        var withoutWrites = await FloorRun.MeasureAsync(hour.House, seed, ["--writes=off"], warmUp, part, options, report, cancellation);
        DecryptFigures.AddFloor(report, Name, hub, floor, withoutCryptography.PerDecrypt, withoutWrites.PerDecrypt, hubSteps, floorSteps);
        report.Note($"decrypt: {measured} certificates in openings of 300, one envelope each, evenly paced at {options.Rate}/s; load and server share the {Environment.ProcessorCount} cores, plain HTTP on the loopback, one pool of kept-alive connections.");
        report.Note("decrypt: prepared ahead, because it does not depend on the hub's answers: the scan (with a long-lived frame), the PIN stretched (Argon2id with 64 KB and one pass, a real phone's 64 MiB x 3) and blinded, the envelope's key sealed to the opening's key. Left to real phones: the statement's checks, finishing the PIN, opening the blob, checking the receipt (checked after the run).");
    }

    // A replay takes the place of what was measured before.
    private static List<double[]> StepsOf(IEnumerable<DecryptingPhone> phones) => [.. phones.Select(phone => (double[])phone.Steps.Clone())];
}
