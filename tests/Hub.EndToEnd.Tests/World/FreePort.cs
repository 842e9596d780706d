using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Hub.EndToEnd.Tests.World;

/// <summary>
/// A port that can be listened at again after a kill. It lies below the range from which the kernel takes ports for outgoing connections, or some client would take it while the hub is dead.
/// </summary>
internal static class FreePort
{
    private static readonly HashSet<int> Taken = [];

    public static int Take()
    {
        lock (Taken)
        {
            while (true)
            {
                var port = RandomNumberGenerator.GetInt32(20_000, 32_000);
                if (!Taken.Add(port))
                    continue;
                try
                {
                    using var listener = new TcpListener(IPAddress.Loopback, port);
                    listener.Start();
                    return port;
                }
                catch (SocketException)
                {
                    // Somebody else's; the next one.
                }
            }
        }
    }
}
