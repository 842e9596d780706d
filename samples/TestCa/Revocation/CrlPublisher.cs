using System.Net.Http.Headers;
using Hub.Cryptography;

namespace TestCa.Revocation;

/// <summary>Where the hub takes the CA's lists.</summary>
/// <param name="Hub">The hub's API origin; null if the CA is not told, and then nothing is published.</param>
/// <param name="Authority">The CA's authority id at the hub.</param>
internal sealed record PublishOptions(Uri? Hub, AuthorityId Authority);

/// <summary>The hub's answer to the issuing CA's list.</summary>
/// <param name="Revoked">How many certificates changed at the hub.</param>
internal sealed record Published(string Number, long Revoked);

/// <summary>Brings each new list to the hub (protocol section 6.2): at the start, daily, and at once after a revocation.</summary>
internal sealed partial class CrlPublisher(CrlBook book, PublishOptions options, IHttpClientFactory clients, TimeProvider time, ILogger<CrlPublisher> log) : BackgroundService
{
    /// <summary>The name of its HTTP client.</summary>
    public const string Client = "hub";

    private const int AnswerLimit = 64 * 1024;
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Publishes the newest lists; returns when the hub has both, or null if it did not take them.</summary>
    public async Task<Published?> PublishAsync(CancellationToken cancellation)
    {
        if (options.Hub is null)
            return null;
        var newest = book.Newest;
        try
        {
            return await PostAsync(options.Authority, newest.Root, cancellation) is null ? null : await PostAsync(options.Authority, newest.Issuing, cancellation);
        }
        catch (Exception fault) when (fault is HttpRequestException || fault is OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            LogUnreachable(newest.Number);
            return null;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Hub is null)
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (time.GetUtcNow() - book.Newest.MadeAt >= Renewal)
                book.Make();
            for (var pause = FirstPause; await PublishAsync(stoppingToken) is null; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
                await Task.Delay(pause, time, stoppingToken);
            LogPublished(book.Newest.Number);
            await Task.Delay(Renewal / 4, time, stoppingToken);
        }
    }

    private async Task<Published?> PostAsync(AuthorityId authority, byte[] crl, CancellationToken cancellation)
    {
        using var client = clients.CreateClient(Client);
        using var content = new ByteArrayContent(crl);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/pkix-crl");
        using var answer = await client.PostAsync(new Uri(options.Hub!, $"/api/authorities/{authority}/crls"), content, cancellation);
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (answer.IsSuccessStatusCode && RecordReader.TryRead(bytes, AnswerLimit, Read, out var published, out _))
            return published;
        LogNotTaken(authority.ToString(), (int)answer.StatusCode);
        return null;

        static Published Read(RecordReader reader)
        {
            var published = new Published(reader.Text("number", 1, 64), reader.Integer("revoked", 0, 1_000_000));
            reader.IgnoreOthers();
            return published;
        }
    }
}
