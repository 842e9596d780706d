using Hub.Cryptography;
using Hub.Grains.Certificates;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Hub.Grains.Enterprises;

/// <summary>An enterprise (企业): whose certificates are suspended together.</summary>
internal sealed partial class EnterpriseGrain : Grain, IEnterpriseGrain
{
    private const int CallsAtOnce = 16;

    private readonly DurableState<EnterpriseState> _enterprise;
    private readonly ILogger<EnterpriseGrain> _logger;
    private readonly string _id;

    public EnterpriseGrain([PersistentState("enterprise", "hub")] IPersistentState<EnterpriseState> enterprise, IAtomicWrite atomic, ILogger<EnterpriseGrain> logger)
    {
        _enterprise = new DurableState<EnterpriseState>(enterprise, atomic, this);
        _logger = logger;
        _id = EnterpriseId.TryParse(this.GetPrimaryKeyString(), out var id) ? id.ToString() : throw new ArgumentException("Not an enterprise id.");
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        EmptyActivations.Watch(this, () => !_enterprise.Exists);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Outcome<JoinedEnterprise>> AddCertificate(string name, string signKeyId)
    {
        var state = _enterprise.Current;
        if (EnterpriseRules.Join(state, name, signKeyId) is not { } next)
            return new TooMany(EnterpriseRules.MaxCertificates);
        if (!ReferenceEquals(next, state))
            await _enterprise.CommitAsync(next);
        return new JoinedEnterprise(next.Suspended);
    }

    /// <inheritdoc/>
    public async Task RemoveCertificate(string signKeyId)
    {
        var state = _enterprise.Current;
        if (state.SignKeyIds.Contains(signKeyId))
            await _enterprise.CommitAsync(state with { SignKeyIds = [.. state.SignKeyIds.Where(id => id != signKeyId)] });
    }

    /// <inheritdoc/>
    public Task<Outcome<EnterpriseIdentity>> Identify()
    {
        var state = _enterprise.Current;
        return Task.FromResult(_enterprise.Exists && state.SignKeyIds.Count > 0
            ? new EnterpriseIdentity(_id, state.Name, state.Suspended, state.SignKeyIds)
            : (Outcome<EnterpriseIdentity>)new NotFound());
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> SetSuspended(bool suspended, OperatorAction action)
    {
        if (!_enterprise.Exists)
            return new NotFound();
        // Stored before the certificates are told: one that joins in between is born suspended, and after a crash the operator repeats the action.
        await _enterprise.CommitAsync(
            _enterprise.Current with { Suspended = suspended }, new AdminActionRow(action.At, action.Actor, suspended ? "enterprise.suspend" : "enterprise.resume", _id, ""));
        foreach (var some in _enterprise.Current.SignKeyIds.Chunk(CallsAtOnce))
            await Task.WhenAll(some.Select(signKeyId => GrainFactory.GetGrain<ICertificateGrain>(CertificateKey.Of(signKeyId)).SetSuspended(suspended)));
        LogSuspended(_logger, _id, suspended);
        return Done.It;
    }
}
