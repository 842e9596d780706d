using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>Decoded keys by <see cref="KeyId"/>, at most <c>capacity</c> of them; the least recently used half makes room, approximately. Safe for many threads.</summary>
/// <param name="capacity">The most keys that are kept, 2 or more.</param>
internal sealed class RecentKeys<TKey>(int capacity) where TKey : class
{
    // Two generations: when the young one holds half of the capacity it becomes the old one, and the old one is dropped. A key
    // that is still used moves back to the young one. No list to lock on each use, and the bound is exact.
    private readonly int _generationSize = capacity >= 2 ? capacity / 2 : throw new ArgumentOutOfRangeException(nameof(capacity));
    private readonly Lock _turn = new();
    private volatile ConcurrentDictionary<KeyId, TKey> _young = new();
    private volatile ConcurrentDictionary<KeyId, TKey> _old = new();
    private int _youngCount;

    public int Count
    {
        get
        {
            lock (_turn)
                return _young.Count + _old.Count;
        }
    }

    public bool TryGet(KeyId keyId, [NotNullWhen(true)] out TKey? key)
    {
        if (_young.TryGetValue(keyId, out key))
            return true;
        if (!_old.TryGetValue(keyId, out key))
            return false;
        Keep(keyId, key);
        return true;
    }

    /// <summary>Keeps a key; the one that counts from now on, which is another object if somebody was faster.</summary>
    public TKey Keep(KeyId keyId, TKey key)
    {
        lock (_turn)
        {
            if (_young.TryGetValue(keyId, out var present))
                return present;
            if (_youngCount == _generationSize)
            {
                _old = _young;
                _young = new();
                _youngCount = 0;
            }
            // One key, one object: the other object of a race would have cold tables.
            if (_old.TryRemove(keyId, out present))
                key = present;
            _young[keyId] = key;
            _youngCount++;
            return key;
        }
    }
}
