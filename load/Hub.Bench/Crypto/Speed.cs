using System.Diagnostics;
using Hub.Bench.Figures;

namespace Hub.Bench.Crypto;

/// <summary>How often something can be done in a second on one core.</summary>
internal static class Speed
{
    private const int Slices = 7;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(250);

    /// <summary>The median of seven slices of a quarter of a second, on this thread alone, after a warm-up.</summary>
    public static double Of(Action action)
    {
        Run(action, WarmUp);
        return new Sample(Enumerable.Range(0, Slices).Select(_ => Run(action, Slice))).Median;
    }

    private static double Run(Action action, TimeSpan time)
    {
        var (began, done) = (Stopwatch.GetTimestamp(), 0L);
        TimeSpan took;
        do
        {
            action();
            done++;
        }
        while ((took = Stopwatch.GetElapsedTime(began)) < time);
        return done / took.TotalSeconds;
    }
}
