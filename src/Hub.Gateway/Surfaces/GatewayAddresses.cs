using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Hub.Gateway;

/// <summary>Where the surfaces really listen, once the host has started: a port 0 of the options was replaced by a free one.</summary>
/// <param name="Api">For platforms, CAs and pages.</param>
/// <param name="Phone">For phones.</param>
/// <param name="Management">For operators.</param>
public sealed record GatewayAddresses(Uri Api, Uri Phone, Uri Management)
{
    /// <summary>Reads them from a started server.</summary>
    /// <exception cref="InvalidOperationException">The server has not started, or is not the gateway's.</exception>
    public static GatewayAddresses Of(IServer server)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses.ToList();
        return addresses is [var api, var phone, var management]
            ? new GatewayAddresses(new Uri(api), new Uri(phone), new Uri(management))
            : throw new InvalidOperationException("The gateway's three listeners are not open.");
    }
}
