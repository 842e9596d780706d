using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Trust;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Hub.Grains.Platforms;

/// <summary>A trading platform (交易平台): its descriptor key and who may call as it.</summary>
internal sealed partial class PlatformGrain : Grain, IPlatformGrain
{
    private readonly DurableState<PlatformState> _platform;
    private readonly IHubIdentity _hub;
    private readonly ILogger<PlatformGrain> _logger;
    private readonly string _id;

    public PlatformGrain(
        [PersistentState("platform", "hub")] IPersistentState<PlatformState> platform, IAtomicWrite atomic, IHubIdentity hub, ILogger<PlatformGrain> logger)
    {
        _platform = new DurableState<PlatformState>(platform, atomic, this);
        (_hub, _logger) = (hub, logger);
        _id = PlatformId.TryParse(this.GetPrimaryKeyString(), out var id) ? id.ToString() : throw new ArgumentException("Not a platform id.");
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        EmptyActivations.Watch(this, () => !_platform.Exists);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> Put(string name, IReadOnlyList<byte[]> chain, OperatorAction action)
    {
        if (PartyText.RefuseName(name) is { } refusal)
            return refusal;
        if (!DescriptorChain.TryParse(chain, out var certificates, out var where))
            return new RequestInvalid(where);
        if (await TrustedParties().RefusePath(certificates[0], certificates.Skip(1).ToList(), action.At) is { } untrusted)
            return new DescriptorSigner(untrusted);
        if (!(await GrainFactory.GetGrain<ITrustGrain>(ITrustGrain.Key).AddPlatform(_id, action)).Try(out _, out refusal))
            return refusal;
        var state = _platform.Current;
        // A key that the operator puts in by hand follows from no other; a renewed certificate of the same key keeps its history.
        var keepsKey = state.Chain.Count > 0 && Sm2Certificate.TryParse(state.Chain[0], out var inForce) && inForce.KeyId == certificates[0].KeyId;
        await _platform.CommitAsync(
            state with { Name = name, Chain = chain, Successions = keepsKey ? state.Successions : [] },
            new AdminActionRow(action.At, action.Actor, "platform.put", _id, $"{name} {certificates[0].KeyId}"));
        LogPut(_logger, _id, certificates[0].KeyId.ToString());
        return Done.It;
    }

    /// <inheritdoc/>
    public async Task<Outcome<NewCredential>> AddCredential(string label, OperatorAction action)
    {
        if (!_platform.Exists)
            return new NotFound();
        var state = _platform.Current;
        if (PlatformRules.RefuseCredential(state, label) is { } refusal)
            return refusal;
        var secret = CredentialSecret.New();
        await _platform.CommitAsync(
            state with { Credentials = [.. state.Credentials, new PlatformCredential { Label = label, Digest = secret.Digest() }] },
            new AdminActionRow(action.At, action.Actor, "platform.credential.add", _id, label));
        LogCredential(_logger, _id, label, added: true);
        return new NewCredential(_id, label, secret.Reveal());
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> RevokeCredential(string label, OperatorAction action)
    {
        var state = _platform.Current;
        if (!_platform.Exists || state.Credentials.All(credential => credential.Label != label))
            return new NotFound();
        await _platform.CommitAsync(
            state with { Credentials = [.. state.Credentials.Where(credential => credential.Label != label)] },
            new AdminActionRow(action.At, action.Actor, "platform.credential.revoke", _id, label));
        LogCredential(_logger, _id, label, added: false);
        return Done.It;
    }

    /// <inheritdoc/>
    public Task<bool> Authenticate(byte[] secretDigest) => Task.FromResult(PlatformRules.IsAuthentic(_platform.Current, secretDigest));

    /// <inheritdoc/>
    public Task<Outcome<PlatformIdentity>> Identify()
    {
        var state = _platform.Current;
        return Task.FromResult(_platform.Exists
            ? new PlatformIdentity(_id, state.Name, state.Chain, state.Successions, [.. state.Credentials.Select(credential => credential.Label)])
            : (Outcome<PlatformIdentity>)new NotFound());
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> Succeed(SignedBody succession, DateTimeOffset now)
    {
        if (!_platform.Exists)
            return new NotFound();
        var state = _platform.Current;
        switch (PlatformRules.Succeed(state, _hub.HubId, _id, succession))
        {
            case SuccessionDecision.Successor(var certificate):
                // Whoever stole a key could else name his own after its CA has revoked it, and no descriptor would need the stolen one any more.
                if (await RefuseInForce(state, now) is { } ended)
                    return new DescriptorSigner($"the key in force signs no more ({ended}): only the operator of the hub can put a new chain");
                var (issuers, untrusted) = await TrustedParties().FindIssuers(certificate, now);
                if (untrusted is not null)
                    return new DescriptorSigner(untrusted);
                await _platform.CommitAsync(state with
                {
                    Chain = [certificate.Der.ToArray(), .. issuers],
                    Successions = [.. state.Successions, succession],
                });
                LogSucceeded(_logger, _id, certificate.KeyId.ToString());
                return Done.It;
            case SuccessionDecision.Refused(var why):
                return why;
            default:
                return Done.It;
        }
    }

    private async Task<string?> RefuseInForce(PlatformState state, DateTimeOffset now) =>
        DescriptorChain.TryParse(state.Chain, out var chain, out var where) ? await TrustedParties().RefuseSigner(chain[0], chain.Skip(1).ToList(), now) : where;

    private TrustedParties TrustedParties() => new(GrainFactory);
}
