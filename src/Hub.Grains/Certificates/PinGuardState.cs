namespace Hub.Grains.Certificates;

/// <summary>
/// What guards the PIN of one certificate (证书密码): the hub's keys k and the tries. Holds no verifier of the PIN and no lock: the lock follows from
/// the tries, so that clearing a try lifts the lock that it caused. Stored apart from the certificate, since it is written at every try.
/// </summary>
internal sealed record PinGuardState
{
    /// <summary>The key in force; null when it was erased (or never made).</summary>
    public GuardedKey? Current { get; init; }

    /// <summary>A change of the PIN that the phone has not confirmed; both keys evaluate until it does.</summary>
    public PendingKey? Pending { get; init; }

    /// <summary>The highest version ever given out: versions are never used twice.</summary>
    public int HighestVersion { get; init; }

    /// <summary>How often the database had been restored when this was written.</summary>
    public int RestoreCount { get; init; }

    /// <summary>In the order in which they were counted.</summary>
    public IReadOnlyList<PinTry> Tries { get; init; } = [];
}

/// <summary>One version of the hub's key.</summary>
internal record GuardedKey
{
    /// <summary>From 1.</summary>
    public int Version { get; init; }

    /// <summary>K, 33 bytes.</summary>
    public byte[] PublicKey { get; init; } = [];

    /// <summary>k, sealed under a key that is not in the database.</summary>
    public byte[] SealedKey { get; init; } = [];
}

/// <summary>The key of a change that is under way, and the answer that its request gets again.</summary>
internal sealed record PendingKey : GuardedKey
{
    /// <summary>SM3 of the <c>pin-change/1</c> that made it.</summary>
    public string Request { get; init; } = "";

    /// <summary>Z under this key, 33 bytes.</summary>
    public byte[] Evaluated { get; init; } = [];

    /// <summary>c, s: 64 bytes.</summary>
    public byte[] Proof { get; init; } = [];
}
