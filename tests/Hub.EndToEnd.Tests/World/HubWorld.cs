using System.Text.Json;
using Hub.Cryptography;

namespace Hub.EndToEnd.Tests.World;

/// <summary>A hub with everything around it that an opening needs: a CA with its lists, platforms, holders.</summary>
internal sealed class HubWorld : IAsyncDisposable
{
    private int _platforms;
    private int _holders;

    private HubWorld(HubProcess hub) => Hub = hub;

    public HubProcess Hub { get; }

    public HubLine Line { get; } = new();

    public TestAuthority Authority { get; } = new();

    public byte[] Anchors { get; private set; } = [];

    /// <summary>For receipts.</summary>
    public IReadOnlyList<Sm2PublicKey> HubKeys { get; private set; } = [];

    public static async Task<HubWorld> StartAsync()
    {
        var world = new HubWorld(await HubProcess.StartAsync());
        await world.AdministerAsync(HttpMethod.Post, "/admin/authorities", new { id = TestAuthority.RootId, name = "Root", url = world.Authority.Url, chain = world.Authority.Chain.Skip(1) });
        await world.AdministerAsync(HttpMethod.Post, "/admin/authorities", new { id = TestAuthority.Id, name = "CA", url = world.Authority.Url, chain = world.Authority.Chain });
        await world.PublishListsAsync();
        world.Anchors = (await world.AdministerAsync(HttpMethod.Get, "/admin/anchors")).Body;
        Assert.True(Cryptography.Anchors.TryParse(world.Anchors, out var anchors, out var defect), defect);
        world.HubKeys = [.. anchors.HubKeys.Select(spki => Sm2PublicKey.TryParse(spki, out var key) ? key : throw new InvalidOperationException())];
        return world;
    }

    /// <summary>A platform with a certificate and a credential of its own.</summary>
    public async Task<TestPlatform> NewPlatformAsync()
    {
        var id = PlatformId.TryParse("pl-proof" + Interlocked.Increment(ref _platforms), out var parsed) ? parsed : throw new InvalidOperationException();
        var platform = new TestPlatform(this, id);
        await AdministerAsync(HttpMethod.Post, "/admin/platforms", new { id = id.ToString(), name = "证明交易平台", chain = platform.Chain });
        platform.Credential = (await AdministerAsync(HttpMethod.Post, $"/admin/platforms/{id}/credentials", new { label = "proof" })).Json.GetProperty("credential").GetString()!;
        return platform;
    }

    /// <summary>A phone of an enterprise of its own, or of the one given.</summary>
    public async Task<Holder> EnrolAsync(int? enterprise = null)
    {
        var number = Interlocked.Increment(ref _holders);
        return await Holder.EnrolAsync(this, $"张小{number}", enterprise ?? number);
    }

    public Task<Holder[]> EnrolAsync(int count, int? enterprise) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => EnrolAsync(enterprise)));

    public async Task<CallAnswer> AdministerAsync(HttpMethod method, string path, object? body = null)
    {
        var answer = await Line.SendAsync(method, new Uri(Hub.Management, path), body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body), Hub.AdminToken, null, operatorsHand: true);
        _ = answer.Value;
        return answer;
    }

    /// <summary>The CA's next lists come to the hub.</summary>
    public async Task PublishListsAsync()
    {
        var (issuing, root) = Authority.NextLists();
        foreach (var (id, list) in new[] { (TestAuthority.RootId, root), (TestAuthority.Id, issuing) })
            _ = (await Line.PostAsync(new Uri(Hub.Api, $"/api/authorities/{id}/crls"), list, media: "application/pkix-crl")).Value;
    }

    public async ValueTask DisposeAsync()
    {
        Line.Dispose();
        await Hub.DisposeAsync();
        Authority.Dispose();
    }
}
