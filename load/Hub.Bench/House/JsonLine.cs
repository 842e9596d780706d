using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Hub.Bench.House;

/// <summary>Calls one origin. What is refused ends the bench, except for "too fast" and "too full", which wait.</summary>
internal sealed class JsonLine(HttpClient http, Uri origin, string? bearer = null)
{
    private const int Tries = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public async Task<JsonElement> PostAsync(string path, byte[] body, CancellationToken cancellation, string? key = null, string type = "application/json")
    {
        var answer = await SendAsync(HttpMethod.Post, path, body, key, type, cancellation);
        return answer.Length == 0 ? default : JsonDocument.Parse(answer).RootElement;
    }

    public Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellation) =>
        PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web), cancellation);

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => JsonDocument.Parse(await GetBytesAsync(path, cancellation)).RootElement;

    public Task<byte[]> GetBytesAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, null, "", cancellation);

    private async Task<byte[]> SendAsync(HttpMethod method, string path, byte[]? body, string? key, string type, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            using var request = new HttpRequestMessage(method, new Uri(origin, path));
            if (body is not null)
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = type == Json.MediaType ? Json : new MediaTypeHeaderValue(type) } };
            if (bearer is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            if (key is not null)
                request.Headers.Add("Idempotency-Key", key);
            request.Headers.Add("X-Hub-Actor", "bench");
            using var response = await http.SendAsync(request, patience.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(patience.Token);
            if (response.IsSuccessStatusCode)
                return bytes;
            if (attempt == Tries || response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
                throw new BenchFailedException($"{method} {path}: {(int)response.StatusCode} {Encoding.UTF8.GetString(bytes)}");
            await Task.Delay(Pause, cancellation);
        }
    }
}
