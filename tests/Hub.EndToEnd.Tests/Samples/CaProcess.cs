using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Hub.Cryptography;

namespace Hub.EndToEnd.Tests.Samples;

/// <summary>The test CA as a process, on a folder that outlives it.</summary>
internal sealed class CaProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly HttpClient _http;

    private CaProcess(Process process, HttpClient http) => (_process, _http) = (process, http);

    /// <summary>Where the hub asks it for certificates.</summary>
    public string Url => _http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    /// <param name="hub">Where it publishes its lists.</param>
    public static async Task<CaProcess> StartAsync(string data, Uri? hub = null)
    {
        var process = BuiltProgram.Start(BuiltProgram.Find("samples", "TestCa"), ["--data", data, "--exit-with-parent", .. hub is null ? Array.Empty<string>() : ["--hub", hub.ToString()]]);
        var log = new ProgramLog(process);
        using var patience = new CancellationTokenSource(Patience);
        var line = await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("The CA did not start:\n" + log);
        var http = new HttpClient { BaseAddress = new Uri(JsonDocument.Parse(line).RootElement.GetProperty("url").GetString()!), Timeout = Patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(data, "operator.token")));
        return new CaProcess(process, http);
    }

    public async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(HttpMethod method, string path, object? body = null, bool asStranger = false)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is byte[] bytes)
            request.Content = new ByteArrayContent(bytes);
        else if (body is not null)
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web));
        if (asStranger)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "somebody");
        using var answer = await _http.SendAsync(request);
        var content = await answer.Content.ReadAsByteArrayAsync();
        return (answer.StatusCode, content.Length == 0 ? default : JsonDocument.Parse(content).RootElement);
    }

    public async Task<Crl> ReadCrlAsync() => Crl.TryParse(await _http.GetByteArrayAsync("/crls/issuing.crl"), out var crl) ? crl : throw new InvalidOperationException("Not a CRL.");

    /// <summary>Gives the CA anchors that name its root, as an operator does.</summary>
    public async Task VouchAsync()
    {
        var chain = (await SendAsync(HttpMethod.Get, "/operator/chain")).Answer.GetProperty("chain");
        using var hubKey = Sm2PrivateKey.Generate();
        var (status, _) = await SendAsync(HttpMethod.Put, "/operator/anchors", new Anchors(HubId.New(), [hubKey.PublicKey.Spki.ToArray()], [chain[1].GetBytesFromBase64()]).Encode());
        Assert.Equal(HttpStatusCode.NoContent, status);
    }

    /// <summary>A code of the enterprise 新疆某某有限公司.</summary>
    public async Task<string> NewCodeAsync()
    {
        const string first = "91650100MA7D00001";
        var (status, answer) = await SendAsync(HttpMethod.Post, "/operator/codes", new { creditCode = first + CreditCode.CheckCharacter(first), enterprise = "新疆某某有限公司", holder = "张三" });
        Assert.Equal(HttpStatusCode.Created, status);
        return answer.GetProperty("code").GetString()!;
    }

    /// <summary>SIGKILL: nothing is written any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        _process.Dispose();
    }
}
