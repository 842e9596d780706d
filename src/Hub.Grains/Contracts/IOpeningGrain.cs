using Orleans.Concurrency;

namespace Hub.Grains.Contracts;

/// <summary>An opening (开标): its signed terms, the frozen set of bids, the window, and the board. Key: the opening id.</summary>
[Alias("Hub.IOpeningGrain")]
public interface IOpeningGrain : IGrainWithStringKey
{
    /// <summary>Takes a descriptor, or one of a higher generation before the freeze.</summary>
    [Alias("Describe")] Task<Outcome<DescribedOpening>> Describe(string platformId, SignedBody descriptor, DateTimeOffset arrival);

    /// <summary>What its platform may see of it.</summary>
    [Alias("Read")] Task<Outcome<OpeningSummary>> Read(string platformId);

    /// <summary>Registers an envelope.</summary>
    /// <param name="envelope">The registration's body: JSON of header, commitment, sealedKey, authorship.</param>
    [Alias("Register")] Task<Outcome<Registration>> Register(string platformId, byte[] envelope, DateTimeOffset arrival);

    /// <summary>The certificates (signKeyIds) that answer for these envelopes; null for one that is not registered. Before the start only for its platform (D10).</summary>
    [Alias("Owners"), AlwaysInterleave] Task<IReadOnlyList<string?>> Owners(IReadOnlyList<string> envelopeIds);

    /// <summary>Takes envelopes out, by a bidder's authorship record that names them.</summary>
    /// <param name="authorship">The body: JSON of authorship.</param>
    [Alias("Withdraw")] Task<Outcome<ReceiptBytes>> Withdraw(string platformId, byte[] authorship, DateTimeOffset arrival);

    /// <summary>Takes the freeze.</summary>
    [Alias("Freeze")] Task<Outcome<FrozenOpening>> Freeze(string platformId, SignedBody freeze, DateTimeOffset arrival);

    /// <summary>Takes the next amendment.</summary>
    [Alias("Amend")] Task<Outcome<AmendedOpening>> Amend(string platformId, SignedBody amendment, DateTimeOffset arrival);

    /// <summary>
    /// The terms now. In memory; interleaves with everything, so that a slow registration holds up no answer. Only while an amendment that moves the window is being stored
    /// does it wait for it, so that each answer is judged either wholly before or wholly after it.
    /// </summary>
    /// <param name="answer">Arrival of an answer that will be judged by these terms: a close that is taken later takes effect after it. Null for whoever only looks.</param>
    [Alias("Terms"), AlwaysInterleave] Task<Outcome<OpeningTerms>> Terms(DateTimeOffset? answer = null);

    /// <summary>What a decrypt statement takes from the freeze; refused with NotStarted before the start.</summary>
    [Alias("Frozen"), AlwaysInterleave] Task<Outcome<FrozenParts>> Frozen(IReadOnlyList<string> envelopeIds);

    /// <summary>A challenge's tile has changed, for the board. Never waited for: the durable row is written with the challenge.</summary>
    [Alias("TileChanged"), OneWay, AlwaysInterleave] Task TileChanged(TileRow tile);

    /// <summary>The whole board; without tiles before the start.</summary>
    [Alias("Board"), AlwaysInterleave] Task<Outcome<BoardSnapshot>> Board();
}

/// <summary>A descriptor is stored.</summary>
[GenerateSerializer, Immutable, Alias("Hub.DescribedOpening")]
public sealed record DescribedOpening(string OpeningId, int Generation, string Descriptor);

/// <summary>An opening as its platform sees it.</summary>
[GenerateSerializer, Immutable, Alias("Hub.OpeningSummary")]
public sealed record OpeningSummary(OpeningTerms Terms, int Envelopes);

/// <summary>The freeze is stored.</summary>
[GenerateSerializer, Immutable, Alias("Hub.FrozenOpening")]
public sealed record FrozenOpening(byte[] Receipt, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt);

/// <summary>An amendment is stored.</summary>
[GenerateSerializer, Immutable, Alias("Hub.AmendedOpening")]
public sealed record AmendedOpening(int Number, byte[] Receipt, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt);

/// <summary>The phases of an opening; words of the wire.</summary>
public static class OpeningPhase
{
#pragma warning disable CS1591 // The protocol's section 7 defines each.
    public const string Registered = "registered", Frozen = "frozen", Started = "started", Closed = "closed";
#pragma warning restore CS1591
}

/// <summary>An opening's terms at a moment.</summary>
/// <param name="EarliestStart">Of the descriptor in force.</param>
/// <param name="OpensAt">Start, inclusive; null while it waits for the host (or for the freeze, after the earliest start).</param>
/// <param name="ClosesAt">End, exclusive; null until the start is known.</param>
/// <param name="Amendment">How many so far.</param>
[GenerateSerializer, Immutable, Alias("Hub.OpeningTerms")]
public sealed record OpeningTerms(
    string OpeningId, string PlatformId, string Name, string Phase, int Generation, string Start, DateTimeOffset Deadline, DateTimeOffset EarliestStart,
    DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt, bool PhonesAllowed, int Amendment)
{
    /// <summary>The lots of the descriptor in force: a bid may name no other.</summary>
    [Id(0)] public IReadOnlyList<string> Lots { get; init; } = [];

    /// <summary>The key that signed the descriptor in force and those it succeeded: a bid may name no other, not even a successor that has signed no descriptor yet.</summary>
    [Id(1)] public IReadOnlyList<string> PlatformKeyIds { get; init; } = [];
}

/// <summary>The parts that all decrypt statements of an opening share, and each envelope's place.</summary>
/// <param name="FreezeReceipt">Wire bytes of the receipt.</param>
[GenerateSerializer, Immutable, Alias("Hub.FrozenParts")]
public sealed record FrozenParts(
    string PlatformName, SignedBody Descriptor, SignedBody Freeze, byte[] FreezeReceipt, IReadOnlyList<byte[]> Chain, IReadOnlyList<byte[]> Crls,
    IReadOnlyList<SignedBody> Successions, IReadOnlyList<FrozenPlace> Places);

/// <summary>An envelope's place in the frozen tree.</summary>
/// <param name="Path">32 bytes each.</param>
[GenerateSerializer, Immutable, Alias("Hub.FrozenPlace")]
public sealed record FrozenPlace(string EnvelopeId, int Index, IReadOnlyList<byte[]> Path);

/// <summary>The states of a tile; words of the wire.</summary>
public static class TileState
{
#pragma warning disable CS1591 // The protocol's section 7.3 defines each.
    public const string Waiting = "waiting", Scanned = "scanned", Answered = "answered", Partial = "partial", Rejected = "rejected",
        Late = "late", Admitted = "admitted", Opened = "opened", Failed = "failed";
#pragma warning restore CS1591
}

/// <summary>What one challenge adds to its bidder's tile. JSON in the board's read model.</summary>
/// <param name="Number">Of the challenge's changes: an older row never replaces a newer one.</param>
[GenerateSerializer, Immutable, Alias("Hub.TileRow")]
public sealed record TileRow(string ChallengeId, long Number, string BidderId, string BidderName, IReadOnlyList<string> Lots, string State, DateTimeOffset? At);

/// <summary>One bidder on the board.</summary>
/// <param name="Tile">Opaque id within the opening.</param>
[GenerateSerializer, Immutable, Alias("Hub.BoardTile")]
public sealed record BoardTile(string Tile, string Bidder, IReadOnlyList<string> Lots, string State, DateTimeOffset? At);

/// <summary>The board, or with some tiles only the change of it.</summary>
[GenerateSerializer, Immutable, Alias("Hub.BoardSnapshot")]
public sealed record BoardSnapshot(string Epoch, long Number, OpeningTerms Terms, IReadOnlyList<BoardTile> Tiles);
