using System.Net;
using Hub.Gateway.Limits;
using Microsoft.AspNetCore.Connections;

namespace Hub.Gateway.Surfaces;

/// <summary>
/// How many connections of a surface one address may hold: two thirds, so that it cannot shut out all others, and a hall of thousands behind one address still finds room. Proxies that
/// are named speak for many and are not bounded here.
/// </summary>
internal sealed class AddressShares(GatewayOptions options)
{
    private readonly int _most = options.MaxConnections / 3 * 2;
    private readonly IReadOnlyList<IPNetwork> _proxies = NamedProxies.NetworksOf(options);
    private readonly Dictionary<AddressKey, int> _open = [];

    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if ((connection.RemoteEndPoint as IPEndPoint)?.Address is not { } address || NamedProxies.Names(_proxies, address))
        {
            await next(connection);
            return;
        }
        var key = AddressKey.Of(address);
        if (!TryEnter(key))
        {
            connection.Abort();
            return;
        }
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(key);
        }
    }

    private bool TryEnter(AddressKey key)
    {
        lock (_open)
        {
            var open = _open.GetValueOrDefault(key);
            if (open >= _most)
                return false;
            _open[key] = open + 1;
            return true;
        }
    }

    private void Leave(AddressKey key)
    {
        lock (_open)
        {
            if (--_open[key] == 0)
                _open.Remove(key);
        }
    }
}
