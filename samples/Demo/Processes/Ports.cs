using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Demo.Processes;

/// <summary>Where the demo's processes listen. Kept in a file, so that a demo that is resumed has the addresses that its records and certificates name.</summary>
internal sealed record Ports(int Api, int Phone, int Management, int Ca, int Platform)
{
    public static Ports LoadOrTake(string path)
    {
        if (File.Exists(path))
            return JsonSerializer.Deserialize<Ports>(File.ReadAllBytes(path)) ?? throw new DemoFailedException($"{path} is not a list of ports");
        // All at once, so that no two are the same.
        var listeners = Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var taken = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToList();
        listeners.ForEach(listener => listener.Stop());
        var ports = new Ports(taken[0], taken[1], taken[2], taken[3], taken[4]);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(ports));
        return ports;
    }

    public static Uri At(int port) => new($"http://127.0.0.1:{port}");
}
