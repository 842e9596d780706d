using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;

namespace Hub.Standalone.Serve;

/// <summary>
/// A silo that is alone in its process. Orleans always opens a port for other silos; here it lies on the loopback, is a free one, and hangs up on whoever calls,
/// since that protocol knows no credentials and any local user could speak to grains through it.
/// </summary>
internal static class SiloWithoutNeighbours
{
    public static void UseOneSilo(this ISiloBuilder silo)
    {
        var port = FreePort();
        silo.UseLocalhostClustering(siloPort: port, gatewayPort: 0, primarySiloEndpoint: new IPEndPoint(IPAddress.Loopback, port), serviceId: "hub", clusterId: "standalone");
        silo.Configure<SiloConnectionOptions>(options => options.ConfigureSiloInboundConnection(connection => connection.Use(_ => context =>
        {
            context.Abort();
            return Task.CompletedTask;
        })));
    }

    // Below the range from which the system takes ports by itself: one of those, asked for and given back, could be somebody's by the time the silo listens.
    private static int FreePort()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, RandomNumberGenerator.GetInt32(10_000, 15_000));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException) when (tries < 100)
            {
                // Somebody else's; another one.
            }
        }
    }
}
