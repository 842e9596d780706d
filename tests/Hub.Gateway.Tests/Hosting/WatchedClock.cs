using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Hub.Gateway.Tests.Hosting;

/// <summary>A clock that the test moves, and that tells which timers were begun by it: one that begins after the clock was moved is not touched by it, and a test would say nothing.</summary>
internal sealed class WatchedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentQueue<TimeSpan> _begun = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _begun.Enqueue(dueTime);
        return timer;
    }

    /// <summary>Waits until so many timers of this length were begun since the start.</summary>
    public Task BegunAsync(TimeSpan due, int times = 1) => Eventually.TrueAsync(() => _begun.Count(begun => begun == due) >= times, $"{times} timers of {due}");
}
