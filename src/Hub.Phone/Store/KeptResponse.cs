namespace Hub.Phone;

/// <summary>A signed response: kept before it is sent, and sent again without the PIN until the hub has acknowledged or finally refused it.</summary>
public sealed record KeptResponse
{
    /// <summary>Challenge id.</summary>
    public string Challenge { get; init; } = "";

    /// <summary>The platform asked.</summary>
    public string Platform { get; init; } = "";

    /// <summary>The opening it is for.</summary>
    public string Opening { get; init; } = "";

    /// <summary>SM3 of the statement answered.</summary>
    public string Statement { get; init; } = "";

    /// <summary>The challenge's kind.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The PIN try that it clears, SHA-256 of B.</summary>
    public string PinTry { get; init; } = "";

    /// <summary>encrypt: the envelopes that it orders back (撤回). One that is frozen all the same is shown as <see cref="AskedFile.TakenBack"/>, and opened.</summary>
    public IReadOnlyList<string> Withdraws { get; init; } = [];

    /// <summary>Bytes of <c>response/1</c>.</summary>
    public byte[] Response { get; init; } = [];

    /// <summary>DER.</summary>
    public byte[] Signature { get; init; } = [];

    /// <summary>What became of it: <c>kept</c> (not answered yet), <c>acknowledged</c>, <c>late</c> (kept by the hub, the host may admit it), or the type of the problem that ended it.</summary>
    public string Outcome { get; init; } = Kept;

    /// <summary>While it is kept: the type of the problem that it met last; empty before.</summary>
    public string Refusal { get; init; } = "";

    /// <summary>When the hub had it; null before it told.</summary>
    public DateTimeOffset? Arrival { get; init; }

    /// <summary>The hub's verified receipt, wire bytes; empty while there is none.</summary>
    public byte[] Receipt { get; init; } = [];

    /// <summary>
    /// The first receipt, of a hub that had acknowledged this answer and lost it to an older backup: whatever it says of the same bytes now, this one proves when it had them. Set once, and
    /// never replaced; empty unless that happened.
    /// </summary>
    public byte[] EarlierReceipt { get; init; } = [];

    /// <summary>A receipt that did not verify, as it came: evidence against the hub. The response stays kept.</summary>
    public byte[] FalseReceipt { get; init; } = [];

    /// <summary>Word of <see cref="Outcome"/>.</summary>
    public const string Kept = "kept";

    /// <summary>Word of <see cref="Outcome"/>.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>Word of <see cref="Outcome"/>.</summary>
    public const string Late = "late";

    /// <summary>The hub has lost the try that it names (after a restore, with this phone's clock ahead): only another try makes an answer that counts.</summary>
    internal bool NeedsPin => Outcome == Kept && Refusal == FinalProblems.PinTryUnknown;

    internal bool IsSameAs(KeptResponse other) => Response.AsSpan().SequenceEqual(other.Response) && Signature.AsSpan().SequenceEqual(other.Signature);
}
