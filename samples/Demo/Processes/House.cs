namespace Demo.Processes;

/// <summary>Hub, CA and trading platform, each a process of its own with a data folder of its own.</summary>
internal sealed class House : IAsyncDisposable
{
    private readonly List<Child> _children = [];

    private House(string data, Ports ports) => (Data, Ports) = (data, ports);

    public string Data { get; }

    public Ports Ports { get; }

    public string HubId { get; private set; } = "";

    public Uri Api => Ports.At(Ports.Api);

    public Uri Phone => Ports.At(Ports.Phone);

    public Uri Management => Ports.At(Ports.Management);

    public Uri Ca => Ports.At(Ports.Ca);

    public Uri Platform => Ports.At(Ports.Platform);

    public string AdminToken => File.ReadAllText(Path.Combine(Data, "hub", "keys", "admin.token")).Trim();

    public string CaToken => File.ReadAllText(Path.Combine(Data, "ca", "operator.token")).Trim();

    public string PlatformToken => File.ReadAllText(Path.Combine(Data, "platform", "operator.token")).Trim();

    public string PlatformData => Path.Combine(Data, "platform");

    public static async Task<House> StartAsync(string data, CancellationToken cancellation)
    {
        MakeFolder(data);
        var house = new House(data, Ports.LoadOrTake(Path.Combine(data, "ports.json")));
        await house.Ports.WaitUntilFreeAsync(cancellation);
        try
        {
            var hub = house.StartOneAsync("hub", Programs.Hub,
            [
                "serve", "--exit-with-parent", $"--Hub:Data:Database={Path.Combine(data, "hub", "db", "hub.db")}", $"--Hub:Data:Keys={Path.Combine(data, "hub", "keys")}",
                $"--Hub:Listen:Api={Address(house.Api)}", $"--Hub:Listen:Phone={Address(house.Phone)}", $"--Hub:Listen:Management={Address(house.Management)}",
            ], cancellation);
            var ca = house.StartOneAsync("ca", Programs.Ca, ["--data", Path.Combine(data, "ca"), "--url", Address(house.Ca), "--hub", Address(house.Api), "--exit-with-parent"], cancellation);
            var platform = house.StartOneAsync("platform", Programs.Platform, ["--data", house.PlatformData, "--url", Address(house.Platform), "--exit-with-parent"], cancellation);
            await Task.WhenAll(hub, ca, platform);
            house.HubId = (await hub).Ready.GetProperty("hub").GetString()!;
            return house;
        }
        catch
        {
            await house.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Child> children;
        lock (_children)
            children = [.. _children];
        await Task.WhenAll(children.Select(child => child.DisposeAsync().AsTask()));
    }

    private async Task<Child> StartOneAsync(string name, string dll, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var child = await Child.StartAsync(dll, arguments, Path.Combine(Data, name + ".log"), cancellation);
        lock (_children)
            _children.Add(child);
        return child;
    }

    // Plain bids and opened files lie in it: nobody else's to read.
    private static void MakeFolder(string data)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(data);
        else
            Directory.CreateDirectory(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string Address(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
