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
        foreach (var proxy in options.TrustedProxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
                forwarded.KnownProxies.Add(address);
            else
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }
        return app.UseForwardedHeaders(forwarded);
    }
}
