using System.Security.Cryptography;
using Hub.Cryptography;
using Hub.Grains.Authorities;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Hub.Grains.Certificates;

/// <summary>One key identity (证书): its standing, its enrolment and the guard of its PIN, which is a state of its own since it is written at every try.</summary>
internal sealed partial class CertificateGrain : Grain, ICertificateGrain
{
    private readonly DurableState<CertificateState> _certificate;
    private readonly DurableState<PinGuardState> _guard;
    private readonly IHubIdentity _hub;
    private readonly ISealer _sealer;
    private readonly ITombstones _tombstones;
    private readonly IOpenTries _openTries;
    private readonly ICertificateAuthorities _authorities;
    private readonly ICertificateFinder _finder;
    private readonly Sm2KeyCache _keys;
    private readonly DeviceKeyCache _devices;
    private readonly ILogger<CertificateGrain> _logger;
    private readonly string _keyId;
    private StoredCertificate? _stored;

    public CertificateGrain(
        [PersistentState("certificate", "hub")] IPersistentState<CertificateState> certificate,
        [PersistentState("pin-guard", "hub")] IPersistentState<PinGuardState> guard,
        IAtomicWrite atomic,
        IHubIdentity hub,
        ISealer sealer,
        ITombstones tombstones,
        IOpenTries openTries,
        ICertificateAuthorities authorities,
        ICertificateFinder finder,
        Sm2KeyCache keys,
        DeviceKeyCache devices,
        ILogger<CertificateGrain> logger)
    {
        _certificate = new DurableState<CertificateState>(certificate, atomic, this);
        _guard = new DurableState<PinGuardState>(guard, atomic, this);
        (_hub, _sealer, _tombstones, _openTries, _authorities, _finder) = (hub, sealer, tombstones, openTries, authorities, finder);
        (_keys, _devices, _logger) = (keys, devices, logger);
        _keyId = CertificateKey.SignKeyIdOf(this.GetPrimaryKeyString());
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        EmptyActivations.Watch(this, () => !_certificate.Exists);
        if (_certificate.Exists)
            _stored = StoredCertificate.Of(_certificate.Current, _keys, _devices);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Outcome<CertificateIdentity>> Identify() => Task.FromResult(_stored is { } stored ? stored.Identity : (Outcome<CertificateIdentity>)new NotFound());

    /// <inheritdoc/>
    public Task<Outcome<CertificateIdentity>> Standing(DateTimeOffset now) => Task.FromResult(StandingAt(now));

    /// <inheritdoc/>
    public Task<Outcome<CertificateView>> Look(DateTimeOffset now) => Task.FromResult(_stored is { } stored
        ? new CertificateView(stored.Identity, CertificateRules.Standing(_certificate.Current, stored.Identity.NotAfter, now), PinAt(now))
        : (Outcome<CertificateView>)new NotFound());

    private PinStanding? PinAt(DateTimeOffset now) => Guard is { Current: not null } guard ? PinGuardRules.Standing(guard, now) : null;

    /// <inheritdoc/>
    public async Task<bool> Revoke(string authorityId, DateTimeOffset revokedAt, string reason, DateTimeOffset now)
    {
        // Another CA may bear the same name and give out the same numbers.
        if (_stored is not { } stored || _certificate.Current.AuthorityId != authorityId || _certificate.Current.RevokedAt is not null)
            return false;
        var next = _certificate.Current with { RevokedAt = revokedAt, RevocationReason = reason };
        await _certificate.CommitAsync(next, stored.Row(next));
        LogRevoked(_logger, _keyId, reason);
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> SetAuthorityRemoved(string authorityId, DateTimeOffset? removedAt)
    {
        if (_stored is not { } stored || _certificate.Current.AuthorityId != authorityId || _certificate.Current.AuthorityRemovedAt == removedAt)
            return false;
        var next = _certificate.Current with { AuthorityRemovedAt = removedAt };
        await _certificate.CommitAsync(next, stored.Row(next));
        return true;
    }

    /// <inheritdoc/>
    public async Task SetSuspended(bool suspended)
    {
        if (_stored is null || _certificate.Current.Suspended == suspended)
            return;
        await _certificate.CommitAsync(_certificate.Current with { Suspended = suspended });
        LogSuspended(_logger, _keyId, suspended);
    }

    private Outcome<CertificateIdentity> StandingAt(DateTimeOffset now)
    {
        if (_stored is not { } stored)
            return new NotFound();
        return CertificateRules.Standing(_certificate.Current, stored.Identity.NotAfter, now) is { } refusal ? refusal : stored.Identity;
    }

    private PinGuardState Guard =>
        PinGuardRules.Effective(_guard.Current, _hub.RestoreCount, _hub.RestoredAt, _openTries.Of(_keyId), version => _tombstones.IsErased(_keyId, version));

    private Task TellOpenTries(PinGuardState guard) => _openTries.TellAsync(_keyId, PinGuardRules.Open(guard));

    private (GuardedKey Kept, OprfServerKey Key) MakeKey(int version)
    {
        var key = OprfServerKey.Generate();
        var bytes = key.Export();
        try
        {
            var kept = new GuardedKey { Version = version, PublicKey = key.PublicKey.ToArray(), SealedKey = _sealer.Seal(SealPurpose, SealContext(version), bytes) };
            return (kept, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private OprfServerKey Open(GuardedKey kept)
    {
        var bytes = _sealer.Unseal(SealPurpose, SealContext(kept.Version), kept.SealedKey);
        try
        {
            return OprfServerKey.FromBytes(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private const string SealPurpose = "oprf";

    private string SealContext(int version) => FormattableString.Invariant($"{_keyId}/{version}");
}
