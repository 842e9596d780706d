using System.Globalization;
using Hub.Cryptography;
using Hub.Grains.Certificates;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Hub.Grains.Authorities;

/// <summary>A CA (证书机构) and the CRLs in force.</summary>
internal sealed partial class AuthorityGrain : Grain, IAuthorityGrain
{
    private const int CallsAtOnce = 16;

    private readonly DurableState<AuthorityState> _authority;
    private readonly ICertificateFinder _finder;
    private readonly ILogger<AuthorityGrain> _logger;
    private readonly string _id;
    private IReadOnlyList<Sm2Certificate> _chain = [];
    private IReadOnlyList<Crl> _inForce = [];
    private Crl? _incoming;

    public AuthorityGrain(
        [PersistentState("authority", "hub")] IPersistentState<AuthorityState> authority, IAtomicWrite atomic, ICertificateFinder finder, ILogger<AuthorityGrain> logger)
    {
        _authority = new DurableState<AuthorityState>(authority, atomic, this);
        (_finder, _logger) = (finder, logger);
        _id = AuthorityId.TryParse(this.GetPrimaryKeyString(), out var id) ? id.ToString() : throw new ArgumentException("Not an authority id.");
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_authority.Exists)
            Load(_authority.Current);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> Put(string name, string url, IReadOnlyList<byte[]> chain, OperatorAction action)
    {
        if (AuthorityRules.RefusePut(name, url, chain, action.At) is { } refusal)
            return refusal;
        // The anchors first: if the hub falls in between, the same action makes the rest.
        if (!(await GrainFactory.GetGrain<ITrustGrain>(ITrustGrain.Key).AddAuthority(_id, chain[^1], action)).Try(out _, out refusal))
            return refusal;
        var before = _authority.Current;
        var next = before with { Name = name, Url = url, Chain = chain };
        // Another issuing key counts its lists anew.
        if (_chain.Count > 0 && Sm2Certificate.TryParse(chain[0], out var issuer) && issuer.KeyId != _chain[0].KeyId)
            next = next with { Crls = [] };
        await _authority.CommitAsync(next, new AdminActionRow(action.At, action.Actor, "authority.put", _id, $"{name} {url}"));
        Load(next);
        LogPut(_logger, _id);
        return Done.It;
    }

    /// <inheritdoc/>
    public Task<Outcome<AuthorityIdentity>> Identify()
    {
        var state = _authority.Current;
        return Task.FromResult(_chain.Count == 0
            ? (Outcome<AuthorityIdentity>)new NotFound()
            : new AuthorityIdentity(_id, state.Name, state.Url, state.Chain, [.. state.Crls.Select(held => held.Der)]));
    }

    /// <inheritdoc/>
    public async Task<Outcome<TakenCrl>> TakeCrl(byte[] crl, DateTimeOffset now)
    {
        if (_chain.Count == 0)
            return new NotFound();
        var known = _authority.Current.Crls.FirstOrDefault(held => held.Der.AsSpan().SequenceEqual(crl));
        if (crl.Length > AuthorityRules.MaxCrl || !Crl.TryParse(crl, out var list))
            return new RequestInvalid("crl");
        if (known is not null)
            return Answer(list, known.Revoked);
        if (AuthorityRules.SignerOf(list, _chain) is not { } issuer)
            return new RequestInvalid("signature");
        var before = _inForce.FirstOrDefault(held => held.Issuer.Equals(list.Issuer));
        if (AuthorityRules.RefuseNumber(list, before) is { } refusal)
            return refusal;
        // From here on a certificate that is being enrolled sees the list, and one that is stored already is found below: none falls through.
        _incoming = list;
        var revoked = await Revoke(list, issuer.Subject.ToString(), now);
        // In force only after everything that it names is revoked, so that after a crash the same list does it again.
        var others = _authority.Current.Crls.Where(held => !(Crl.TryParse(held.Der, out var other) && other.Issuer.Equals(list.Issuer)));
        var next = _authority.Current with { Crls = [.. others, new HeldCrl(crl, revoked)] };
        await _authority.CommitAsync(next);
        Load(next);
        LogCrl(_logger, _id, list.Number.ToString(CultureInfo.InvariantCulture), revoked);
        return Answer(list, revoked);
    }

    /// <inheritdoc/>
    public Task<ListedRevocation?> FindListed(IReadOnlyList<string> serials) =>
        Task.FromResult(Find(_incoming, serials) ?? _inForce.Select(list => Find(list, serials)).FirstOrDefault(found => found is not null));

    private async Task<int> Revoke(Crl list, string issuer, DateTimeOffset now)
    {
        var revoked = 0;
        foreach (var some in list.Entries.Chunk(CallsAtOnce))
        {
            var changed = await Task.WhenAll(some.Select(entry => Revoke(entry, issuer, now)));
            revoked += changed.Count(one => one);
        }
        return revoked;
    }

    private async Task<bool> Revoke(CrlEntry entry, string issuer, DateTimeOffset now)
    {
        if (await _finder.BySerialAsync(issuer, entry.SerialHex) is not { } row || row.Status == CertificateStatus.Revoked)
            return false;
        return await GrainFactory.GetGrain<ICertificateGrain>(CertificateKey.Of(row.KeyId)).Revoke(entry.RevokedAt, RevocationWords.Of(entry.Reason), now);
    }

    private void Load(AuthorityState state)
    {
        _chain = [.. state.Chain.Select(der => Sm2Certificate.TryParse(der, out var certificate) ? certificate : throw new InvalidDataException("A stored certificate does not parse."))];
        _inForce = [.. state.Crls.Select(held => Crl.TryParse(held.Der, out var list) ? list : throw new InvalidDataException("A stored CRL does not parse."))];
        _incoming = null;
    }

    private static ListedRevocation? Find(Crl? list, IReadOnlyList<string> serials)
    {
        foreach (var serial in serials)
        {
            if (list is not null && list.TryFind(serial, out var entry))
                return new ListedRevocation(entry.RevokedAt, RevocationWords.Of(entry.Reason));
        }
        return null;
    }

    private static TakenCrl Answer(Crl list, int revoked) => new(list.Number.ToString(CultureInfo.InvariantCulture), revoked);
}
