using System.Net.Http.Headers;

namespace Hub.EndToEnd.Tests.World;

/// <summary>Requests to a hub, asked again with the same bytes while it is dead or says that it cannot now: as phones and platforms do.</summary>
internal sealed class HubLine : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { Timeout = CallTimeout };

    /// <summary>Called before each request leaves.</summary>
    public Action OnRequest { get; set; } = () => { };

    public HttpClient Http => _http;

    public Task<CallAnswer> GetAsync(Uri address, string? bearer = null) => SendAsync(HttpMethod.Get, address, null, bearer, null);

    public Task<CallAnswer> PostAsync(Uri address, byte[] body, string? bearer = null, string? key = null, string media = "application/json") =>
        SendAsync(HttpMethod.Post, address, body, bearer, key, media);

    public async Task<CallAnswer> SendAsync(HttpMethod method, Uri address, byte[]? body, string? bearer, string? key, string media = "application/json", bool operatorsHand = false)
    {
        var until = DateTimeOffset.UtcNow + Eventually.Patience;
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(method, address);
                if (body is not null)
                    request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(media) } };
                if (bearer is not null)
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
                if (key is not null)
                    request.Headers.Add("Idempotency-Key", key);
                if (operatorsHand)
                    request.Headers.Add("X-Hub-Actor", "test");
                OnRequest();
                using var response = await _http.SendAsync(request);
                var answer = new CallAnswer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync());
                if (answer.Status != 503 || DateTimeOffset.UtcNow >= until)
                    return answer;
            }
            catch (Exception lost) when (DateTimeOffset.UtcNow < until && lost is HttpRequestException or IOException or OperationCanceledException)
            {
                // Dead or dying: the same bytes again.
            }
            await Task.Delay(Pause);
        }
    }

    public void Dispose() => _http.Dispose();
}
