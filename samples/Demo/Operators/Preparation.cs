using System.Net.Http.Headers;
using System.Text.Json;
using Demo.Processes;

namespace Demo.Operators;

/// <summary>
/// What the operators of hub, CA and platform do once, before the first opening: make the CA and the platform known at the hub, publish the CA's lists, and give CA and platform the
/// hub's anchors.
/// </summary>
internal sealed class Preparation(House house, HttpClient http, Narrator narrator)
{
    public const string PlatformId = "pl-demo";
    public const string PlatformName = "Demo Trading Platform 演示交易平台";

    private const string Authority = "ca-test";
    private const string CredentialLabel = "demo";

    private readonly JsonCalls _hub = new(http, house.Management, house.AdminToken);
    private readonly JsonCalls _ca = new(http, house.Ca, house.CaToken);
    private readonly JsonCalls _platform = new(http, house.Platform, house.PlatformToken);

    /// <summary>Every step may be done again, so a demo that was killed half-way goes on; a file says that all is done.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var done = Path.Combine(house.Data, "prepared");
        if (File.Exists(done))
        {
            narrator.Say("resuming: CA and platform are known to the hub");
            return;
        }
        await RegisterAuthorityAsync(cancellation);
        var anchors = await ShareAnchorsAsync(cancellation);
        await RegisterPlatformAsync(anchors, cancellation);
        await File.WriteAllTextAsync(done, "", cancellation);
    }

    private async Task RegisterAuthorityAsync(CancellationToken cancellation)
    {
        var chain = Bytes((await _ca.SendAsync(HttpMethod.Get, "/operator/chain", null, cancellation)).GetProperty("chain"));
        await _hub.SendAsync(HttpMethod.Post, "/admin/authorities", new { id = Authority, name = "Test CA", url = house.Ca.ToString().TrimEnd('/'), chain }, cancellation);
        await _ca.SendAsync(HttpMethod.Post, "/operator/crls", null, cancellation);
        narrator.Say("the hub knows the test CA and has its revocation lists");
    }

    private async Task<byte[]> ShareAnchorsAsync(CancellationToken cancellation)
    {
        var anchors = await _hub.SendRawAsync(HttpMethod.Get, "/admin/anchors", null, cancellation);
        using var content = new ByteArrayContent(anchors) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        await _ca.SendRawAsync(HttpMethod.Put, "/operator/anchors?force=true", content, cancellation);
        narrator.Say("the CA vouches for the hub's anchors in every code it makes");
        return anchors;
    }

    private async Task RegisterPlatformAsync(byte[] anchors, CancellationToken cancellation)
    {
        var request = (await _platform.SendAsync(HttpMethod.Get, "/host/signing-request?name=" + Uri.EscapeDataString(PlatformName), null, cancellation)).GetProperty("request").GetBytesFromBase64();
        var chain = Bytes((await _ca.SendAsync(HttpMethod.Post, "/operator/platform-certificates", new { pkcs10 = request, name = PlatformName }, cancellation)).GetProperty("chain"));
        await _hub.SendAsync(HttpMethod.Post, "/admin/platforms", new { id = PlatformId, name = PlatformName, chain }, cancellation);
        // Left by a demo that was killed before it could give the secret to the platform: nobody knows it, so it ends.
        await _hub.TrySendAsync(HttpMethod.Delete, $"/admin/platforms/{PlatformId}/credentials/{CredentialLabel}", null, cancellation);
        var credential = await _hub.SendAsync(HttpMethod.Post, $"/admin/platforms/{PlatformId}/credentials", new { label = CredentialLabel }, cancellation);
        await _platform.SendAsync(HttpMethod.Put, "/host/identity", new
        {
            platform = PlatformId,
            name = PlatformName,
            hubApi = house.Api.ToString(),
            credential = credential.GetProperty("credential").GetString(),
            chain,
            anchors,
            crls = new[] { new { url = new Uri(house.Ca, "/crls/issuing.crl").ToString() }, new { url = new Uri(house.Ca, "/crls/root.crl").ToString() } },
        }, cancellation);
        narrator.Say($"the platform {PlatformId} has its certificate and its credential");
    }

    private static List<byte[]> Bytes(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetBytesFromBase64())];
}
