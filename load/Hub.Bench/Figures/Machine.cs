using System.Globalization;
using System.Runtime.InteropServices;

namespace Hub.Bench.Figures;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    private const string Load = "/proc/loadavg", Statistics = "/proc/stat";
    private const int TicksPerSecond = 100;

    public static string Describe() =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, load average {LoadAverage()}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm}Z";

    public static string LoadAverage() => File.Exists(Load) ? string.Join(' ', File.ReadAllText(Load).Split(' ').Take(3)) : "unknown";

    /// <summary>Processor seconds that all programs have used since the start of the machine; NaN where the system does not tell.</summary>
    public static double BusySeconds()
    {
        if (!File.Exists(Statistics))
            return double.NaN;
        // user, nice, system, idle, iowait, irq, softirq, steal: everything but the two that wait.
        var fields = File.ReadLines(Statistics).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (fields.Sum() - fields[3] - fields[4]) / TicksPerSecond;
    }
}
