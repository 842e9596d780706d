using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Push;
using Hub.Grains.Receipts;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Hub.Grains.Openings;

/// <summary>
/// Carries <see cref="OpeningRules"/>: looks up what a decision needs, commits what it gives, and tells who waits. The index of envelopes and the board are in memory, rebuilt
/// from rows when the grain is activated.
/// </summary>
internal sealed partial class OpeningGrain : Grain, IOpeningGrain
{
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(20);

    private readonly IPersistentState<OpeningState> _stored;
    private readonly IAtomicWrite _atomic;
    private readonly IHubIdentity _identity;
    private readonly IEnvelopeReader _envelopeRows;
    private readonly IBoardReader _boardRows;
    private readonly IReceiptReader _receipts;
    private readonly IPush _push;
    private readonly ChallengeIds _challengeIds;
    private readonly TimeProvider _time;
    private readonly ILogger<OpeningGrain> _log;

    private DurableState<OpeningState> _state = null!;
    private EnvelopeIndex _index = new();
    private FrozenSet? _frozen;
    private byte[]? _freezeReceipt;

    public OpeningGrain(
        [PersistentState("opening", "hub")] IPersistentState<OpeningState> stored, IAtomicWrite atomic, IHubIdentity identity, IEnvelopeReader envelopeRows, IBoardReader boardRows,
        IReceiptReader receipts, IPush push, ChallengeIds challengeIds, TimeProvider time, ILogger<OpeningGrain> log)
    {
        _stored = stored;
        _atomic = atomic;
        _identity = identity;
        _envelopeRows = envelopeRows;
        _boardRows = boardRows;
        _receipts = receipts;
        _push = push;
        _challengeIds = challengeIds;
        _time = time;
        _log = log;
    }

    private OpeningState State => _state.Current;

    private DateTimeOffset Now => _time.GetUtcNow();

    private string Id => this.GetPrimaryKeyString();

    private bool IsDescribed => State.Descriptors.Count > 0;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _state = new DurableState<OpeningState>(_stored, _atomic, this);
        _board = NewBoard();
        EmptyActivations.Watch(this, () => !IsDescribed);
        if (!IsDescribed)
            return;
        await ReadEnvelopes();
        if (State.Freeze is { } freeze)
        {
            _frozen = Thaw(freeze);
            await ReadBoard();
            JudgeLateAgain();
        }
        BeginWatch();
    }

    public Task<Outcome<OpeningSummary>> Read(string platformId) => Task.FromResult<Outcome<OpeningSummary>>(
        IsOf(platformId) ? new OpeningSummary(NoticedTerms(), _index.Count) : new NotFound());

    public async Task<Outcome<FrozenParts>> Frozen(IReadOnlyList<string> envelopeIds)
    {
        if (!IsDescribed)
            return new NotFound();
        var terms = NoticedTerms();
        if (State.Freeze is not { } freeze || terms.Phase is not (OpeningPhase.Started or OpeningPhase.Closed))
            return new NotStarted(Now, terms.OpensAt);
        // A statement with a path that leads nowhere would make phones sign a refusal of good envelopes.
        var frozen = _frozen ?? throw new InvalidOperationException("The stored envelopes are not the frozen ones.");
        var places = new List<FrozenPlace>(envelopeIds.Count);
        foreach (var id in envelopeIds)
        {
            if (!EnvelopeId.TryParse(id, out var envelope) || frozen.Find(envelope) is not { } place)
                throw new InvalidOperationException("A challenge holds an envelope that is not among the frozen ones.");
            places.Add(place);
        }
        _freezeReceipt ??= await ReceiptWire.ReadAsync(_receipts, freeze.Leaf);
        var descriptor = State.Current;
        return new FrozenParts(
            freeze.PlatformName, new SignedBody(descriptor.Record, descriptor.Signature), new SignedBody(freeze.Record, freeze.Signature), _freezeReceipt,
            descriptor.Chain, freeze.Crls, descriptor.Successions, places);
    }

    private bool IsOf(string platformId) => IsDescribed && State.PlatformId == platformId;

    private async Task ReadEnvelopes()
    {
        using var limit = new CancellationTokenSource(ReadPatience);
        _index = EnvelopeIndex.Of(await _envelopeRows.ForOpeningAsync(Id, limit.Token));
    }

    private FrozenSet? Thaw(KeptFreeze freeze)
    {
        var set = _index.Freeze();
        if (set.Size == freeze.Size && set.Root.ToString() == freeze.Root)
            return set;
        LogFrozenSetDamaged(Id);
        return null;
    }

    private HubId Hub => HubId.TryParse(_identity.HubId, out var hub) ? hub : throw new InvalidOperationException("The hub has no id.");
}
