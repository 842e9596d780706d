using System.Diagnostics.Metrics;

namespace Hub.Silo.Storage.GroupCommit;

/// <summary>The meter <c>Hub.Storage</c>. No count of rows or writes: before an opening it would tell how many bid (D10).</summary>
internal sealed class StorageMetrics : IDisposable
{
    private readonly Meter _meter = new("Hub.Storage");
    private readonly Counter<long> _failed;
    private readonly Counter<long> _dropped;
    private readonly Histogram<double> _duration;

    public StorageMetrics(Func<int> queueLength)
    {
        _meter.CreateObservableGauge("hub.storage.queue.length", queueLength, "{item}", "Writes that wait for their transaction");
        _failed = _meter.CreateCounter<long>("hub.storage.commits.failed", "{commit}", "Transactions that were not committed");
        _dropped = _meter.CreateCounter<long>("hub.storage.events.dropped", "{event}", "Events that were lost because the queue was full or the disk refused");
        _duration = _meter.CreateHistogram<double>("hub.storage.commit.duration", "s", "From the start of a transaction to the end of its COMMIT");
    }

    public void CommitFailed() => _failed.Add(1);

    public void EventsDropped(int count) => _dropped.Add(count);

    public void Committed(TimeSpan duration) => _duration.Record(duration.TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
