using Hub.Cryptography;

namespace TradingPlatform.Identity;

/// <summary>Who this platform is at its hub, as its operator set it up. A file of mode 0600: it has the credential.</summary>
internal sealed record PlatformIdentity
{
    /// <summary><c>pl-…</c>, as the hub's operator registered it.</summary>
    public string Platform { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>The hub's API origin.</summary>
    public string HubApi { get; init; } = "";

    /// <summary>What stands behind <c>Bearer</c>.</summary>
    public string Credential { get; init; } = "";

    /// <summary>The certificate of the descriptor key in force first, then its issuers without the root.</summary>
    public IReadOnlyList<byte[]> Chain { get; init; } = [];

    /// <summary><c>anchors/1</c>: whom the platform trusts, checked by its operator and not taken from the hub at run time.</summary>
    public byte[] Anchors { get; init; } = [];

    /// <summary>Where the CAs publish their lists, so that the hub is not believed about revocation either.</summary>
    public IReadOnlyList<string> Crls { get; init; } = [];

    /// <summary>How the descriptor key in force came to be it, oldest first.</summary>
    public IReadOnlyList<SignedRecord> Successions { get; init; } = [];

    /// <summary>A succession that the hub has not answered yet.</summary>
    public SuccessionUnderWay? Succeeding { get; init; }

    /// <summary>Never the credential.</summary>
    public override string ToString() => Platform;
}

/// <summary>A succession on its way to the hub.</summary>
/// <param name="Signed"><c>succession/1</c>, by the key in force.</param>
/// <param name="Chain">The successor's certificate, then its issuers without the root.</param>
internal sealed record SuccessionUnderWay(SignedRecord Signed, IReadOnlyList<byte[]> Chain);
