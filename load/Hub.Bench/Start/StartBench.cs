using System.Diagnostics;
using System.Net;
using Hub.Bench.Figures;
using Hub.Bench.House;

namespace Hub.Bench.Start;

/// <summary>From the start of the process to the first <c>/health/ready</c> that says 200.</summary>
internal static class StartBench
{
    private const string Name = "start";
    private const int Runs = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        var hub = await MeasureAsync(options.Quiet, Programs.Hub, (folder, ports) => (HubHouse.Arguments(folder, ports), ports[2]), cancellation);
        var floor = await MeasureAsync(options.Quiet, Programs.Floor, (folder, ports) => (FloorArguments(folder, ports[0]), ports[0]), cancellation);
        report.Add(new Figure(Name, "process start → /health/ready 200, with its database, median of 5", hub.Again, "s", floor.Again, "first 3, aim 1.5"));
        report.Add(new Figure(Name, "the same at the very first start: makes database and keys", hub.First, "s", floor.First, Note: "median of 5"));
        report.Note("start: the programs' files are in the page cache; a disk that has not read them yet takes longer.");
    }

    public static IReadOnlyList<string> FloorArguments(string folder, Uri listen) =>
        [$"--database={Path.Combine(folder, "db", "floor.db")}", $"--master-key={Path.Combine(folder, "keys", "master.key")}", $"--listen={Ports.Text(listen)}"];

    private static async Task<(double First, double Again)> MeasureAsync(
        Quiet quiet, string dll, Func<string, IReadOnlyList<Uri>, (IReadOnlyList<string> Arguments, Uri Health)> start, CancellationToken cancellation)
    {
        var (first, again) = (new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            await quiet.WaitAsync(cancellation);
            var folder = Directory.CreateTempSubdirectory("hub-start-");
            try
            {
                first.Add(await OnceAsync(dll, start(folder.FullName, Ports.Take(3)), folder, cancellation));
                again.Add(await OnceAsync(dll, start(folder.FullName, Ports.Take(3)), folder, cancellation));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
        return (new Sample(first).Median, new Sample(again).Median);
    }

    private static async Task<double> OnceAsync(string dll, (IReadOnlyList<string> Arguments, Uri Health) start, DirectoryInfo folder, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var ready = new Uri(start.Health, "/health/ready");
        var began = Stopwatch.GetTimestamp();
        await using var server = Server.Launch(dll, start.Arguments, Path.Combine(folder.FullName, "log"));
        while (Stopwatch.GetElapsedTime(began) < Patience)
        {
            try
            {
                using var answer = await http.GetAsync(ready, cancellation);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return Stopwatch.GetElapsedTime(began).TotalSeconds;
            }
            catch (HttpRequestException)
            {
                // Nobody listens yet.
            }
            await Task.Delay(Look, cancellation);
        }
        throw new BenchFailedException($"{Path.GetFileName(dll)} was not ready after {Patience.TotalSeconds:0} s");
    }
}
