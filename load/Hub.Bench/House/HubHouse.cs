using Hub.Cryptography;

namespace Hub.Bench.House;

/// <summary>A hub in a process of its own with fresh data, a CA that it knows, and what an operator does in a hub's first hours.</summary>
internal sealed class HubHouse : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("hub-bench-");
    private readonly SocketsHttpHandler _handler = new() { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5), UseProxy = false, UseCookies = false };
    private readonly IReadOnlyList<Uri> _ports = Ports.Take(4);

    private HubHouse() => Http = new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan };

    public HttpClient Http { get; }

    public Server Server { get; private set; } = null!;

    public CertificateAuthority Authority { get; private set; } = null!;

    public HubId Hub { get; private set; }

    /// <summary>Bytes of <c>anchors/1</c>.</summary>
    public byte[] Anchors { get; private set; } = [];

    public Uri Api => _ports[0];

    public Uri Phone => _ports[1];

    public Uri Management => _ports[2];

    public string Data => _data.FullName;

    public string MasterKey => Path.Combine(Data, "keys", "master.key");

    public string Log(string name) => Path.Combine(Data, name + ".log");

    public JsonLine Operator => new(Http, Management, File.ReadAllText(Path.Combine(Data, "keys", "admin.token")).Trim());

    /// <summary>The arguments of <c>serve</c>.</summary>
    public static IReadOnlyList<string> Arguments(string data, IReadOnlyList<Uri> ports) =>
    [
        "serve", "--exit-with-parent", $"--Hub:Data:Database={Path.Combine(data, "db", "hub.db")}", $"--Hub:Data:Keys={Path.Combine(data, "keys")}",
        $"--Hub:Listen:Api={Ports.Text(ports[0])}", $"--Hub:Listen:Phone={Ports.Text(ports[1])}", $"--Hub:Listen:Management={Ports.Text(ports[2])}",
    ];

    public static async Task<HubHouse> StartAsync(CancellationToken cancellation)
    {
        var house = new HubHouse();
        try
        {
            house.Server = Server.Launch(Programs.Hub, Arguments(house.Data, house._ports), house.Log("hub"));
            var ready = await house.Server.ReadyAsync(cancellation);
            house.Hub = HubId.TryParse(ready.GetProperty("hub").GetString(), out var hub) ? hub : throw new BenchFailedException("the hub's id is not one");
            await house.MeetAuthorityAsync(cancellation);
            return house;
        }
        catch
        {
            await house.DisposeAsync();
            throw;
        }
    }

    private async Task MeetAuthorityAsync(CancellationToken cancellation)
    {
        Authority = await CertificateAuthority.StartAsync(_ports[3], TimeProvider.System.GetUtcNow(), cancellation);
        var url = Ports.Text(Authority.Url);
        await Operator.PostAsync("/admin/authorities", new { id = CertificateAuthority.RootId, name = "Bench CA Root", url, chain = Authority.RootChain }, cancellation);
        await Operator.PostAsync("/admin/authorities", new { id = CertificateAuthority.Id, name = "Bench CA", url, chain = Authority.Chain }, cancellation);
        var api = new JsonLine(Http, Api);
        await api.PostAsync($"/api/authorities/{CertificateAuthority.RootId}/crls", Authority.Crls[0], cancellation, type: "application/pkix-crl");
        await api.PostAsync($"/api/authorities/{CertificateAuthority.Id}/crls", Authority.Crls[1], cancellation, type: "application/pkix-crl");
        Anchors = await Operator.GetBytesAsync("/admin/anchors", cancellation);
        Authority.Vouch(Anchors);
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
        if (Authority is not null)
            await Authority.DisposeAsync();
        Http.Dispose();
        _handler.Dispose();
        _data.Delete(recursive: true);
    }
}
