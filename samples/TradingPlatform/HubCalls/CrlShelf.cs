using System.Collections.Concurrent;
using Hub.Cryptography;
using SampleProcess;
using TradingPlatform.Identity;

namespace TradingPlatform.HubCalls;

/// <summary>
/// The newest list of every CA, fetched from the CAs themselves and kept on disk for the hour when a CA does not answer. What comes over the wire is anybody's: a list is kept only if a
/// CA that leads to the platform's anchors has signed it and it is not older than the one of that CA.
/// </summary>
internal sealed partial class CrlShelf : IDisposable
{
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(10);

    private readonly string _folder;
    private readonly IHttpClientFactory _clients;
    private readonly IdentityDesk _identity;
    private readonly TimeProvider _time;
    private readonly ILogger<CrlShelf> _log;
    private readonly SemaphoreSlim _turn = new(1);

    // By the issuer's key, so that one CA's list never takes the place of another's.
    private readonly ConcurrentDictionary<KeyId, Crl> _kept = new();

    // Fetched and not placed yet: of a CA that nobody has shown a certificate of, or of nobody.
    private List<Crl> _strange = [];
    private DateTimeOffset _fetched;

    public CrlShelf(string folder, IHttpClientFactory clients, IdentityDesk identity, TimeProvider time, ILogger<CrlShelf> log)
    {
        (_folder, _clients, _identity, _time, _log) = (folder, clients, identity, time, log);
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.crl") : [])
        {
            if (KeyId.TryParse(Path.GetFileNameWithoutExtension(path), out var issuer) && DurableFile.Read(path) is { } der && Crl.TryParse(der, out var list))
                _kept[issuer] = list;
        }
    }

    /// <summary>The lists that could be had, at most ten seconds old where the CA answers, and at most <see cref="CertificatePath.MaxCrls"/>, those of the CAs in question first.</summary>
    /// <param name="issuers">CAs that the platform may not know yet: those of the certificate in question. Only those that lead to the platform's anchors count.</param>
    public async Task<IReadOnlyList<Crl>> GetAsync(IReadOnlyList<Sm2Certificate> issuers, CancellationToken cancellation)
    {
        if (_identity.Current is not { } trust)
            return [];
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_time.GetUtcNow() - _fetched >= Freshness)
            {
                // All at once: every answer waits for them here, and one address that keeps silent must not add its timeout to another's.
                var lists = await Task.WhenAll(trust.Identity.Crls.Select(url => FetchAsync(url, cancellation)));
                (_strange, _fetched) = ([.. lists.OfType<Crl>()], _time.GetUtcNow());
            }
            if (_strange.Count > 0)
                Place(trust, issuers);
            return [.. _kept.OrderBy(kept => RankOf(kept.Key, issuers, trust)).ThenByDescending(kept => kept.Value.ThisUpdate).Select(kept => kept.Value).Take(CertificatePath.MaxCrls)];
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>No more lists are looked at than a path can need: those of the CAs in question come first, then the anchors', above their own issuers before others.</summary>
    private static int RankOf(KeyId authority, IReadOnlyList<Sm2Certificate> issuers, PlatformTrust trust)
    {
        if (issuers.Any(issuer => issuer.KeyId == authority))
            return 0;
        return trust.Roots.FirstOrDefault(root => root.KeyId == authority) is not { } root ? 3 : issuers.Any(issuer => issuer.Issuer.Equals(root.Subject)) ? 1 : 2;
    }

    private void Place(PlatformTrust trust, IReadOnlyList<Sm2Certificate> issuers)
    {
        var below = trust.Chain.Skip(1).Concat(issuers).ToList();
        var authorities = below.Where(authority => IsTrusted(authority, issuers, trust) || IsTrusted(authority, [.. trust.Chain.Skip(1)], trust)).Concat(trust.Roots).ToList();
        foreach (var list in _strange.ToList())
        {
            if (authorities.Find(one => one.KeyUsage.HasFlag(CertificateUsage.CrlSigning) && one.Subject.Equals(list.Issuer) && list.IsSignedBy(one.PublicKey)) is not { } issuer)
                continue;
            _strange.Remove(list);
            if (_kept.TryGetValue(issuer.KeyId, out var known) && (known.Number, known.ThisUpdate).CompareTo((list.Number, list.ThisUpdate)) >= 0)
                continue;
            DurableFile.Write(Path.Combine(_folder, issuer.KeyId + ".crl"), list.Der.ToArray());
            _kept[issuer.KeyId] = list;
        }
    }

    private bool IsTrusted(Sm2Certificate authority, IReadOnlyList<Sm2Certificate> above, PlatformTrust trust) =>
        CertificatePath.CheckIssuance(authority, above, trust.Roots, _time.GetUtcNow(), CertificateUsage.CertificateSigning) is PathDecision.Trusted;

    private async Task<Crl?> FetchAsync(string url, CancellationToken cancellation)
    {
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timeout.CancelAfter(FetchTimeout);
            using var client = _clients.CreateClient(HubClient.Client);
            client.MaxResponseContentBufferSize = Crl.MaxLength;
            if (Crl.TryParse(await client.GetByteArrayAsync(new Uri(url), timeout.Token), out var list))
                return list;
        }
        catch (Exception fault) when (fault is HttpRequestException || fault is OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            // As if there were none: the last one that came is used.
        }
        LogOldList(url);
        return null;
    }

    [LoggerMessage(101, LogLevel.Warning, "no CRL could be fetched from {Url}; the last one that came is used")]
    private partial void LogOldList(string url);
}
