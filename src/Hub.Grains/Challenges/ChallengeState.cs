namespace Hub.Grains.Challenges;

/// <summary>
/// What is stored of a challenge. Waiting, scanned and expired are not: they follow from the clock and from what the process saw. Times of expiry are checked on every call, so a
/// challenge that nobody touches costs nothing.
/// </summary>
internal sealed record ChallengeState
{
    /// <summary>A word of <see cref="Cryptography.ChallengeKind"/>; empty: there is no such challenge.</summary>
    public string Kind { get; init; } = "";

    /// <summary><see cref="ChallengeWord.Open"/>, <c>approved</c>, <c>rejected</c> or <c>cancelled</c>.</summary>
    public string Status { get; init; } = ChallengeWord.Open;

    public string PlatformId { get; init; } = "";

    public string PlatformName { get; init; } = "";

    public string OpeningId { get; init; } = "";

    /// <summary>The one certificate that can answer.</summary>
    public string SignKeyId { get; init; } = "";

    /// <summary>How many changes were committed: orders what the board is told.</summary>
    public long Changes { get; init; }

    /// <summary>The statement's bytes; empty for decrypt, whose statement is made from what was frozen.</summary>
    public byte[] Statement { get; init; } = [];

    /// <summary>Exclusive; null for decrypt, which ends with its opening's window.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>SM3 of the request that made it, so that the same request gets the same answer.</summary>
    public string RequestDigest { get; init; } = "";

    public string BidderId { get; init; } = "";

    public string BidderName { get; init; } = "";

    /// <summary>In the order of registration; the statement has them by id.</summary>
    public IReadOnlyList<HeldEnvelope> Envelopes { get; init; } = [];

    /// <summary>Each authorship once: one of 16 envelopes lists all their headers.</summary>
    public IReadOnlyList<HeldAuthorship> Authorships { get; init; } = [];

    /// <summary>Envelopes that left: their registration, repeated, does not bring them back.</summary>
    public IReadOnlyList<LeftEnvelope> Left { get; init; } = [];

    public IReadOnlyList<HeldWithdrawal> Withdrawals { get; init; } = [];

    /// <summary>The answer that decided it.</summary>
    public HeldResponse? Answer { get; init; }

    /// <summary>Signed answers that came after the close, for the host to admit.</summary>
    public IReadOnlyList<HeldResponse> Late { get; init; } = [];

    /// <summary>The last rejection: a proof that its holder refused.</summary>
    public HeldRejection? Rejection { get; init; }

    /// <summary>What the platform found in the files.</summary>
    public IReadOnlyList<HeldFile> Files { get; init; } = [];

    public DateTimeOffset? DecidedAt { get; init; }
}

/// <summary>A registered envelope.</summary>
/// <param name="Leaf">SM3 of the freeze's leaf: tells a repeated registration from another.</param>
/// <param name="AuthorshipDigest">Which of <see cref="ChallengeState.Authorships"/>.</param>
/// <param name="ReceiptLeaf">Finds the receipt again.</param>
internal sealed record HeldEnvelope(string EnvelopeId, string Lot, byte[] Header, string Commitment, byte[] SealedKey, string AuthorshipDigest, string Leaf, byte[] ReceiptLeaf);

internal sealed record HeldAuthorship(string Digest, byte[] Statement, byte[] Response, byte[] Signature);

internal sealed record LeftEnvelope(string EnvelopeId, string Leaf, byte[] ReceiptLeaf);

/// <param name="Digest">Of the bidder's order, as its receipt has it.</param>
internal sealed record HeldWithdrawal(string Digest, byte[] ReceiptLeaf);

/// <summary>A verified response with what proves it later.</summary>
/// <param name="ReceiptLeaf">Finds the receipt again.</param>
/// <param name="Certificate">The signing certificate at the moment of decision, DER.</param>
/// <param name="Partial">Some envelope has an error.</param>
internal sealed record HeldResponse(byte[] Response, byte[] Signature, DateTimeOffset Arrival, byte[] ReceiptLeaf, byte[] Certificate, IReadOnlyList<byte[]> Chain, bool Partial)
{
    /// <summary>It came after the close and counts by the host's amendment.</summary>
    public bool Admitted { get; init; }
}

internal sealed record HeldRejection(byte[] Record, byte[] Signature, DateTimeOffset Arrival);

internal sealed record HeldFile(string EnvelopeId, bool Opened, string? Reason);
