using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace Demo.Processes;

/// <summary>Where the demo's processes listen. Kept in a file, so that a demo that is resumed has the addresses that its records and certificates name.</summary>
internal sealed record Ports(int Api, int Phone, int Management, int Ca, int Platform)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static Ports LoadOrTake(string path)
    {
        if (File.Exists(path))
            return JsonSerializer.Deserialize<Ports>(File.ReadAllBytes(path)) ?? throw new DemoFailedException($"{path} is not a list of ports");
        // Below the range from which the system takes ports by itself, and apart from those of silos and tests: they have to be free again when the demo is resumed.
        var range = Enumerable.Range(15_000, 5_000).ToArray();
        RandomNumberGenerator.Shuffle<int>(range);
        var taken = range.Where(IsFree).Take(5).ToList();
        var ports = new Ports(taken[0], taken[1], taken[2], taken[3], taken[4]);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(ports));
        return ports;
    }

    /// <summary>Returns when nobody listens there: the processes of a demo that was killed end a moment after it.</summary>
    public async Task WaitUntilFreeAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        foreach (var port in new[] { Api, Phone, Management, Ca, Platform })
        {
            try
            {
                while (!IsFree(port))
                    await Task.Delay(Look, patience.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new DemoFailedException($"port {port} of this demo is taken by another program: end it, or begin anew with --fresh");
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public static Uri At(int port) => new($"http://127.0.0.1:{port}");
}
