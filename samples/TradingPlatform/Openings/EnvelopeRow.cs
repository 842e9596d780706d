using System.Text.Json.Serialization;
using Hub.Cryptography;

namespace TradingPlatform.Openings;

/// <summary>How far an envelope's registration has come.</summary>
internal static class EnvelopeStep
{
    /// <summary>On disk here; whether the hub has it is not known.</summary>
    public const string Pending = "pending";

    /// <summary>The hub has it.</summary>
    public const string Registered = "registered";

    /// <summary>The bidder took it back. What the hub refused has no row.</summary>
    public const string Out = "out";
}

/// <summary>An envelope (加密投标文件) without its ciphertext.</summary>
internal sealed record EnvelopeRow
{
    public byte[] Header { get; init; } = [];

    /// <summary>64 hex digits.</summary>
    public string Commitment { get; init; } = "";

    public byte[] SealedKey { get; init; } = [];

    public Authorship Authorship { get; init; } = new([], [], []);

    /// <summary>The bidder's signing certificate when it registered.</summary>
    public byte[] Certificate { get; init; } = [];

    public string Bidder { get; init; } = "";

    /// <summary>A word of <see cref="EnvelopeStep"/>.</summary>
    public string Step { get; init; } = EnvelopeStep.Pending;

    /// <summary>The decrypt challenge that will open it.</summary>
    public string Challenge { get; init; } = "";

    public byte[] Receipt { get; init; } = [];

    /// <summary>SM3 of the secret that opens its bidder's pages.</summary>
    public string Page { get; init; } = "";

    [JsonIgnore]
    public SealedEnvelope Sealed => new(Header, Sm3Digest.Parse(Commitment), SealedKey, Authorship);

    public BidHeader ReadHeader() => BidHeader.TryParse(Header, out var header, out var defect) ? header : throw new InvalidDataException("A stored header: " + defect);
}

/// <summary>What became of a file.</summary>
internal sealed record ResultRow
{
    public const string Opened = "opened", Failed = "failed";

    public string Envelope { get; init; } = "";

    public string Challenge { get; init; } = "";

    public string Outcome { get; init; } = "";

    public string? Reason { get; init; }

    /// <summary>Bytes of the opened file.</summary>
    public long? Size { get; init; }

    /// <summary>SM3 of the opened file.</summary>
    public string? Digest { get; init; }

    /// <summary>It failed because the hub brought something that does not hold: a good answer may still come.</summary>
    public bool HubFault { get; init; }

    /// <summary>The hub was told.</summary>
    public bool Reported { get; init; }
}

/// <summary>An order of a bidder's to take envelopes back (撤回), on disk before the hub is told.</summary>
internal sealed record WithdrawalRow
{
    public Authorship Authorship { get; init; } = new([], [], []);

    /// <summary>The decrypt challenge of the certificate.</summary>
    public string Challenge { get; init; } = "";

    /// <summary>The hub's, verified; empty as long as it has not confirmed.</summary>
    public byte[] Receipt { get; init; } = [];
}

/// <summary>An answer that came after the close; the host may admit it.</summary>
internal sealed record LateRow
{
    public string Challenge { get; init; } = "";

    /// <summary>SM3 of the response's bytes.</summary>
    public string Response { get; init; } = "";

    public DateTimeOffset Arrival { get; init; }

    /// <summary>Of one challenge there may be several.</summary>
    [JsonIgnore]
    public string Key => Challenge + "." + Response;
}
