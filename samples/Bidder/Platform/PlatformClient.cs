using System.Net;
using System.Net.Http.Headers;
using Hub.Cryptography;

namespace Bidder;

/// <summary>
/// The sample platform's public interface for bidders. Every call may be repeated: what is put is named by its envelope, and a request for a challenge by its key.
/// </summary>
internal sealed class PlatformClient(HttpClient http, Uri platform)
{
    private const int MaxAnswer = 2 * 1024 * 1024;
    private const int Tries = 4;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UploadTimeout = TimeSpan.FromMinutes(30);

    /// <summary><c>GET /openings/{id}</c> → <c>{"descriptor": Signed, "chain": [bytes]}</c>.</summary>
    public Task<PlatformAnswer<OfferAnswer>> GetOpeningAsync(OpeningId opening, CancellationToken cancellation) =>
        AskAsync(() => new HttpRequestMessage(HttpMethod.Get, At($"openings/{opening}")), Timeout, OfferAnswer.Read, cancellation);

    /// <summary><c>POST /openings/{id}/bids</c> <c>{"envelopes": [{"header","commitment","sealedKeyDigest"}],"withdraws": [id]}</c> → <see cref="BidChallenge"/>.</summary>
    public Task<PlatformAnswer<BidChallenge>> AskChallengeAsync(
        OpeningId opening, IReadOnlyList<EnvelopeClaim> claims, IReadOnlyList<EnvelopeId> withdraws, string key, PageSecret page, CancellationToken cancellation)
    {
        var body = RecordWriter.Write(writer => writer.Objects("envelopes", claims, EnvelopeClaim.Write).Texts("withdraws", withdraws));
        return AskAsync(() => Json(HttpMethod.Post, $"openings/{opening}/bids", body, key, page), Timeout, BidChallenge.Read, cancellation);
    }

    /// <summary><c>PUT /openings/{id}/envelopes/{envelope}</c> <c>{"header","commitment","sealedKey","authorship"}</c> → <c>{"receipt"}</c>.</summary>
    public Task<PlatformAnswer<Receipt>> RegisterAsync(OpeningId opening, EnvelopeId envelope, SealedEnvelope sealedEnvelope, PageSecret page, CancellationToken cancellation)
    {
        var body = RecordWriter.Write(writer => SealedEnvelope.Write(writer, sealedEnvelope));
        return AskAsync(() => Json(HttpMethod.Put, $"openings/{opening}/envelopes/{envelope}", body, null, page), Timeout, ReadReceipt, cancellation);
    }

    /// <summary><c>POST /openings/{id}/withdrawals</c> <c>{"authorship"}</c> → <c>{"receipt"}</c>.</summary>
    public Task<PlatformAnswer<Receipt>> WithdrawAsync(OpeningId opening, Authorship authorship, CancellationToken cancellation)
    {
        var body = RecordWriter.Write(writer => writer.Object("authorship", item => Authorship.Write(item, authorship)));
        return AskAsync(() => Json(HttpMethod.Post, $"openings/{opening}/withdrawals", body, null, null), Timeout, ReadReceipt, cancellation);
    }

    /// <summary><c>PUT /openings/{id}/envelopes/{envelope}/ciphertext</c>, <c>application/octet-stream</c>, streamed from the file → 204.</summary>
    public Task<PlatformAnswer<PlatformDone>> UploadAsync(OpeningId opening, EnvelopeId envelope, string path, CancellationToken cancellation) =>
        AskAsync<PlatformDone>(() => new HttpRequestMessage(HttpMethod.Put, At($"openings/{opening}/envelopes/{envelope}/ciphertext"))
        {
            Content = new StreamContent(File.OpenRead(path), 128 * 1024) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
        }, UploadTimeout, null, cancellation);

    private static Receipt? ReadReceipt(RecordReader reader)
    {
        var receipt = reader.Object("receipt", Receipt.Read);
        reader.IgnoreOthers();
        return receipt;
    }

    private Uri At(string path) => new(platform, path);

    private HttpRequestMessage Json(HttpMethod method, string path, byte[] body, string? idempotencyKey, PageSecret? page)
    {
        var request = new HttpRequestMessage(method, At(path)) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (page is { } secret)
            request.Headers.Add(PageSecret.Header, secret.Reveal());
        return request;
    }

    private async Task<PlatformAnswer<T>> AskAsync<T>(Func<HttpRequestMessage> make, TimeSpan limit, Func<RecordReader, T?>? read, CancellationToken cancellation) where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timeout.CancelAfter(limit);
            string lost;
            try
            {
                using var request = make();
                using var response = await http.SendAsync(request, timeout.Token);
                var body = await response.Content.ReadAsByteArrayAsync(timeout.Token);
                if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                    return Read(response, body, read);
                lost = $"platform answers {(int)response.StatusCode}";
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException || (broken is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                lost = "platform cannot be reached";
            }
            if (attempt == Tries)
                return new PlatformAnswer<T>(null, lost);
            await Task.Delay(TimeSpan.FromMilliseconds(300 << attempt), cancellation);
        }
    }

    private static PlatformAnswer<T> Read<T>(HttpResponseMessage response, byte[] body, Func<RecordReader, T?>? read) where T : class
    {
        if (!response.IsSuccessStatusCode)
            return new PlatformAnswer<T>(null, PlatformProblem.Of((int)response.StatusCode, body));
        if (read is null)
            return new PlatformAnswer<T>((T)(object)PlatformDone.It, "");
        return RecordReader.TryRead(body, MaxAnswer, read, out var value, out var defect) ? new PlatformAnswer<T>(value, "") : new PlatformAnswer<T>(null, "platform's answer: " + defect);
    }
}
