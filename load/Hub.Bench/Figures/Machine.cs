using System.Runtime.InteropServices;

namespace Hub.Bench.Figures;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    private const string Load = "/proc/loadavg";

    public static string Describe() =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, load average {LoadAverage()}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm}Z";

    public static string LoadAverage() => File.Exists(Load) ? string.Join(' ', File.ReadAllText(Load).Split(' ').Take(3)) : "unknown";
}
