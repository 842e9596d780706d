using System.Net.Http.Headers;
using System.Text.Json;

namespace Demo.Operators;

/// <summary>Calls an operator's interface of one process. What is refused ends the demo.</summary>
internal sealed class JsonCalls(HttpClient http, Uri origin, string bearer)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var content = body is null ? null : Json(body);
        var bytes = await SendRawAsync(method, path, content, cancellation);
        return bytes.Length == 0 ? default : JsonDocument.Parse(bytes).RootElement;
    }

    public async Task<byte[]> SendRawAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        var (bytes, problem) = await TrySendAsync(method, path, content, cancellation);
        return problem is null ? bytes : throw new DemoFailedException($"{method} {path}: {problem}");
    }

    /// <summary>The answer's bytes, or the problem as text.</summary>
    public async Task<(byte[] Bytes, string? Problem)> TrySendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using var request = new HttpRequestMessage(method, new Uri(origin, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        request.Headers.Add("X-Hub-Actor", "demo");
        using var response = await http.SendAsync(request, patience.Token);
        var bytes = await response.Content.ReadAsByteArrayAsync(patience.Token);
        return response.IsSuccessStatusCode ? (bytes, null) : ([], $"{(int)response.StatusCode} {System.Text.Encoding.UTF8.GetString(bytes)}");
    }

    private static ByteArrayContent Json(object body) =>
        new(JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
