using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Hub.Cryptography;

namespace Hub.EndToEnd.Tests.Interop;

/// <summary>A hub and a CA, each a process, with one platform configured: what an operator does before an opening.</summary>
internal sealed class InteropWorld : IAsyncDisposable
{
    private const string Platform = "pl-interop";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("interop-");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly string _api = FreeAddress();
    private readonly string _phone = FreeAddress();
    private readonly string _management = FreeAddress();
    private StartedProcess? _hub;
    private StartedProcess? _authority;
    private string _authorityUrl = "";
    private string _secret = "";
    private string[] _chain = [];
    private string[] _platformChain = [];

    public static async Task<InteropWorld> StartAsync()
    {
        var world = new InteropWorld();
        try
        {
            await world.StartProcessesAsync();
            await world.TrustAsync();
            await world.AddPlatformAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    private Sm2PrivateKey PlatformKey { get; } = Sm2PrivateKey.Generate();

    /// <summary>What tests/interop/run.mjs takes.</summary>
    public async Task<string> InputAsync(params (string CreditCode, string Enterprise, string Holder)[] applicants)
    {
        var bidders = new List<object>();
        foreach (var (creditCode, enterprise, holder) in applicants)
        {
            var code = await CaAsync(HttpMethod.Post, "/operator/codes", new { creditCode, enterprise, holder });
            bidders.Add(new { code = code.GetProperty("code").GetString(), holder, creditCode });
        }
        return JsonSerializer.Serialize(new
        {
            api = _api,
            phone = _phone,
            platform = new { id = Platform, secret = _secret, key = PlatformKey.ToPkcs8(), certificate = _platformChain[0], roots = new[] { _chain[^1] } },
            bidders,
            deadlineSeconds = 20,
        });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in (StartedProcess?[])[_authority, _hub])
        {
            if (process is not null)
                await process.DisposeAsync();
        }
        _http.Dispose();
        PlatformKey.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task StartProcessesAsync()
    {
        var database = _folder.CreateSubdirectory("database").FullName;
        _hub = await StartedProcess.StartAsync(Built("src", "Hub.Standalone"), "serve", "--exit-with-parent", $"--Hub:Data:Database={database}/hub.db", $"--Hub:Data:Keys={Keys}",
            $"--Hub:Listen:Api={_api}", $"--Hub:Listen:Phone={_phone}", $"--Hub:Listen:Management={_management}");
        _authority = await StartedProcess.StartAsync(Built("samples", "TestCa"), "--exit-with-parent", "--data", AuthorityFolder, "--hub", _api);
        _authorityUrl = _authority.Ready.GetProperty("url").GetString()!;
    }

    /// <summary>Each learns to trust the other: the hub the CA's root, the CA the hub's anchors, which it then vouches for in every code.</summary>
    private async Task TrustAsync()
    {
        _chain = Texts((await CaAsync(HttpMethod.Get, "/operator/chain")).GetProperty("chain"));
        await AdminAsync(HttpMethod.Post, "/admin/authorities", new { id = "ca-testroot", name = "测试根", url = _authorityUrl, chain = _chain[^1..] });
        await AdminAsync(HttpMethod.Post, "/admin/authorities", new { id = "ca-test", name = "测试 CA", url = _authorityUrl, chain = _chain });
        using var anchors = new ByteArrayContent(await AdminAsync(HttpMethod.Get, "/admin/anchors"));
        anchors.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        await SendAsync(HttpMethod.Put, _authorityUrl + "/operator/anchors", OperatorToken, anchors);
        await CaAsync(HttpMethod.Post, "/operator/crls");
    }

    private async Task AddPlatformAsync()
    {
        var request = SigningRequest.Create(PlatformKey, CertificateSubject.Create("互通演练平台")).Der.ToArray();
        _platformChain = Texts((await CaAsync(HttpMethod.Post, "/operator/platform-certificates", new { pkcs10 = request, name = "互通演练平台" })).GetProperty("chain"));
        await AdminAsync(HttpMethod.Post, "/admin/platforms", new { id = Platform, name = "互通演练平台", chain = _platformChain });
        var credential = JsonDocument.Parse(await AdminAsync(HttpMethod.Post, $"/admin/platforms/{Platform}/credentials", new { label = "interop" })).RootElement.GetProperty("credential").GetString()!;
        _secret = credential[(Platform.Length + 1)..];
    }

    private string Keys => Path.Combine(_folder.FullName, "keys");

    private string AuthorityFolder => Path.Combine(_folder.FullName, "ca");

    private string OperatorToken => File.ReadAllText(Path.Combine(AuthorityFolder, "operator.token")).Trim();

    private async Task<JsonElement> CaAsync(HttpMethod method, string path, object? body = null) =>
        JsonDocument.Parse(await SendAsync(method, _authorityUrl + path, OperatorToken, body is null ? null : JsonContent.Create(body))).RootElement;

    private async Task<byte[]> AdminAsync(HttpMethod method, string path, object? body = null) =>
        await SendAsync(method, _management + path, (await File.ReadAllTextAsync(Path.Combine(Keys, "admin.token"))).Trim(), body is null ? null : JsonContent.Create(body));

    private async Task<byte[]> SendAsync(HttpMethod method, string url, string token, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("X-Hub-Actor", "interop");
        if (content is not null)
            await content.LoadIntoBufferAsync();
        using var response = await _http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {request.RequestUri!.AbsolutePath}: {(int)response.StatusCode} {System.Text.Encoding.UTF8.GetString(bytes)}");
        return bytes;
    }

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];

    // Built beside this test, in the same configuration.
    private static string Built(string folder, string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Root, folder, project, "bin", output.Parent!.Name, output.Name, project + ".dll");
    }

    /// <summary>The folder of Hub.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Hub.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run below the folder of Hub.sln.");
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
