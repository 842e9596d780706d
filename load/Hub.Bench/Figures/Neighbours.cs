using System.Diagnostics;
using System.Globalization;
using Hub.Bench.House;

namespace Hub.Bench.Figures;

/// <summary>How much of the machine others used while something was measured: a figure is worth what it was left alone.</summary>
internal sealed class Neighbours
{
    private const string Statistics = "/proc/stat";
    private const int TicksPerSecond = 100;

    private readonly Server _server;
    private readonly double _busy, _own;
    private readonly long _began = Stopwatch.GetTimestamp();

    private Neighbours(Server server)
    {
        _server = server;
        (_busy, _own) = (BusySeconds(), OwnSeconds());
    }

    /// <summary>Begins to look.</summary>
    public static Neighbours Watch(Server server) => new(server);

    /// <summary>The part of all cores that went to neither the server nor the load, as text; "unknown" where the system does not tell.</summary>
    public string Text()
    {
        var others = BusySeconds() - _busy - (OwnSeconds() - _own);
        var part = Math.Max(0, others) / Stopwatch.GetElapsedTime(_began).TotalSeconds / Environment.ProcessorCount;
        return double.IsNaN(part) ? "unknown" : part.ToString("P0", CultureInfo.InvariantCulture);
    }

    private double OwnSeconds() => _server.ProcessorTime.TotalSeconds + Environment.CpuUsage.TotalTime.TotalSeconds;

    // user, nice, system, idle, iowait, irq, softirq, steal: everything but the two that wait.
    private static double BusySeconds()
    {
        if (!File.Exists(Statistics))
            return double.NaN;
        var fields = File.ReadLines(Statistics).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (fields.Sum() - fields[3] - fields[4]) / TicksPerSecond;
    }
}
