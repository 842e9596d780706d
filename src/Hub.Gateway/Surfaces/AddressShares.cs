using System.Net;
using Hub.Gateway.Limits;
using Microsoft.AspNetCore.Connections;

namespace Hub.Gateway.Surfaces;

/// <summary>
/// How many connections there may be on all surfaces that share this, and how many of them one address may hold: two thirds, so that it cannot shut out all others, and a hall of
/// thousands behind one address still finds room. Proxies that are named speak for many and may have them all.
/// </summary>
internal sealed class AddressShares
{
    private readonly int _all;
    private readonly int _most;
    private readonly IReadOnlyList<IPNetwork> _proxies;
    private readonly Dictionary<AddressKey, int> _open = [];
    private int _taken;

    /// <summary>Of the surfaces that are open to the world.</summary>
    public AddressShares(GatewayOptions options) =>
        (_all, _most, _proxies) = (options.MaxConnections, options.MaxConnections / 3 * 2, NamedProxies.NetworksOf(options));

    /// <summary>So many for whoever comes: of a surface whose callers all come from one address.</summary>
    public AddressShares(int all) => (_all, _most, _proxies) = (all, all, []);

    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        AddressKey? key = (connection.RemoteEndPoint as IPEndPoint)?.Address is not { } address || NamedProxies.Names(_proxies, address) ? null : AddressKey.Of(address);
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

    private bool TryEnter(AddressKey? key)
    {
        lock (_open)
        {
            if (_taken >= _all)
                return false;
            if (key is { } address)
            {
                var open = _open.GetValueOrDefault(address);
                if (open >= _most)
                    return false;
                _open[address] = open + 1;
            }
            _taken++;
            return true;
        }
    }

    private void Leave(AddressKey? key)
    {
        lock (_open)
        {
            _taken--;
            if (key is { } address && --_open[address] == 0)
                _open.Remove(address);
        }
    }
}
