using System.Net;
using System.Net.Sockets;

namespace Hub.Bench.House;

/// <summary>Free addresses on the loopback.</summary>
internal static class Ports
{
    /// <summary>All at once, so that no two are the same.</summary>
    public static IReadOnlyList<Uri> Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var taken = listeners.Select(listener => new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}")).ToList();
        listeners.ForEach(listener => listener.Stop());
        return taken;
    }

    /// <summary>Without the slash at the end, as settings and origins are written.</summary>
    public static string Text(Uri origin) => origin.GetLeftPart(UriPartial.Authority);
}
