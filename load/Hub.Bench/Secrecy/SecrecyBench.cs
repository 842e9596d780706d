using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Hub.Bench.Figures;
using Hub.Bench.World;

namespace Hub.Bench.Secrecy;

/// <summary>
/// Whether the time of an answer tells, before the start, that an id is real, or whose certificate a code needs (D10): there "real" is the needed one, "invented" another that is enrolled. Both kinds are asked one after the other in an order of chance; the answers must be the same, and their times
/// are compared by ranks. The floor is what the test says of invented ids against invented ids, where there is nothing to tell.
/// </summary>
internal static class SecrecyBench
{
    private const string Name = "secrecy";
    private const int Bidders = 100, Platforms = 4, CredentialsEach = 4, WarmUp = 200;

    // Thirteen cases, each with a chance of one in a thousand to cry wolf.
    private const double Suspicious = 0.001;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        await using var hour = await OpeningHour.StartAsync(Bidders + 1, report, cancellation);
        await hour.BidAsync(freeze: false, cancellation);
        var stranger = hour.Bidders[Bidders];
        var bids = hour.Openings[0].Bids.Where(bid => bid.Bidder != stranger).ToList();
        var credentials = await OtherPlatformsAsync(hour, cancellation);
        var watch = await hour.Platform.Line.PostAsync($"/api/challenges/{bids[0].Challenge}/watch-tokens", new { validSeconds = 7200, longLivedFrames = false }, cancellation);
        var board = await hour.Platform.Line.PostAsync($"/api/openings/{hour.Openings[0].Id}/board-tokens", new { validSeconds = 7200 }, cancellation);
        using var asker = new Asker();
        using var live = new LiveLine(hour.House.Api);
        var fresh = new List<FreshCode>();
        foreach (var bid in bids)
        {
            var shown = await hour.Platform.Line.PostAsync($"/api/challenges/{bid.Challenge}/watch-tokens", new { validSeconds = 7200, longLivedFrames = true }, cancellation);
            fresh.Add(new FreshCode(bid, shown.GetProperty("url").GetString()!.Split('.')[^1]));
        }
        var cases = new SecrecyCases(hour.House, bids, fresh, stranger, credentials, watch.GetProperty("watchToken").GetString()!, board.GetProperty("boardToken").GetString()!, asker, live);
        foreach (var each in cases.All)
        {
            await options.Quiet.WaitAsync(cancellation);
            await live.ReconnectAsync(cancellation);
            await CompareAsync(each, options.Samples, report, cancellation);
        }
        report.Note($"secrecy: {options.Samples} answers of each kind a case, one at a time, in pairs of random order over one connection, load and server on the same machine; invented ids are new ones each time. \"telling\": Mann-Whitney p < {Suspicious.ToString(CultureInfo.InvariantCulture)}; chance: how often one answer's time would tell real from invented, 0.5 is a coin.");
    }

    private static async Task CompareAsync(Case asked, int samples, Report report, CancellationToken cancellation)
    {
        await MeasureAsync(asked, WarmUp, 0, cancellation);
        var (real, invented, control) = await MeasureAsync(asked, samples, WarmUp, cancellation);
        var (test, nothing) = (RankTest.Of(real, invented), RankTest.Of(control, invented));
        report.Say($"{asked.Name}: {real.Median:0.0} and {invented.Median:0.0} µs");
        report.Add(new Figure(Name, asked.Name, real.Median - invented.Median, "µs", control.Median - invented.Median, Note: string.Create(CultureInfo.InvariantCulture,
            $"medians {real.Median:0.0} real, {invented.Median:0.0} invented; chance {test.Chance:0.000} (floor {nothing.Chance:0.000}); p {test.P:0.0000} (floor {nothing.P:0.0000}): {(test.P < Suspicious ? "TELLING" : "tells nothing")}")));
    }

    /// <summary>Triples of a real, an invented and once more an invented id, each triple in an order of chance.</summary>
    private static async Task<(Sample Real, Sample Invented, Sample Control)> MeasureAsync(Case asked, int samples, int from, CancellationToken cancellation)
    {
        var times = new double[3][];
        for (var kind = 0; kind < 3; kind++)
            times[kind] = new double[samples];
        var order = new[] { 0, 1, 2 };
        for (var n = 0; n < samples; n++)
        {
            RandomNumberGenerator.Shuffle(order.AsSpan());
            foreach (var kind in order)
            {
                var question = asked.Prepare(from + n, kind == 0);
                var began = Stopwatch.GetTimestamp();
                var answer = await question.AskAsync(cancellation);
                times[kind][n] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
                if (answer != asked.Answer)
                    throw new BenchFailedException($"{asked.Name}: the answer to {(kind == 0 ? "a real" : "an invented")} id is {answer}, not {asked.Answer}");
            }
        }
        return (new Sample(times[0]), new Sample(times[1]), new Sample(times[2]));
    }

    /// <summary>Credentials of other platforms, many, since each may ask no more than 500 times a second.</summary>
    private static async Task<IReadOnlyList<string>> OtherPlatformsAsync(OpeningHour hour, CancellationToken cancellation)
    {
        var credentials = new List<string>();
        for (var number = 0; number < Platforms; number++)
        {
            using var other = await BenchPlatform.RegisterAsync(hour.House, $"pl-other{number}", CredentialsEach, cancellation);
            credentials.AddRange(other.Credentials);
        }
        return credentials;
    }
}
