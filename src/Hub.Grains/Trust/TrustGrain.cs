using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Receipts;
using Orleans.Runtime;

namespace Hub.Grains.Trust;

/// <summary>The one list of authorities and platforms, and the <c>anchors/1</c> that phones pin.</summary>
internal sealed class TrustGrain : Grain, ITrustGrain
{
    private readonly DurableState<TrustState> _trust;
    private readonly Sm2PublicKey _hubKey;
    private readonly HubId _hub;

    public TrustGrain([PersistentState("trust", "hub")] IPersistentState<TrustState> trust, IAtomicWrite atomic, HubReceiptKey receiptKey, IHubIdentity hub)
    {
        _trust = new DurableState<TrustState>(trust, atomic, this);
        _hubKey = receiptKey.PublicKey;
        _hub = HubId.TryParse(hub.HubId, out var id) ? id : throw new ArgumentException("Not a hub id.", nameof(hub));
    }

    /// <inheritdoc/>
    public async Task<Outcome<AnchorsChange>> AddAuthority(string authorityId, byte[] root, OperatorAction action)
    {
        var (next, limit) = TrustRules.WithAuthority(_trust.Current, authorityId, root, _hub, _hubKey);
        return next is null ? new TooMany(limit) : await Change(next, "trust.root", authorityId, action);
    }

    /// <inheritdoc/>
    public async Task<Outcome<AnchorsChange>> RemoveAuthority(string authorityId, OperatorAction action) =>
        await Change(TrustRules.WithoutAuthority(_trust.Current, authorityId, _hub, _hubKey), "trust.remove", authorityId, action);

    /// <inheritdoc/>
    public async Task<Outcome<Done>> AddPlatform(string platformId, OperatorAction action)
    {
        if (TrustRules.WithPlatform(_trust.Current, platformId) is not { } next)
            return new TooMany(TrustRules.MaxParties);
        if (!ReferenceEquals(next, _trust.Current))
            await _trust.CommitAsync(next, new AdminActionRow(action.At, action.Actor, "trust.platform", platformId, ""));
        return Done.It;
    }

    /// <inheritdoc/>
    public Task<TrustSnapshot> Read()
    {
        var state = _trust.Current;
        return Task.FromResult(new TrustSnapshot(
            TrustRules.Roots(state), [.. state.Authorities.Select(authority => authority.Id)], state.Platforms, state.Anchors, _hubKey.Spki.ToArray()));
    }

    private async Task<AnchorsChange> Change(TrustState next, string action, string authorityId, OperatorAction by)
    {
        var before = _trust.Current;
        var digest = next.Anchors.Length == 0 ? "" : Sm3Digest.Of(next.Anchors).ToString();
        if (!ReferenceEquals(next, before))
            await _trust.CommitAsync(next, new AdminActionRow(by.At, by.Actor, action, authorityId, digest.Length == 0 ? "no anchors" : "anchors " + digest));
        return new AnchorsChange(digest, !before.Anchors.AsSpan().SequenceEqual(next.Anchors)) { SameRoot = TrustRules.WithSameRoot(next, authorityId) };
    }
}
