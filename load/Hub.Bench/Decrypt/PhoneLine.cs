using System.Net.Http.Headers;
using System.Text;

namespace Hub.Bench.Decrypt;

/// <summary>Posts the bodies of phones and gives the answers' bytes. All phones share its kept-alive connections; a real phone has its own, with TLS that a proxy ends.</summary>
internal sealed class PhoneLine : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) }) { Timeout = Patience };
    private readonly Uri _origin;

    public PhoneLine(Uri origin) => _origin = origin;

    public async Task<byte[]> PostAsync(string path, byte[] body, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await _http.PostAsync(new Uri(_origin, path), content, cancellation);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        return response.IsSuccessStatusCode ? bytes : throw new BenchFailedException($"{path}: {(int)response.StatusCode} {Encoding.UTF8.GetString(bytes)}");
    }

    public void Dispose() => _http.Dispose();
}
