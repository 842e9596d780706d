namespace Hub.Grains.Authorities;

/// <summary>A CA (证书机构) as it is stored.</summary>
internal sealed record AuthorityState
{
    /// <summary>Its name, for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where its certificate interface is; absolute.</summary>
    public string Url { get; init; } = "";

    /// <summary>The issuing certificate first, its self-signed root last, DER.</summary>
    public IReadOnlyList<byte[]> Chain { get; init; } = [];

    /// <summary>The CRLs in force, at most one of each certificate of the chain.</summary>
    public IReadOnlyList<HeldCrl> Crls { get; init; } = [];

    /// <summary>When an operator took it off the list of those that are trusted; null while it is on it.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>When a CRL came that names a certificate of the chain; null while none did. An operator's new chain ends it, and no list does.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The issuing keys (SPKI) of chains that a CRL named: what they issued stays out of force under another chain.</summary>
    public IReadOnlyList<byte[]> RevokedIssuers { get; init; } = [];
}

/// <summary>A CRL in force.</summary>
/// <param name="Der">As it came.</param>
/// <param name="Revoked">How many certificates of this hub it changed, for the answer that is repeated.</param>
internal sealed record HeldCrl(byte[] Der, int Revoked);
