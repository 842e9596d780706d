using System.Threading.Channels;
using Hub.Grains.Durability;
using Hub.Silo.Storage.GroupCommit;

namespace Hub.Silo.Storage.Events;

/// <inheritdoc cref="IEventLog"/>
internal sealed class EventLog : IEventLog
{
    private const int Capacity = 8192;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private readonly Channel<EventEntry> _queue = Channel.CreateBounded<EventEntry>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GroupCommitWriter _writer;
    private readonly ISealer _sealer;
    private readonly TimeProvider _clock;
    private readonly Task _pump;

    public EventLog(GroupCommitWriter writer, ISealer sealer, TimeProvider clock)
    {
        (_writer, _sealer, _clock) = (writer, sealer, clock);
        _pump = Task.Run(PumpAsync);
    }

    public bool Append(EventEntry entry)
    {
        if (entry.Detail.Length > EventEntry.MaxDetail)
            throw new ArgumentException($"An event's detail has at most {EventEntry.MaxDetail} bytes.", nameof(entry));
        if (_queue.Writer.TryWrite(entry))
            return true;
        _writer.Metrics.EventsDropped(1);
        return false;
    }

    /// <summary>Takes no more, and stores what is queued. Twice is harmless.</summary>
    public async Task StopAsync()
    {
        _queue.Writer.TryComplete();
        _stopping.TrySetResult();
        await _pump;
    }

    private async Task PumpAsync()
    {
        var batch = new List<EventEntry>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            if (_queue.Reader.Count < EventBatch.Least)
                await _stopping.Task.WaitAsync(Gather, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var size = EventBatch.SizeFor(_queue.Reader.Count);
            while (batch.Count < size && _queue.Reader.TryRead(out var entry))
                batch.Add(entry);
            try
            {
                await _writer.WriteAsync(new EventBatch(batch, _sealer), awaited: false);
            }
            catch (StorageException)
            {
                _writer.Metrics.EventsDropped(batch.Count);
            }
            batch.Clear();
        }
    }
}
