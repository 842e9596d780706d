using System.Text.Json.Serialization;
using Hub.Cryptography;

namespace TradingPlatform.Openings;

/// <summary>An amendment as the hub has it.</summary>
/// <param name="Receipt">Verified.</param>
/// <param name="Arrival">As the receipt says.</param>
internal sealed record AmendmentRow(SignedRecord Signed, byte[] Receipt, DateTimeOffset Arrival)
{
    [JsonIgnore]
    public AmendmentAction Action => OpeningAmendment.TryParse(Signed.Record, out var amendment, out var defect) ? amendment.Action : throw new InvalidDataException("A stored amendment: " + defect);
}

/// <summary>
/// What the platform keeps of an opening, beside its envelopes: every record that it signed, before it is posted, so that a repetition after a kill posts the same bytes.
/// </summary>
internal sealed record OpeningState
{
    public string Opening { get; init; } = "";

    /// <summary>The descriptor that the hub has; null until it has taken the first.</summary>
    public SignedRecord? Descriptor { get; init; }

    /// <summary>Who signed it.</summary>
    public DescriptorSigner Signer { get; init; } = new([], []);

    /// <summary>A descriptor on its way to the hub.</summary>
    public SignedRecord? NextDescriptor { get; init; }

    public DescriptorSigner? NextSigner { get; init; }

    public SignedRecord? Freeze { get; init; }

    /// <summary>The hub's receipt for the freeze, verified; null until it has taken it and said so.</summary>
    public byte[]? FreezeReceipt { get; init; }

    /// <summary>When the freeze arrived, as its receipt says.</summary>
    public DateTimeOffset FrozenAt { get; init; }

    public IReadOnlyList<AmendmentRow> Amendments { get; init; } = [];

    /// <summary>An amendment on its way to the hub.</summary>
    public SignedRecord? NextAmendment { get; init; }

    public string FeedEpoch { get; init; } = "";

    /// <summary>Number of the last feed entry whose consequences are on disk.</summary>
    public long FeedLast { get; init; }

    /// <summary>The terms in force. Only where <see cref="Descriptor"/> is there.</summary>
    [JsonIgnore]
    public OpeningDescriptor Terms => OpeningDescriptor.TryParse(Descriptor!.Record, out var terms, out var defect) ? terms : throw new InvalidDataException("A stored descriptor: " + defect);

    /// <summary>The window by this platform's own records and their receipts; null as long as nothing has opened it.</summary>
    [JsonIgnore]
    public DecryptionWindow? Window => FreezeReceipt is null ? null : WindowRules.Of(Terms, FrozenAt, Amendments.Select(row => new ArrivedAmendment(row.Action, row.Arrival)));

    public string PhaseAt(DateTimeOffset now) => FreezeReceipt is null ? "registered" : Window is not { } window || now < window.Start ? "frozen" : now >= window.End ? "closed" : "started";

    /// <summary>Whether anybody but the platform may know who has bid (D10).</summary>
    public bool HasStarted(DateTimeOffset now) => PhaseAt(now) is "started" or "closed";
}
