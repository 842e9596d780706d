using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Hub.Cryptography;
using Hub.Grains.Authorities;

namespace Hub.Silo.Authorities;

/// <summary>Asks CAs over HTTP, as the protocol's section 6.1 says. Whatever is not such an answer counts as none: the phone asks again, and the CA repeats itself.</summary>
internal sealed class HttpCertificateAuthorities : ICertificateAuthorities, IDisposable
{
    /// <summary>The longest answer in bytes.</summary>
    public const int MaxAnswer = 64 * 1024;

    private const int MaxCertificate = 8192;
    private const int MaxChain = 5;
    private const string CodeRefused = "urn:hub:problem:code-refused";
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;

    public HttpCertificateAuthorities(TimeSpan timeout)
    {
        // A redirect would carry the code to somebody the operator did not name; so would a proxy that the environment names.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = timeout,
            MaxConnectionsPerServer = AuthoritiesRegistration.MaxConnections,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 16,
        };
        _http = new HttpClient(handler) { Timeout = timeout, MaxResponseContentBufferSize = MaxAnswer };
    }

    /// <inheritdoc/>
    public async Task<IssueAnswer> IssueAsync(Uri url, IssueRequest request, CancellationToken cancellation = default)
    {
        try
        {
            using var content = new ByteArrayContent(Body(request)) { Headers = { ContentType = Json } };
            using var response = await _http.PostAsync(Endpoint(url), content, cancellation);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            return response.StatusCode switch
            {
                HttpStatusCode.OK when RecordReader.TryRead(body, MaxAnswer, Read, out var issued, out _) => issued,
                HttpStatusCode.UnprocessableEntity when IsCodeRefused(body) => new IssueAnswer.Refused(),
                _ => new IssueAnswer.Unavailable(),
            };
        }
        catch (HttpRequestException)
        {
            // No connection, a broken one, or an answer that is too long.
            return new IssueAnswer.Unavailable();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // HttpClient says "too slow" like this.
            return new IssueAnswer.Unavailable();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static Uri Endpoint(Uri authority) => new(authority.AbsoluteUri.TrimEnd('/') + "/certificates");

    private static byte[] Body(IssueRequest request) => RecordWriter.Write(writer => writer
        .Text("code", request.Code).Bytes("proof", request.Proof)
        .Bytes("signingRequest", request.SigningRequest).Bytes("encryptionRequest", request.EncryptionRequest).Bytes("deviceKey", request.DeviceKey));

    private static IssueAnswer.Issued Read(RecordReader reader) => new(
        reader.Bytes("signingCertificate", 1, MaxCertificate), reader.Bytes("encryptionCertificate", 1, MaxCertificate), reader.BytesList("chain", 0, MaxChain, MaxCertificate));

    // Problem details may have further members (RFC 9457 §3.2), so this is not read strictly.
    private static bool IsCodeRefused(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } problem && problem.TryGetProperty("type", out var type)
                && type.ValueKind == JsonValueKind.String && type.ValueEquals(CodeRefused);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
