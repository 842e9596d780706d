using Demo.Bidders;
using Demo.Openings;
using Demo.Operators;
using Demo.Processes;

namespace Demo;

/// <summary>What the command line asks for.</summary>
/// <param name="Data">Folder to keep; null for a temporary one that goes with the demo.</param>
/// <param name="TamperEnvelope">Which file to damage, from 1; null for none.</param>
internal sealed record DemoOptions(bool Check, bool Fresh, bool Silent, string? Data, int? TamperEnvelope);

/// <summary>Brings the house up and runs openings in it.</summary>
internal static class DemoRun
{
    // Two cores that nobody else uses need half of it. Told, not failed: the check proves that bids open, and a busy machine opens them too.
    private const double SecondsOfAQuietMachine = 60;

    public static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellation)
    {
        var narrator = new Narrator(options.Silent);
        var data = options.Data ?? (options.Check ? Directory.CreateTempSubdirectory("hub-demo-").FullName : Path.Combine(Programs.Root, "data", "demo"));
        if (options.Fresh && Directory.Exists(data))
            Directory.Delete(data, recursive: true);
        try
        {
            // Every phone and page has a call of its own open; each call has its own timeout.
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            await using var house = await House.StartAsync(data, cancellation);
            narrator.Say($"hub {house.Api} (phones {house.Phone}, operators {house.Management}), CA {house.Ca}, platform {house.Platform}");
            return await RunInAsync(house, http, options, narrator, cancellation);
        }
        catch (DemoFailedException failed)
        {
            await Console.Error.WriteLineAsync("demo: " + failed.Message);
            return 1;
        }
        catch (Bidder.BidRefusedException refused)
        {
            await Console.Error.WriteLineAsync("demo: a bid was refused: " + refused.Message);
            return 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            narrator.Say("stopped; what was done is kept");
            return options.Check ? 130 : 0;
        }
        finally
        {
            if (options.Check && options.Data is null)
                Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<int> RunInAsync(House house, HttpClient http, DemoOptions options, Narrator narrator, CancellationToken cancellation)
    {
        await new Preparation(house, http, narrator).RunAsync(cancellation);
        var bidders = BidPlan.Bidders.Select(plan => new DemoBidder(plan, house, http)).ToList();
        var counter = new CodeCounter(house, http);
        await Parallel.ForEachAsync(bidders, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount), CancellationToken = cancellation }, async (bidder, stop) =>
        {
            await bidder.EnrolAsync(counter, stop);
            await bidder.PrepareFilesAsync(stop);
        });
        narrator.Say($"{bidders.Count} enterprises hold certificates on their phones (Argon2id, 19 MiB, 2 passes)");

        var result = await RunDayAsync(new OpeningDay(house, http, bidders, narrator), house, options, narrator, cancellation);
        Console.WriteLine(result.ToJson());
        if (options.Check && result.Seconds > SecondsOfAQuietMachine)
            narrator.Say($"that took longer than {SecondsOfAQuietMachine} s: something else keeps this machine busy, or the demo has become slow");
        if (!options.Check)
            await ShowUntilStoppedAsync(house, narrator, cancellation);
        return result.IsGood(bidders.Count, BidPlan.Files) ? 0 : 1;
    }

    private static async Task<DayResult> RunDayAsync(OpeningDay day, House house, DemoOptions options, Narrator narrator, CancellationToken cancellation)
    {
        var path = Path.Combine(house.Data, "day.json");
        var record = DayRecord.Load(path) ?? await day.AnnounceAsync(path, cancellation);
        if (!await day.CollectAsync(record, cancellation))
        {
            narrator.Say($"the deadline of {record.Opening} passed while nobody had bid yet: another opening");
            await day.CollectAsync(record = await day.AnnounceAsync(path, cancellation), cancellation);
        }
        if (options.TamperEnvelope is { } number)
        {
            Tampering.FlipOneByte(house, record, number);
            narrator.Say($"one byte of file {number} was flipped on the platform's disk: the check has to find it");
        }
        var result = await day.OpenAsync(record, cancellation);
        // A check is made anew each time; a demo that is started again shows what became of its opening.
        if (options.Check)
            File.Delete(path);
        return result;
    }

    private static async Task ShowUntilStoppedAsync(House house, Narrator narrator, CancellationToken cancellation)
    {
        narrator.Say($"the house stays up: report at {new Uri(house.Platform, "/openings")}, opened files under {house.PlatformData}; Ctrl-C stops, the next ./hub demo stands where this one stood, and ./hub demo --fresh begins anew");
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
    }
}
