using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Bidder;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;

namespace Hub.EndToEnd.Tests.Samples;

/// <summary>The sample platform as a process, known to the shared hub and with lists that it fetches from the test.</summary>
internal sealed class PlatformProcess : IAsyncDisposable
{
    private const string Name = "样例交易平台";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static int _number;

    private readonly string _data = Directory.CreateTempSubdirectory("platform-").FullName;
    private readonly HubWorld _world;
    private readonly HttpListener _lists = new();
    private readonly string _listsUrl = $"http://127.0.0.1:{FreePort.Take()}/";
    private readonly Process _process;
    private readonly ProgramLog _log;
    private HttpClient _host = null!;

    private PlatformProcess(HubWorld world)
    {
        _world = world;
        _lists.Prefixes.Add(_listsUrl);
        _lists.Start();
        _ = ServeListsAsync();
        _process = BuiltProgram.Start(BuiltProgram.Find("samples", "TradingPlatform"), "--data", _data, "--exit-with-parent");
        _log = new ProgramLog(_process);
    }

    public KnownPlatform Told { get; } = new(PlatformId.TryParse("pl-sample" + Interlocked.Increment(ref _number), out var id) ? id : throw new InvalidOperationException(), Name);

    public Uri Url => _host.BaseAddress!;

    /// <summary>Its standard error.</summary>
    public string Log => _log.ToString();

    /// <summary>Starts it and does what its operator and the hub's do.</summary>
    public static async Task<PlatformProcess> StartAsync(HubWorld world)
    {
        var platform = new PlatformProcess(world);
        using var patience = new CancellationTokenSource(Patience);
        var line = await platform._process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("The platform did not start:\n" + platform.Log);
        platform._host = new HttpClient { BaseAddress = new Uri(JsonDocument.Parse(line).RootElement.GetProperty("url").GetString()!), Timeout = Patience };
        await platform.IntroduceAsync();
        return platform;
    }

    /// <summary>A host's call, which must succeed.</summary>
    public async Task<JsonElement> HostAsync(HttpMethod method, string path, object? body = null)
    {
        var (status, answer) = await SendAsync(method, "/host" + path, body, host: true);
        Assert.True((int)status < 400, $"{path}: {(int)status} {answer}\n{Log}");
        return answer;
    }

    /// <summary>A call of a bidder's page, with the page secret or without.</summary>
    public Task<(HttpStatusCode Status, JsonElement Answer)> PageAsync(HttpMethod method, string path, string? pageSecret = null) => SendAsync(method, path, null, pageSecret: pageSecret);

    /// <summary>The next descriptor key of the platform, certified.</summary>
    public async Task<IReadOnlyList<byte[]>> CertifyAsync(string path)
    {
        var request = (await HostAsync(HttpMethod.Get, path + "?name=Platform")).GetProperty("request").GetBytesFromBase64();
        Assert.True(SigningRequest.TryParse(request, out var parsed));
        return [_world.Authority.IssuePlatform(parsed).Der.ToArray(), .. _world.Authority.Chain.Take(1)];
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        _process.Dispose();
        _host.Dispose();
        _lists.Close();
        Directory.Delete(_data, recursive: true);
    }

    private async Task IntroduceAsync()
    {
        var chain = await CertifyAsync("/signing-request");
        await _world.AdministerAsync(HttpMethod.Post, "/admin/platforms", new { id = Told.Id.ToString(), name = Name, chain });
        var credential = (await _world.AdministerAsync(HttpMethod.Post, $"/admin/platforms/{Told.Id}/credentials", new { label = "sample" })).Json.GetProperty("credential").GetString();
        await HostAsync(HttpMethod.Put, "/identity", new
        {
            platform = Told.Id.ToString(),
            name = Name,
            hubApi = _world.Hub.Api.ToString(),
            credential,
            chain,
            anchors = _world.Anchors,
            crls = new[] { new { url = _listsUrl + "issuing" }, new { url = _listsUrl + "root" } },
        });
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(HttpMethod method, string path, object? body, bool host = false, string? pageSecret = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (host)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await File.ReadAllTextAsync(Path.Combine(_data, "operator.token")));
        if (pageSecret is not null)
            request.Headers.Add(PageSecret.Header, pageSecret);
        using var answer = await _host.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        return (answer.StatusCode, bytes.Length == 0 ? default : JsonDocument.Parse(bytes).RootElement);
    }

    private async Task ServeListsAsync()
    {
        while (_lists.IsListening)
        {
            HttpListenerContext call;
            try
            {
                call = await _lists.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            try
            {
                var (issuing, root) = _world.Authority.NextLists();
                call.Response.Close(call.Request.Url!.AbsolutePath == "/root" ? root : issuing, willBlock: false);
            }
            catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException)
            {
                // Who asked has given up, and asks again.
            }
        }
    }
}
