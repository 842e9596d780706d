using System.Diagnostics;
using System.Globalization;
using Hub.Bench.House;

namespace Hub.Bench.Figures;

/// <summary>How much of the machine others used while something was measured: a figure is worth what it was left alone.</summary>
internal sealed class Neighbours
{
    private readonly Server _server;
    private readonly double _busy, _own;
    private readonly long _began = Stopwatch.GetTimestamp();

    private Neighbours(Server server)
    {
        _server = server;
        (_busy, _own) = (Machine.BusySeconds(), OwnSeconds());
    }

    /// <summary>Begins to look.</summary>
    public static Neighbours Watch(Server server) => new(server);

    /// <summary>The part of all cores that went to neither the server nor the load, as text; "unknown" where the system does not tell.</summary>
    public string Text()
    {
        var others = Machine.BusySeconds() - _busy - (OwnSeconds() - _own);
        var part = Math.Max(0, others) / Stopwatch.GetElapsedTime(_began).TotalSeconds / Environment.ProcessorCount;
        return double.IsNaN(part) ? "unknown" : part.ToString("P0", CultureInfo.InvariantCulture);
    }

    private double OwnSeconds() => _server.ProcessorTime.TotalSeconds + Environment.CpuUsage.TotalTime.TotalSeconds;
}
