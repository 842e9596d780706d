using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Push;
using Hub.Grains.Qr;
using Hub.Grains.Receipts;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Hub.Grains.Challenges;

/// <summary>
/// Carries one challenge: parses and verifies what comes, asks the certificate and the opening, lets <see cref="ChallengeRules"/> decide, commits, and then tells the page, the
/// board and the feed without waiting for them. The parts: what phones, platforms and the opening ask of it.
/// </summary>
internal sealed partial class ChallengeGrain(
    [PersistentState("challenge", "hub")] IPersistentState<ChallengeState> stored, IAtomicWrite atomic, IHubIdentity hub, IReceiptReader receipts, IEventLog events,
    IPush push, PinNonce nonces, Sm2KeyCache keys, DeviceKeyCache devices, TimeProvider time, ILogger<ChallengeGrain> logger) : Grain, IChallengeGrain
{
    private readonly ChallengePage _page = new();
    private DurableState<ChallengeState>? _state;
    private StatementOutline? _outline;

    // The last receipt: an answer and the snapshot after it need the same one, and neither should read the database for it.
    private (byte[] Leaf, byte[] Wire)? _receipt;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        EmptyActivations.Watch(this, () => !Exists);
        return Task.CompletedTask;
    }

    private DurableState<ChallengeState> State => _state ??= new DurableState<ChallengeState>(stored, atomic, this);

    private ChallengeState Current => State.Current;

    private bool Exists => Current.Kind.Length > 0;

    private ChallengeTraits Traits => ChallengeTraits.Of(Current.Kind);

    private string Id => this.GetPrimaryKeyString();

    private ChallengeId ChallengeId => ChallengeId.TryParse(Id, out var id) ? id : throw new InvalidOperationException("A challenge grain's key is a challenge id.");

    private HubId HubId => HubId.TryParse(hub.HubId, out var id) ? id : throw new InvalidOperationException("The hub's id is not well formed.");

    private PlatformId PlatformId => PlatformId.TryParse(Current.PlatformId, out var id) ? id : throw new InvalidOperationException("A stored platform id is not well formed.");

    private OpeningId OpeningId => OpeningId.TryParse(Current.OpeningId, out var id) ? id : throw new InvalidOperationException("A stored opening id is not well formed.");

    private IOpeningGrain Opening => GrainFactory.GetGrain<IOpeningGrain>(Current.OpeningId);

    private ICertificateGrain Certificate(string signKeyId) => GrainFactory.GetGrain<ICertificateGrain>(CertificateKey.Of(signKeyId));

    private async Task<OpeningTerms> TermsAsync(DateTimeOffset? answer = null) =>
        (await Opening.Terms(answer)).Value ?? throw new InvalidOperationException("A challenge's opening is unknown.");

    /// <summary>The statement's bytes; refused before the start.</summary>
    private async Task<Outcome<StatementBytes>> StatementAsync()
    {
        if (!Traits.ByWindow)
            return new StatementBytes(Current.Statement);
        var frozen = await Opening.Frozen([.. DecryptStatementBuilder.InOrder(Current).Select(held => held.EnvelopeId)]);
        if (!frozen.Try(out var parts, out var refusal))
            return refusal;
        var bytes = DecryptStatementBuilder.Build(HubId, ChallengeId, Current, parts);
        _outline ??= OutlineOf(bytes);
        return new StatementBytes(bytes);
    }

    /// <summary>What a response is checked against. A decrypt statement is large and never changes, so only its digest stays in memory.</summary>
    private async Task<Outcome<StatementOutline>> OutlineAsync()
    {
        if (_outline is { } known)
            return known;
        return (await StatementAsync()).Try(out var statement, out var refusal) ? _outline ??= OutlineOf(statement.Statement) : refusal;
    }

    private StatementOutline OutlineOf(byte[] statement) => new(
        Sm3Digest.Of(statement),
        Traits.AnswersEnvelopes ? [.. DecryptStatementBuilder.InOrder(Current).Select(held => EnvelopeId.TryParse(held.EnvelopeId, out var id) ? id : default)] : []);

    private byte[] ReceiptLeafOf(string subject, byte[] response, byte[] signature, DateTimeOffset arrival) =>
        new ReceiptLeaf(HubId, PlatformId, Current.Kind, subject, OpeningId, ChallengeId, null, Sm3Digest.OfParts(response, signature), arrival).Encode();

    private async Task<byte[]> ReceiptAsync(byte[] leaf)
    {
        if (_receipt is { } last && last.Leaf.AsSpan().SequenceEqual(leaf))
            return last.Wire;
        var wire = await ReceiptWire.ReadAsync(receipts, leaf);
        _receipt = (leaf, wire);
        return wire;
    }

    private TileRow TileOf(ChallengeState state, string tile, DateTimeOffset? at) => new(
        Id, (state.Changes << 20) + Math.Min(_page.Scans, (1 << 20) - 1), state.BidderId, state.BidderName,
        [.. state.Envelopes.Select(held => held.Lot).Distinct(StringComparer.Ordinal)], tile, at);

    private BoardRow BoardRowOf(ChallengeState state, DateTimeOffset? at) =>
        new(state.OpeningId, Id, BoardPayload.Encode(TileOf(state, ChallengeRules.TileOf(state), at)));

    /// <summary>Commits a state, with its tile where there is a board, and tells page, board and feed.</summary>
    private Task CommitAsync(ChallengeState next, OpeningTerms terms, DateTimeOffset at, params Companion[] companions) =>
        CommitAsync(next, terms, at, answers: false, companions);

    /// <param name="answers">It is an answer that has just arrived.</param>
    private async Task CommitAsync(ChallengeState next, OpeningTerms terms, DateTimeOffset at, bool answers, Companion[] companions)
    {
        var onBoard = ChallengeTraits.Of(next.Kind).OnBoard;
        var result = await State.CommitAsync(next, onBoard ? [.. companions, BoardRowOf(next, at)] : companions);
        if (result.Receipt is { } receipt)
            _receipt = (receipt.Leaf, ReceiptWire.Encode(receipt));
        _page.Changed(next);
        if (onBoard && ChallengeMoment.HasStarted(terms, at))
            Opening.TileChanged(TileOf(next, ChallengeRules.TileOf(next), at)).Ignore();
        if (result.FeedNumber is { } number)
            push.ResultsAdvanced(next.OpeningId, number);
        await TellPageAsync(terms, at, answers);
    }

    private async Task TellPageAsync(OpeningTerms terms, DateTimeOffset at, bool answers = false) =>
        push.ChallengeChanged(await SnapshotAsync(terms, at) is var snapshot && answers ? snapshot with { Answers = true } : snapshot);

    private async Task<ChallengeSnapshot> SnapshotAsync(OpeningTerms terms, DateTimeOffset at)
    {
        var result = Current.Answer is { } answer
            ? new ChallengeResult(
                Traits.ByWindow ? null : Current.Statement, answer.Response, answer.Signature, answer.Certificate, answer.Chain, await ReceiptAsync(answer.ReceiptLeaf), answer.Arrival)
            : null;
        return _page.Snapshot(Id, Current, ChallengeMoment.Of(Current, terms, at), terms, result);
    }

    /// <summary>Notes what nobody waits for. Before the start nothing is noted (D10): a row, though sealed, would tell that somebody was there.</summary>
    private void Note(ChallengeMoment moment, string kind, DateTimeOffset at, string signKeyId, Refusal? refusal = null)
    {
        if (moment.IsSecret)
            return;
        events.Append(new EventEntry(at, kind, Id, RecordWriter.Write(writer =>
        {
            writer.Text("signKeyId", signKeyId).Time("at", at);
            if (refusal is not null)
                writer.Text("problem", ProblemWord.TypeOf(refusal.Word));
        })));
    }
}
