using System.Net;
using System.Net.Http.Headers;
using Hub.Cryptography;
using TradingPlatform.Identity;

namespace TradingPlatform.HubCalls;

/// <summary>Calls the hub's platform interface (protocol section 7.1). Every call has a timeout and may be repeated: the hub gives the same answer.</summary>
internal sealed class HubClient(IHttpClientFactory clients, IdentityDesk identity, TimeProvider time)
{
    /// <summary>The name of its HTTP client, which has no timeout of its own.</summary>
    public const string Client = "hub";

    private const int Tries = 3;
    private const int AnswerLimit = 2 * 1024 * 1024;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FeedWait = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(300);

    public Task<HubAnswer<T>> PostAsync<T>(string path, byte[] body, Func<RecordReader, T> read, string? key = null, CancellationToken cancellation = default) where T : class =>
        RepeatAsync(() => CallAsync(HttpMethod.Post, path, body, key, AnswerLimit, CallTimeout, (_, bytes) => Parse(bytes, AnswerLimit, read), cancellation), cancellation);

    /// <summary>A call that the hub answers with 204 and nothing else: whatever other success comes is somebody else's page, and confirms nothing.</summary>
    public Task<HubAnswer<HubDone>> PostAsync(string path, byte[] body, CancellationToken cancellation) =>
        RepeatAsync(() => CallAsync(HttpMethod.Post, path, body, null, AnswerLimit, CallTimeout,
            (status, bytes) => status == HttpStatusCode.NoContent && bytes.Length == 0 ? HubDone.It : null, cancellation), cancellation);

    public Task<HubAnswer<T>> GetAsync<T>(string path, Func<RecordReader, T> read, CancellationToken cancellation) where T : class =>
        RepeatAsync(() => CallAsync(HttpMethod.Get, path, null, null, AnswerLimit, CallTimeout, (_, bytes) => Parse(bytes, AnswerLimit, read), cancellation), cancellation);

    /// <summary>The bytes as they are.</summary>
    public Task<HubAnswer<byte[]>> GetBytesAsync(string path, int limit, CancellationToken cancellation) =>
        RepeatAsync(() => CallAsync(HttpMethod.Get, path, null, null, limit, CallTimeout, (_, bytes) => bytes, cancellation), cancellation);

    /// <summary>The bytes of a challenge's statement. Not repeated here: whoever follows the feed asks again.</summary>
    public Task<HubAnswer<byte[]>> GetStatementAsync(ChallengeId challenge, CancellationToken cancellation) =>
        CallAsync(HttpMethod.Get, $"/api/challenges/{challenge}/statement", null, null, DecryptStatement.MaxLength, CallTimeout, (_, bytes) => bytes, cancellation);

    /// <summary>One page of the feed; waits for something newer. Not repeated here: the follower asks again anyway.</summary>
    public Task<HubAnswer<HubFeed>> GetFeedAsync(OpeningId opening, long after, CancellationToken cancellation) => CallAsync(
        HttpMethod.Get, $"/api/openings/{opening}/results?after={after}&wait={FeedWait.TotalSeconds:0}", null, null, HubFeed.MaxLength, FeedWait + CallTimeout,
        (_, bytes) => Parse(bytes, HubFeed.MaxLength, HubFeed.Read), cancellation);

    private async Task<HubAnswer<T>> RepeatAsync<T>(Func<Task<HubAnswer<T>>> call, CancellationToken cancellation) where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await call();
            if (answer.Problem is not { IsPassing: true } || attempt == Tries)
                return answer;
            await Task.Delay(FirstPause * attempt, time, cancellation);
        }
    }

    private async Task<HubAnswer<T>> CallAsync<T>(
        HttpMethod method, string path, byte[]? body, string? key, int limit, TimeSpan patience, Func<HttpStatusCode, byte[], T?> read, CancellationToken cancellation) where T : class
    {
        if (identity.Current is not { } trust)
            return new HubAnswer<T>(null, HubProblem.Unreachable);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(patience);
        using var client = clients.CreateClient(Client);
        client.MaxResponseContentBufferSize = limit;
        using var request = new HttpRequestMessage(method, new Uri(new Uri(trust.Identity.HubApi), path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", trust.Identity.Credential);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        try
        {
            using var response = await client.SendAsync(request, timeout.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(timeout.Token);
            if (!response.IsSuccessStatusCode)
                return new HubAnswer<T>(null, HubProblem.Of((int)response.StatusCode, bytes));
            return read(response.StatusCode, bytes) is { } value ? new HubAnswer<T>(value, null) : new HubAnswer<T>(null, HubProblem.Unreadable);
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return new HubAnswer<T>(null, HubProblem.TooLarge);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || fault is OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return new HubAnswer<T>(null, HubProblem.Unreachable);
        }
    }

    // Answers may grow: what is not known here is passed over.
    private static T? Parse<T>(byte[] bytes, int limit, Func<RecordReader, T> read) where T : class => RecordReader.TryRead(bytes, limit, reader =>
    {
        var value = read(reader);
        reader.IgnoreOthers();
        return value;
    }, out var parsed, out _) ? parsed : null;
}
