using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>
/// Device keys that were decoded before, since making the platform's key object costs twice as much as a verification. Holds at most <c>capacity</c> keys; the least recently
/// used half makes room, approximately. Safe for many threads.
/// </summary>
/// <param name="capacity">The most keys that are kept, 2 or more.</param>
public sealed class DeviceKeyCache(int capacity = 20_000)
{
    private readonly RecentKeys<DevicePublicKey> _keys = new(capacity);

    /// <summary>How many keys are held now.</summary>
    public int Count => _keys.Count;

    /// <summary>The key that <paramref name="spki"/> encodes, held or decoded now; false if <see cref="DevicePublicKey.TryParse"/> refuses it, and nothing is kept.</summary>
    public bool TryGetOrParse(ReadOnlySpan<byte> spki, [NotNullWhen(true)] out DevicePublicKey? key)
    {
        key = null;
        if (spki.Length != DevicePublicKey.SpkiLength)
            return false;
        var keyId = KeyId.Of(spki);
        if (_keys.TryGet(keyId, out key))
            return true;
        if (!DevicePublicKey.TryParse(spki, out key))
            return false;
        key = _keys.Keep(keyId, key);
        return true;
    }
}
