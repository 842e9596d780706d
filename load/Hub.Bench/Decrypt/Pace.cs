using System.Diagnostics;

namespace Hub.Bench.Decrypt;

/// <summary>Begins work at fixed moments, whether or not what began before has ended: a slow server does not slow those who come.</summary>
internal static class Pace
{
    public static async Task RunAsync<T>(IReadOnlyList<T> items, int perSecond, Func<T, long, Task> begin, CancellationToken cancellation)
    {
        var running = new Task[items.Count];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < items.Count; i++)
        {
            var due = start + Stopwatch.Frequency * i / perSecond;
            while (due - Stopwatch.GetTimestamp() is var left and > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, Math.Floor(left * 1000.0 / Stopwatch.Frequency))), cancellation);
            running[i] = begin(items[i], due);
        }
        await Task.WhenAll(running);
    }
}
