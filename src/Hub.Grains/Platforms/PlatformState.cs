using Hub.Grains.Contracts;

namespace Hub.Grains.Platforms;

/// <summary>A trading platform (交易平台) as it is stored.</summary>
internal sealed record PlatformState
{
    /// <summary>Its name, shown by phones.</summary>
    public string Name { get; init; } = "";

    /// <summary>The descriptor certificate in force, then its issuers without the anchor, DER.</summary>
    public IReadOnlyList<byte[]> Chain { get; init; } = [];

    /// <summary>How the key in force follows from the first one, oldest first.</summary>
    public IReadOnlyList<SignedBody> Successions { get; init; } = [];

    /// <summary>Who may call as the platform.</summary>
    public IReadOnlyList<PlatformCredential> Credentials { get; init; } = [];
}

/// <summary>A credential; the secret itself is kept by the platform alone.</summary>
internal sealed record PlatformCredential
{
    /// <summary>What the operator calls it.</summary>
    public string Label { get; init; } = "";

    /// <summary>SHA-256 of the secret's ASCII characters. The secret has 256 random bits, so that no slow hash is needed.</summary>
    public byte[] Digest { get; init; } = [];
}
