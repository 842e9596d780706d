namespace Hub.Grains.Trust;

/// <summary>Whom the hub knows, as it is stored.</summary>
internal sealed record TrustState
{
    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<TrustedAuthority> Authorities { get; init; } = [];

    /// <summary>Platform ids, likewise.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>The bytes of <c>anchors/1</c>, made once a change; empty before the first authority.</summary>
    public byte[] Anchors { get; init; } = [];
}

/// <summary>An authority and its root.</summary>
internal sealed record TrustedAuthority
{
    /// <summary><c>ca-…</c>.</summary>
    public string Id { get; init; } = "";

    /// <summary>DER.</summary>
    public byte[] Root { get; init; } = [];
}
