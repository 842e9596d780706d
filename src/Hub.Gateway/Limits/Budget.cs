using System.Collections.Concurrent;

namespace Hub.Gateway.Limits;

/// <summary>
/// So many charges a window for each key. Unlike the limiters of the framework it can be asked without making an entry, and charged when the outcome is known: who may fill the
/// table is decided by what a request turned out to be. When the table is full, the keys that found no place share one count until the next window: nobody can go on unbounded by making it full.
/// </summary>
internal sealed class Budget<TKey>(int limit, TimeSpan window, TimeProvider time, int capacity = 65_536) where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Count> _counts = [];
    private readonly Count _overflow = new();
    private long _sweepAt;

    private sealed class Count
    {
        public long Window;
        public int Charged;
    }

    /// <summary>Keys that are held.</summary>
    public int Size => _counts.Count;

    /// <summary>Whether nothing is left for the key in this window.</summary>
    public bool IsExhausted(TKey key)
    {
        var now = Now;
        if (!_counts.TryGetValue(key, out var count))
        {
            // Keys without a place are shut out together, as long as there is still no place for them.
            if (_counts.Count < capacity)
                return false;
            count = _overflow;
        }
        return Volatile.Read(ref count.Window) == now && Volatile.Read(ref count.Charged) >= limit;
    }

    /// <summary>Charges one; false if nothing was left.</summary>
    public bool TryCharge(TKey key) => TryCharge(key, out _);

    /// <summary>Charges one; false if nothing was left.</summary>
    /// <param name="key">Who pays.</param>
    /// <param name="now">The window that it was charged in, for <see cref="GiveBack"/>.</param>
    public bool TryCharge(TKey key, out long now)
    {
        now = Now;
        if (!_counts.TryGetValue(key, out var count))
        {
            count = _counts.Count >= capacity && !Sweep(now) ? _overflow : _counts.GetOrAdd(key, static (_, window) => new Count { Window = window }, now);
        }
        lock (count)
        {
            if (count.Window != now)
                (count.Window, count.Charged) = (now, 0);
            if (count.Charged >= limit)
                return false;
            count.Charged++;
            return true;
        }
    }

    /// <summary>Takes a charge back; of a window that is over nothing is left to take back.</summary>
    public void GiveBack(TKey key, long window)
    {
        if (!_counts.TryGetValue(key, out var count))
            count = _overflow;
        lock (count)
        {
            if (count.Window == window && count.Charged > 0)
                count.Charged--;
        }
    }

    private long Now => time.GetUtcNow().UtcTicks / window.Ticks;

    // Once a window is enough: what is of this window cannot be dropped anyway.
    private bool Sweep(long now)
    {
        if (Interlocked.Exchange(ref _sweepAt, now) == now)
            return false;
        foreach (var (key, count) in _counts)
        {
            if (Volatile.Read(ref count.Window) != now)
                _counts.TryRemove(key, out _);
        }
        return _counts.Count < capacity;
    }
}
