using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace Hub.Silo.Tests.Storage;

/// <summary>Writes through real grains, at 64, 256 and 512 at once, with the hub's storage and with the stock provider on a plain connection string.</summary>
internal static class StorageBench
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(6);
    private static readonly string Text = new('x', 1_600);

    public static async Task<int> RunAsync()
    {
        using var signer = new TestSigner();
        foreach (var atOnce in new[] { 64, 256, 512 })
        {
            var ours = await MeasureAsync(folder => TestSilo.Build(folder, signer), atOnce, Plain);
            var receipts = await MeasureAsync(folder => TestSilo.Build(folder, signer), atOnce, Atomic);
            var stock = await MeasureAsync(Stock, atOnce, Plain);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{atOnce} at once: hub {ours}; hub with feed and receipt {receipts}; stock {stock}; hub/stock {ours.PerSecond / stock.PerSecond:F1}"));
        }
        return 0;
    }

    private static Task Plain(INoteGrain grain, int i) => grain.WriteAsync(Text);

    private static Task Atomic(INoteGrain grain, int i) => grain.WriteAtomicAsync(Text, "op-1", BitConverter.GetBytes(Stopwatch.GetTimestamp()));

    private static async Task<Figure> MeasureAsync(Func<string, IHost> build, int atOnce, Func<INoteGrain, int, Task> write)
    {
        using var folder = new TempFolder();
        using var host = build(folder.Path);
        await host.StartAsync();
        var grains = Enumerable.Range(0, atOnce).Select(i => host.Services.GetRequiredService<IGrainFactory>().GetGrain<INoteGrain>($"note-{i}")).ToArray();
        await Task.WhenAll(grains.Select(grain => write(grain, 0)));
        await RunAsync(grains, TimeSpan.FromSeconds(1), write);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var (seconds, waits) = await RunAsync(grains, Duration, write);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        await host.StopAsync();
        waits.Sort();
        return new Figure(waits.Count / seconds, waits[(int)(waits.Count * 0.5)], waits[(int)(waits.Count * 0.99)], cpu.TotalMicroseconds / waits.Count);
    }

    private static async Task<(double Seconds, List<double> Waits)> RunAsync(INoteGrain[] grains, TimeSpan duration, Func<INoteGrain, int, Task> write)
    {
        var start = Stopwatch.GetTimestamp();
        var lists = await Task.WhenAll(grains.Select(grain => Task.Run(async () =>
        {
            var waits = new List<double>();
            for (var i = 0; Stopwatch.GetElapsedTime(start) < duration; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await write(grain, i);
                waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            return waits;
        })));
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, [.. lists.SelectMany(list => list)]);
    }

    private static IHost Stock(string folder)
    {
        var connectionString = $"Data Source={Path.Combine(folder, "stock.db")}";
        using (var connection = new SqliteConnection(connectionString))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = StockSchema;
            command.ExecuteNonQuery();
        }
        return TestSilo.Build(silo => silo.Services.AddAdoNetGrainStorage("hub", (OptionsBuilder<AdoNetGrainStorageOptions> builder) => builder.Configure<IServiceProvider>((options, provider) =>
        {
            (options.Invariant, options.ConnectionString) = ("System.Data.SQLite", connectionString);
            options.GrainStorageSerializer = ActivatorUtilities.CreateInstance<SystemTextJsonGrainStorageSerializer>(provider);
        })));
    }

    private const string StockSchema = """
        PRAGMA journal_mode=WAL;
        CREATE TABLE states (h INT, t INT, n0 INT, n1 INT, k TEXT, payload BLOB, version INT, PRIMARY KEY (h, t, n0, n1, k));
        CREATE TABLE OrleansQuery (QueryKey TEXT PRIMARY KEY, QueryText TEXT);
        INSERT INTO OrleansQuery VALUES
        ('WriteToStorageKey', 'INSERT INTO states VALUES (@GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainIdExtensionString, @PayloadBinary, 1)
            ON CONFLICT DO UPDATE SET payload = excluded.payload, version = version + 1 WHERE version = @GrainStateVersion RETURNING version AS NewGrainStateVersion'),
        ('ReadFromStorageKey', 'SELECT payload AS PayloadBinary, version AS Version FROM states
            WHERE h = @GrainIdHash AND t = @GrainTypeHash AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND k = @GrainIdExtensionString'),
        ('ClearStorageKey', 'UPDATE states SET payload = NULL, version = version + 1
            WHERE h = @GrainIdHash AND t = @GrainTypeHash AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND k = @GrainIdExtensionString AND version = @GrainStateVersion
            RETURNING version AS NewGrainStateVersion');
        """;

    private sealed record Figure(double PerSecond, double Median, double P99, double Cpu)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond:F0}/s p50 {Median:F1} ms p99 {P99:F1} ms {Cpu:F0} µs CPU");
    }
}
