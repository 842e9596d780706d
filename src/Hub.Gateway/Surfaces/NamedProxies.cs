using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace Hub.Gateway.Surfaces;

/// <summary>Believes X-Forwarded-For from the named proxies and from nobody else. With none named it is not looked at: the framework would then believe everybody.</summary>
internal static class NamedProxies
{
    public static IApplicationBuilder UseNamedProxies(this IApplicationBuilder app, GatewayOptions options)
    {
        if (options.TrustedProxies.Count == 0)
            return app;
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in NetworksOf(options))
            forwarded.KnownIPNetworks.Add(network);
        return app.UseForwardedHeaders(forwarded);
    }

    /// <summary>The named proxies; an address is a network of its own.</summary>
    public static IReadOnlyList<System.Net.IPNetwork> NetworksOf(GatewayOptions options) => [.. options.TrustedProxies.Select(proxy => IPAddress.TryParse(proxy, out var address)
        ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
        : System.Net.IPNetwork.Parse(proxy))];

    /// <summary>Whether an address is one of theirs.</summary>
    public static bool Names(IReadOnlyList<System.Net.IPNetwork> proxies, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return proxies.Any(network => network.Contains(plain));
    }
}
