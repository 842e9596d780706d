using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Hub.Phone;

/// <summary>
/// Posts to the phone origin. Everything a phone sends may be sent again, so a lost answer, 503 and 429 are tried again, with the pause that <c>Retry-After</c> asks for and jitter of up
/// to half of it: thousands of phones must not come back in the same instant.
/// </summary>
internal sealed class HubCalls(HttpClient http, PhoneSettings settings)
{
    /// <summary>Most bytes of an answer: a statement of 16 MiB (CRLs) in Base64 and what is around it.</summary>
    public const int MaxAnswer = 24 * 1024 * 1024;

    /// <param name="calls">Requests at most, the first included; null for <see cref="PhoneSettings.MaxCalls"/>.</param>
    public async Task<PhoneAnswer<T>> PostAsync<T>(
        string origin, string path, byte[] body, Func<ReadOnlyMemory<byte>, PhoneAnswer<T>> read, CancellationToken cancellation, int? calls = null) where T : class
    {
        var address = new Uri(origin + path);
        for (var call = 1; ; call++)
        {
            var (answer, pause) = await TryPostAsync(address, body, read, cancellation);
            if (pause is null || call >= (calls ?? settings.MaxCalls))
                return answer;
            var length = pause.Value > TimeSpan.Zero ? pause.Value : settings.FirstPause * (1 << Math.Min(call - 1, 10));
            length += length * (RandomNumberGenerator.GetInt32(1001) / 2000.0);
            await Task.Delay(length < settings.LongestPause ? length : settings.LongestPause, settings.Clock, cancellation);
        }
    }

    /// <returns>The answer, and a pause if it is worth trying again: zero where the hub named none.</returns>
    private async Task<(PhoneAnswer<T> Answer, TimeSpan? Pause)> TryPostAsync<T>(
        Uri address, byte[] body, Func<ReadOnlyMemory<byte>, PhoneAnswer<T>> read, CancellationToken cancellation) where T : class
    {
        using var timeout = new CancellationTokenSource(settings.CallTimeout, settings.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var bytes = await ReadAsync(response, either.Token);
            if (bytes is null)
                return (new PhoneProblem(PhoneProblemType.Answer, "服务的应答过长。", "请联系服务方。"), null);
            // The hub answers 200 with a body or 204 without one; anything else that looks like success is somebody else's page.
            if (response.StatusCode == (bytes.Length > 0 ? HttpStatusCode.OK : HttpStatusCode.NoContent))
                return (read(bytes), null);
            return (PhoneProblem.Parse((int)response.StatusCode, bytes), PauseOf(response));
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException || (lost is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return (new PhoneProblem(PhoneProblemType.Network, "网络不通，没有得到服务的应答。", "请检查网络，稍后再试；已签名的应答会保留，无需再次输入密码。"), TimeSpan.Zero);
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > MaxAnswer)
            return null;
        using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            if (bytes.Length + read > MaxAnswer)
                return null;
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }

    private TimeSpan? PauseOf(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout))
            return null;
        var after = response.Headers.RetryAfter;
        var pause = after?.Delta ?? (after?.Date is { } date ? date - settings.Clock.GetUtcNow() : TimeSpan.Zero);
        return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }
}
