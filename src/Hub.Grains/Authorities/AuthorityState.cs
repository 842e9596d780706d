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

    /// <summary>The CRL in force, DER; null if none came yet.</summary>
    public byte[]? Crl { get; init; }

    /// <summary>How many certificates of this hub it changed, for the answer that is repeated.</summary>
    public int Revoked { get; init; }
}
