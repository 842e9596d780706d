namespace Hub.Grains.Certificates;

/// <summary>One key identity (证书) as it is stored; who it is, is read off its certificates.</summary>
internal sealed record CertificateState
{
    /// <summary>SM3 of the <c>enrolment/1</c> that made it: the same bytes get the same answer, others are refused.</summary>
    public string Enrolment { get; init; } = "";

    /// <summary>The CA that issued the pair.</summary>
    public string AuthorityId { get; init; } = "";

    /// <summary>P-256 SPKI of the phone.</summary>
    public byte[] DeviceKey { get; init; } = [];

    /// <summary>签名证书, DER.</summary>
    public byte[] SigningCertificate { get; init; } = [];

    /// <summary>加密证书, DER.</summary>
    public byte[] EncryptionCertificate { get; init; } = [];

    /// <summary>Issuers without the anchor, DER.</summary>
    public IReadOnlyList<byte[]> Chain { get; init; } = [];

    /// <summary>The anchors that the enrolment was answered with.</summary>
    public byte[] Anchors { get; init; } = [];

    /// <summary>K of version 1, as the enrolment was answered.</summary>
    public byte[] PublicKey { get; init; } = [];

    /// <summary>Z, likewise.</summary>
    public byte[] Evaluated { get; init; } = [];

    /// <summary>The proof of Z, likewise.</summary>
    public byte[] Proof { get; init; } = [];

    /// <summary>When its CA revoked it; null if it did not. Never taken back.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Why, by the name of RFC 5280 §5.3.1.</summary>
    public string RevocationReason { get; init; } = "";

    /// <summary>When its CA was taken off the list of those that this hub trusts; null while it is on it.</summary>
    public DateTimeOffset? AuthorityRemovedAt { get; init; }

    /// <summary>Its enterprise is suspended.</summary>
    public bool Suspended { get; init; }
}
