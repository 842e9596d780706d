using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>
/// Decoded public keys by <see cref="KeyId"/>, so that the tables that make verification fast are made once a key (about 9 KB each).
/// Holds at most <c>capacity</c> keys; the least recently used half makes room, approximately. Safe for many threads.
/// </summary>
/// <param name="capacity">The most keys that are kept, 2 or more.</param>
public sealed class Sm2KeyCache(int capacity = 20_000)
{
    // Two generations: when the young one holds half of the capacity it becomes the old one, and the old one is dropped. A key
    // that is still used moves back to the young one. No list to lock on each use, and the bound is exact.
    private readonly int _generationSize = capacity >= 2 ? capacity / 2 : throw new ArgumentOutOfRangeException(nameof(capacity));
    private readonly Lock _turn = new();
    private volatile ConcurrentDictionary<KeyId, Sm2PublicKey> _young = new();
    private volatile ConcurrentDictionary<KeyId, Sm2PublicKey> _old = new();
    private int _youngCount;

    /// <summary>How many keys are held now.</summary>
    public int Count
    {
        get
        {
            lock (_turn)
                return _young.Count + _old.Count;
        }
    }

    /// <summary>The key of this id, if it was decoded before and is still held.</summary>
    public bool TryGet(KeyId keyId, [NotNullWhen(true)] out Sm2PublicKey? key)
    {
        if (_young.TryGetValue(keyId, out key))
            return true;
        if (!_old.TryGetValue(keyId, out key))
            return false;
        Keep(key);
        return true;
    }

    /// <summary>The key that <paramref name="spki"/> encodes, held or decoded now; false if <see cref="Sm2PublicKey.TryParse"/> refuses it, and nothing is kept.</summary>
    public bool TryGetOrParse(ReadOnlySpan<byte> spki, [NotNullWhen(true)] out Sm2PublicKey? key)
    {
        key = null;
        // Length first: nobody makes us hash a megabyte to learn that it is no key.
        if (spki.Length != Sm2PublicKey.SpkiLength)
            return false;
        if (TryGet(KeyId.Of(spki), out key))
            return true;
        if (!Sm2PublicKey.TryParse(spki, out key))
            return false;
        key = Keep(key);
        return true;
    }

    private Sm2PublicKey Keep(Sm2PublicKey key)
    {
        lock (_turn)
        {
            if (_young.TryGetValue(key.KeyId, out var present))
                return present;
            if (_youngCount == _generationSize)
            {
                _old = _young;
                _young = new();
                _youngCount = 0;
            }
            // One key, one object: the other object of a race would have cold tables.
            if (_old.TryRemove(key.KeyId, out present))
                key = present;
            _young[key.KeyId] = key;
            _youngCount++;
            return key;
        }
    }
}
