using System.Net;
using System.Text.Json;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.Samples;

namespace Hub.EndToEnd.Tests.Interop;

/// <summary>A hub and a CA, each a process, with one platform configured: what operators do before an opening.</summary>
internal sealed class InteropWorld : IAsyncDisposable
{
    private const string Platform = "pl-interop";
    private const string Name = "互通演练平台";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("interop-");
    private readonly Sm2PrivateKey _platformKey = Sm2PrivateKey.Generate();
    private HubProcess? _hub;
    private CaProcess? _authority;
    private string _secret = "";
    private string[] _chain = [];
    private string[] _platformChain = [];

    public static async Task<InteropWorld> StartAsync()
    {
        var world = new InteropWorld();
        try
        {
            var hub = world._hub = await HubProcess.StartAsync(world._folder);
            var authority = world._authority = await CaProcess.StartAsync(Path.Combine(world._folder.FullName, "ca"), new Uri(hub.Api));
            await world.TrustAsync(hub, authority);
            await world.AddPlatformAsync(hub, authority);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>What tests/interop/run.mjs takes.</summary>
    public async Task<string> InputAsync(params (string CreditCode, string Enterprise, string Holder)[] applicants)
    {
        var bidders = new List<object>();
        foreach (var (creditCode, enterprise, holder) in applicants)
        {
            var told = await AskAsync(_authority!, HttpMethod.Post, "/operator/codes", new { creditCode, enterprise, holder });
            bidders.Add(new { code = told.GetProperty("code").GetString(), holder, creditCode });
        }
        return JsonSerializer.Serialize(new
        {
            api = _hub!.Api,
            phone = _hub.Phone,
            platform = new { id = Platform, secret = _secret, key = _platformKey.ToPkcs8(), certificate = _platformChain[0], roots = new[] { _chain[^1] } },
            bidders,
            deadlineSeconds = 60,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_authority is not null)
            await _authority.DisposeAsync();
        if (_hub is not null)
            await _hub.DisposeAsync();
        _platformKey.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Each learns to trust the other: the hub the CA's root, the CA the hub's anchors, which it then vouches for in every code.</summary>
    private async Task TrustAsync(HubProcess hub, CaProcess authority)
    {
        _chain = Texts((await AskAsync(authority, HttpMethod.Get, "/operator/chain")).GetProperty("chain"));
        await hub.OperateAsync(HttpMethod.Post, "/admin/authorities", new { id = "ca-test", name = "测试 CA", url = authority.Url, chain = _chain });
        await AskAsync(authority, HttpMethod.Put, "/operator/anchors", await hub.OperateAsync(HttpMethod.Get, "/admin/anchors"));
        await AskAsync(authority, HttpMethod.Post, "/operator/crls");
    }

    private async Task AddPlatformAsync(HubProcess hub, CaProcess authority)
    {
        var request = SigningRequest.Create(_platformKey, CertificateSubject.Create(Name)).Der.ToArray();
        _platformChain = Texts((await AskAsync(authority, HttpMethod.Post, "/operator/platform-certificates", new { pkcs10 = request, name = Name })).GetProperty("chain"));
        await hub.OperateAsync(HttpMethod.Post, "/admin/platforms", new { id = Platform, name = Name, chain = _platformChain });
        using var made = JsonDocument.Parse(await hub.OperateAsync(HttpMethod.Post, $"/admin/platforms/{Platform}/credentials", new { label = "interop" }));
        _secret = made.RootElement.GetProperty("credential").GetString()![(Platform.Length + 1)..];
    }

    private static async Task<JsonElement> AskAsync(CaProcess authority, HttpMethod method, string path, object? body = null)
    {
        var (status, answer) = await authority.SendAsync(method, path, body);
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent, $"{method} {path}: {status}");
        return answer;
    }

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];
}
