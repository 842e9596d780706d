using System.Text.Json.Serialization;
using Hub.Cryptography;

namespace TradingPlatform.Openings;

/// <summary>An amendment as the hub has it.</summary>
internal sealed record AmendmentRow(SignedRecord Signed, byte[] Receipt);

/// <summary>
/// What the platform keeps of an opening, beside its envelopes: every record that it signed, before it is posted, so that a repetition after a kill posts the same bytes.
/// </summary>
internal sealed record OpeningState
{
    public string Opening { get; init; } = "";

    /// <summary>The descriptor that the hub has; null until it has taken the first.</summary>
    public SignedRecord? Descriptor { get; init; }

    /// <summary>A descriptor on its way to the hub.</summary>
    public SignedRecord? NextDescriptor { get; init; }

    public SignedRecord? Freeze { get; init; }

    /// <summary>The hub's receipt for the freeze; null until it has taken it.</summary>
    public byte[]? FreezeReceipt { get; init; }

    public DateTimeOffset? OpensAt { get; init; }

    public DateTimeOffset? ClosesAt { get; init; }

    public IReadOnlyList<AmendmentRow> Amendments { get; init; } = [];

    /// <summary>An amendment on its way to the hub.</summary>
    public SignedRecord? NextAmendment { get; init; }

    public string FeedEpoch { get; init; } = "";

    /// <summary>Number of the last feed entry whose consequences are on disk.</summary>
    public long FeedLast { get; init; }

    /// <summary>The terms in force. Only where <see cref="Descriptor"/> is there.</summary>
    [JsonIgnore]
    public OpeningDescriptor Terms => OpeningDescriptor.TryParse(Descriptor!.Record, out var terms, out var defect) ? terms : throw new InvalidDataException("A stored descriptor: " + defect);

    public string PhaseAt(DateTimeOffset now) => FreezeReceipt is null ? "registered" : OpensAt is not { } opens || now < opens ? "frozen" : ClosesAt is { } closes && now >= closes ? "closed" : "started";

    /// <summary>Whether anybody but the platform may know who has bid (D10).</summary>
    public bool HasStarted(DateTimeOffset now) => PhaseAt(now) is "started" or "closed";
}
