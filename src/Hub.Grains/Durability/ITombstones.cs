namespace Hub.Grains.Durability;

/// <summary>
/// Which PIN keys were erased, kept outside the database, so that a restored backup cannot bring back a key whose tries were used up. Survives a restore because
/// it lies beside the master key, and is in no backup of the database.
/// </summary>
public interface ITombstones
{
    /// <summary>Whether this version of the key is erased.</summary>
    bool IsErased(string keyId, int version);

    /// <summary>Marks it erased, for ever; done when the disk has it. Twice is harmless.</summary>
    /// <param name="keyId">1 … 128 visible ASCII characters.</param>
    /// <param name="version">0 or more.</param>
    /// <param name="cancellation">Gives up waiting; the mark may be made all the same.</param>
    Task EraseAsync(string keyId, int version, CancellationToken cancellation = default);
}
