using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>
/// Decoded public keys by <see cref="KeyId"/>, so that the tables that make verification fast are made once a key (about 9 KB each).
/// Holds at most <c>capacity</c> keys; the least recently used half makes room, approximately. Safe for many threads.
/// </summary>
/// <param name="capacity">The most keys that are kept, 2 or more.</param>
public sealed class Sm2KeyCache(int capacity = 20_000)
{
    private readonly RecentKeys<Sm2PublicKey> _keys = new(capacity);

    /// <summary>How many keys are held now.</summary>
    public int Count => _keys.Count;

    /// <summary>The key of this id, if it was decoded before and is still held.</summary>
    public bool TryGet(KeyId keyId, [NotNullWhen(true)] out Sm2PublicKey? key) => _keys.TryGet(keyId, out key);

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
        key = _keys.Keep(key.KeyId, key);
        return true;
    }
}
