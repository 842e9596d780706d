using Hub.Cryptography;
using Hub.Grains.Certificates;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Hub.Grains.Authorities;

/// <summary>A CA (证书机构): who it is, whether it is trusted, and the CRLs in force.</summary>
internal sealed partial class AuthorityGrain : Grain, IAuthorityGrain
{
    private const int CallsAtOnce = 16;

    private readonly DurableState<AuthorityState> _authority;
    private readonly ICertificateFinder _finder;
    private readonly ICrlReader _reader;
    private readonly ILogger<AuthorityGrain> _logger;
    private readonly string _id;
    private IReadOnlyList<Sm2Certificate> _chain = [];
    private IReadOnlyList<Crl> _inForce = [];
    private Crl? _incoming;
    private DateTimeOffset? _revokedAt;

    public AuthorityGrain(
        [PersistentState("authority", "hub")] IPersistentState<AuthorityState> authority, IAtomicWrite atomic, ICertificateFinder finder, ICrlReader reader,
        ILogger<AuthorityGrain> logger)
    {
        _authority = new DurableState<AuthorityState>(authority, atomic, this);
        (_finder, _reader, _logger) = (finder, reader, logger);
        _id = AuthorityId.TryParse(this.GetPrimaryKeyString(), out var id) ? id.ToString() : throw new ArgumentException("Not an authority id.");
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        EmptyActivations.Watch(this, () => !_authority.Exists);
        if (_authority.Exists)
            Load(_authority.Current);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Outcome<AnchorsChange>> Put(string name, string url, IReadOnlyList<byte[]> chain, OperatorAction action)
    {
        if (AuthorityRules.RefusePut(name, url, chain, action.At) is { } refusal)
            return refusal;
        if (!AuthorityRules.Put(_authority.Current, [.. chain.Select(Parsed)], _inForce).Try(out var next, out refusal))
            return refusal;
        next = next with { Name = name, Url = url };
        // The anchors first: if the hub falls in between, the same action makes the rest.
        if (!(await Trust.AddAuthority(_id, chain[^1], action)).Try(out var change, out refusal))
            return refusal;
        await _authority.CommitAsync(next, new AdminActionRow(action.At, action.Actor, "authority.put", _id, $"{name} {url}"));
        Load(next);
        await ForEach(row => row.Status == CertificateStatus.Untrusted, (_, certificate) => TrustAgain(certificate));
        LogPut(_logger, _id);
        return change with { SameIssuer = await WithSameIssuer() };
    }

    /// <inheritdoc/>
    public async Task<Outcome<AnchorsChange>> Remove(OperatorAction action)
    {
        if (!_authority.Exists || _authority.Current.Chain.Count == 0)
            return new NotFound();
        // The anchors first again: from here on no code is taken, and the same action makes the rest.
        if (!(await Trust.RemoveAuthority(_id, action)).Try(out var change, out var refusal))
            return refusal;
        if (_authority.Current.RemovedAt is null)
        {
            var next = _authority.Current with { RemovedAt = action.At };
            await _authority.CommitAsync(next, new AdminActionRow(action.At, action.Actor, "authority.remove", _id, ""));
            Load(next);
        }
        var stopped = await ForEach(
            row => row.Status != CertificateStatus.Untrusted, (_, certificate) => certificate.SetAuthorityRemoved(_id, _authority.Current.RemovedAt));
        LogRemoved(_logger, _id, stopped);
        return change with { Certificates = stopped };
    }

    /// <inheritdoc/>
    public Task<Outcome<AuthorityIdentity>> Identify()
    {
        var state = _authority.Current;
        return Task.FromResult(_chain.Count == 0
            ? (Outcome<AuthorityIdentity>)new NotFound()
            : new AuthorityIdentity(_id, state.Name, state.Url, state.Chain, [.. state.Crls.Select(held => held.Der)]) { RevokedAt = _revokedAt });
    }

    private async Task<bool> TrustAgain(ICertificateGrain certificate)
    {
        // The keys of a chain that was revoked may be in other hands: what they signed does not come back with another chain.
        if ((await certificate.Identify()).Try(out var identity, out _) && _authority.Current.RevokedIssuers.Any(key => IsIssuedBy(identity, key)))
            return false;
        return await certificate.SetAuthorityRemoved(_id, null);
    }

    private static bool IsIssuedBy(CertificateIdentity identity, byte[] key) =>
        Sm2PublicKey.TryParse(key, out var issuer) && Parsed(identity.SigningCertificate).IsSignedBy(issuer);

    private ITrustGrain Trust => GrainFactory.GetGrain<ITrustGrain>(ITrustGrain.Key);

    private async Task<IReadOnlyList<string>> WithSameIssuer()
    {
        var same = new List<string>();
        foreach (var id in (await Trust.Read()).Authorities.Where(id => id != _id))
        {
            if ((await GrainFactory.GetGrain<IAuthorityGrain>(id).Identify()).Try(out var other, out _) && Parsed(other.Chain[0]).Subject.Equals(_chain[0].Subject))
                same.Add(id);
        }
        return same;
    }

    /// <summary>Tells those of this authority's certificates that are chosen by their rows, a few at once; says how many it changed.</summary>
    private async Task<int> ForEach(Func<CertificateRow, bool> isMeant, Func<CertificateRow, ICertificateGrain, Task<bool>> tell)
    {
        var changed = 0;
        for (var (page, last) = (await _finder.OfAuthorityAsync(_id, ""), ""); page.Count > 0; page = await _finder.OfAuthorityAsync(_id, last))
        {
            foreach (var some in page.Where(isMeant).Chunk(CallsAtOnce))
                changed += (await Task.WhenAll(some.Select(row => tell(row, GrainFactory.GetGrain<ICertificateGrain>(CertificateKey.Of(row.KeyId)))))).Count(one => one);
            last = page[^1].KeyId;
        }
        return changed;
    }

    private void Load(AuthorityState state)
    {
        // Of a removed one nothing counts, but all is kept, for the day that it comes back.
        _chain = state.RemovedAt is null ? [.. state.Chain.Select(Parsed)] : [];
        _inForce = [.. state.Crls.Select(held => KnownLists.TryGetOrParse(held.Der, out var list) ? list : throw new InvalidDataException("A stored CRL does not parse."))];
        _incoming = null;
        _revokedAt = state.RevokedAt;
    }

    private static Sm2Certificate Parsed(byte[] der) => Sm2Certificate.TryParse(der, out var certificate) ? certificate : throw new InvalidDataException("A stored certificate does not parse.");
}
