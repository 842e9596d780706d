using System.Diagnostics.Metrics;

namespace Hub.Silo.Storage.GroupCommit;

/// <summary>
/// The meter <c>Hub.Storage</c>. No count, duration or queue of writes: before an opening each of them would move with a registration and tell that somebody bid (D10). The disk is
/// watched by the hub's own heartbeat instead, which comes whoever bids; its time is given in coarse steps, since it shares its transaction with what was queued beside it.
/// </summary>
internal sealed class StorageMetrics : IDisposable
{
    private static readonly double[] Steps = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Meter _meter = new("Hub.Storage");
    private long _failed;
    private long _dropped;
    private double _heartbeat;

    public StorageMetrics()
    {
        _meter.CreateObservableGauge("hub.storage.heartbeat", () => Volatile.Read(ref _heartbeat), "s", "How long the last heartbeat took to be stored, no more than this");
        // Counted here and asked for: they say 0 from the start on, so that an alarm on them has something to look at.
        _meter.CreateObservableCounter("hub.storage.heartbeats.failed", () => Interlocked.Read(ref _failed), "{heartbeat}", "Heartbeats that were not stored");
        _meter.CreateObservableCounter("hub.storage.events.dropped", () => Interlocked.Read(ref _dropped), "{event}", "Events that were lost because the queue was full or the disk refused");
    }

    public void EventsDropped(int count) => Interlocked.Add(ref _dropped, count);

    public void Beat(TimeSpan took) => Volatile.Write(ref _heartbeat, Step(took));

    public void BeatFailed()
    {
        Volatile.Write(ref _heartbeat, Steps[^1]);
        Interlocked.Increment(ref _failed);
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>The step that a time lies within, in seconds.</summary>
    internal static double Step(TimeSpan took) => Steps.FirstOrDefault(step => took.TotalSeconds <= step, Steps[^1]);
}
