using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Hub.Tests.Shared;

/// <summary>
/// A port to listen at later, and again after a kill. It lies below the range from which the kernel takes ports for outgoing connections and for listeners that ask for any:
/// one of those, asked for and given back, may be somebody else's before it is listened at.
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
