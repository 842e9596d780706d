namespace TestCa.Issuing;

/// <summary>A certificate as the CA's register has it.</summary>
internal sealed record IssuedCertificate
{
    /// <summary>Lower-case hex.</summary>
    public string Serial { get; init; } = "";

    public byte[] Der { get; init; } = [];

    /// <summary><c>signing</c>, <c>encryption</c> or <c>platform</c>.</summary>
    public string Use { get; init; } = "";

    /// <summary>The other certificate of the pair: they are revoked together.</summary>
    public string? Pair { get; init; }

    /// <summary>SM3 of the request it answers: only platforms' are looked up by it.</summary>
    public string Request { get; init; } = "";

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>A number of CRLReason, RFC 5280 §5.3.1.</summary>
    public int Reason { get; init; }
}
