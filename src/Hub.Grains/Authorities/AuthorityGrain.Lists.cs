using System.Globalization;
using Hub.Cryptography;
using Hub.Grains.Certificates;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;

namespace Hub.Grains.Authorities;

/// <summary>Revocation lists (吊销列表). Anybody may bring one, so nothing that costs is done in the grain's turn: it waits for <see cref="ICrlReader"/>, and answers others meanwhile.</summary>
internal sealed partial class AuthorityGrain
{
    /// <inheritdoc/>
    public async Task<Outcome<TakenCrl>> TakeCrl(byte[] crl, DateTimeOffset now)
    {
        if (_chain.Count == 0)
            return new NotFound();
        var crls = _authority.Current.Crls;
        for (var i = 0; i < crls.Count; i++)
        {
            if (crls[i].Der.AsSpan().SequenceEqual(crl))
                return Answer(_inForce[i], crls[i].Revoked);
        }
        switch (await _reader.ReadAsync(crl, _chain, _inForce))
        {
            case CrlVerdict.Newer(var list):
                return await Take(crl, list, now);
            case CrlVerdict.Refused(var where):
                return new RequestInvalid(where);
            default:
                throw new InvalidOperationException("A verdict without a case.");
        }
    }

    /// <inheritdoc/>
    public Task<ListedRevocation?> FindListed(IReadOnlyList<string> serials) =>
        Task.FromResult(Find(_incoming, serials) ?? _inForce.Select(list => Find(list, serials)).FirstOrDefault(found => found is not null));

    private async Task<Outcome<TakenCrl>> Take(byte[] crl, Crl list, DateTimeOffset now)
    {
        // From here on a certificate that is being enrolled sees the list, and one that is stored already is found below: none falls through.
        _incoming = list;
        var namesChain = AuthorityRules.NamesChain(list, _chain);
        if (namesChain)
            _revokedAt ??= now;
        var issuer = list.Issuer.ToString();
        var revoked = await ForEach(
            row => row.Status != CertificateStatus.Revoked && row.Issuer == issuer && Find(list, [row.SerialHex, row.EncSerialHex]) is not null,
            (row, certificate) =>
            {
                var found = Find(list, [row.SerialHex, row.EncSerialHex])!;
                return certificate.Revoke(_id, found.RevokedAt, found.Reason, now);
            });
        // Below a revoked issuer nothing is in force, whoever signed it.
        if (namesChain)
            revoked += await ForEach(row => row.Status == CertificateStatus.Issued, (_, certificate) => certificate.SetAuthorityRemoved(_id, _revokedAt));
        // In force only after everything that it names is revoked, so that after a crash the same list does it again.
        var others = _authority.Current.Crls.Where((_, i) => !_inForce[i].Issuer.Equals(list.Issuer));
        var next = _authority.Current with { Crls = [.. others, new HeldCrl(crl, revoked)] };
        if (namesChain)
            await _authority.CommitAsync(AuthorityRules.Revoked(next, _chain[0], _revokedAt), new AdminActionRow(now, "crl", "authority.revoked", _id, $"CRL {list.Number} of {issuer}"));
        else
            await _authority.CommitAsync(next);
        KnownLists.Keep(crl, list);
        Load(_authority.Current);
        if (namesChain)
            LogRevoked(_logger, _id, list.Number.ToString(CultureInfo.InvariantCulture));
        LogCrl(_logger, _id, list.Number.ToString(CultureInfo.InvariantCulture), revoked);
        if (crl.Length > AuthorityIdentity.LongCrl)
            LogLongCrl(_logger, _id, crl.Length);
        return Answer(list, revoked);
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
