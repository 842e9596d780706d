using Hub.Grains.Durability;

namespace Hub.Silo.Storage.GroupCommit;

/// <summary>What waits to be written: first what somebody waits for, then what nobody does. Both bounded.</summary>
internal sealed class WriteQueue(GroupCommitLimits limits)
{
    /// <summary>What nobody waits for comes in few, large items; it need not queue up.</summary>
    private const int MaxIdleItems = 8;

    private readonly object _gate = new();
    private readonly Queue<WriteItem> _awaited = new();
    private readonly Queue<WriteItem> _idle = new();
    private long _bytes;
    private bool _stopped;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _awaited.Count + _idle.Count;
        }
    }

    /// <exception cref="StorageOverloadedException">Full.</exception>
    /// <exception cref="StorageStoppedException">After <see cref="Stop"/>.</exception>
    public void Add(WriteItem item, bool awaited)
    {
        lock (_gate)
        {
            if (_stopped)
                throw new StorageStoppedException();
            if (awaited ? _awaited.Count >= limits.QueueItems || _bytes + item.Bytes > limits.QueueBytes : _idle.Count >= MaxIdleItems)
                throw new StorageOverloadedException();
            (awaited ? _awaited : _idle).Enqueue(item);
            _bytes += item.Bytes;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Refuses from now on; what is in stays to be taken.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// Waits until there is something, and moves a batch of it to <paramref name="batch"/>: everything awaited, up to the limits, and at most one item that
    /// nobody waits for, so that neither starves the other. False when stopped and empty.
    /// </summary>
    public bool Take(List<WriteItem> batch)
    {
        lock (_gate)
        {
            while (_awaited.Count == 0 && _idle.Count == 0)
            {
                if (_stopped)
                    return false;
                Monitor.Wait(_gate);
            }
            long bytes = 0;
            while (batch.Count < limits.BatchItems && bytes < limits.BatchBytes && _awaited.TryDequeue(out var item))
            {
                batch.Add(item);
                bytes += item.Bytes;
            }
            if (_idle.TryDequeue(out var idle))
            {
                batch.Add(idle);
                bytes += idle.Bytes;
            }
            _bytes -= bytes;
            return true;
        }
    }
}
