using Hub.Cryptography;
using SampleProcess;
using TradingPlatform.Identity;

namespace TradingPlatform.HubCalls;

/// <summary>The CAs' newest lists, fetched from the CAs themselves and kept on disk for the hour when a CA does not answer.</summary>
internal sealed partial class CrlShelf(string folder, IHttpClientFactory clients, IdentityDesk identity, TimeProvider time, ILogger<CrlShelf> log) : IDisposable
{
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1);
    private IReadOnlyList<Crl> _lists = [];
    private DateTimeOffset _fetched;

    /// <summary>Every list that could be had; at most ten seconds old where the CA answers.</summary>
    public async Task<IReadOnlyList<Crl>> GetAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (time.GetUtcNow() - _fetched < Freshness)
                return _lists;
            var lists = new List<Crl>();
            foreach (var (url, index) in (identity.Current?.Identity.Crls ?? []).Select((url, index) => (url, index)))
            {
                if (await FetchAsync(url, Path.Combine(folder, $"{index}.crl"), cancellation) is { } list)
                    lists.Add(list);
            }
            (_lists, _fetched) = (lists, time.GetUtcNow());
            return lists;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<Crl?> FetchAsync(string url, string path, CancellationToken cancellation)
    {
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timeout.CancelAfter(FetchTimeout);
            using var client = clients.CreateClient(HubClient.Client);
            client.MaxResponseContentBufferSize = Crl.MaxLength;
            var der = await client.GetByteArrayAsync(new Uri(url), timeout.Token);
            if (Crl.TryParse(der, out var fresh))
            {
                DurableFile.Write(path, der);
                return fresh;
            }
        }
        catch (Exception fault) when (fault is HttpRequestException || fault is OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            LogOldList(Path.GetFileName(path));
        }
        return DurableFile.Read(path) is { } kept && Crl.TryParse(kept, out var old) ? old : null;
    }

    [LoggerMessage(101, LogLevel.Warning, "CRL {List} could not be fetched; the last one that came is used")]
    private partial void LogOldList(string list);
}
