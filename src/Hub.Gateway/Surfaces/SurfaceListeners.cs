using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Hub.Gateway.Surfaces;

/// <summary>Opens one listener a surface, in the order API, phone, management, and marks its connections.</summary>
internal sealed class SurfaceListeners(IOptions<GatewayOptions> gateway, TimeProvider time) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.AllowSynchronousIO = false;
        options.Limits.MaxRequestBodySize = Bodies.BodyLimit.Crl;
        options.Limits.MaxRequestLineSize = 2048;
        options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        options.Limits.MaxRequestHeaderCount = 64;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.MaxConcurrentConnections = gateway.Value.MaxConnections;
        options.Limits.MaxConcurrentUpgradedConnections = gateway.Value.MaxConnections;
        Listen(options, gateway.Value.ApiUrl, Surface.Api);
        Listen(options, gateway.Value.PhoneUrl, Surface.Phone);
        Listen(options, gateway.Value.ManagementUrl, Surface.Management);
    }

    private void Listen(KestrelServerOptions options, string url, Surface surface)
    {
        if (!ListenAddress.TryParse(url, out var address))
            return; // The options' check has named it; the host does not come up.
        var feature = new SurfaceFeature(surface);
        var shares = new AddressShares(gateway.Value);
        var first = new FirstByte(time);
        options.Listen(address.EndPoint, listen =>
        {
            // Operators are to get in whatever others do from the same machine.
            if (surface != Surface.Management)
                listen.Use(next => connection => shares.RunAsync(connection, next));
            listen.Use(next => connection => first.RunAsync(connection, next));
            listen.Use(next => connection =>
            {
                connection.Features.Set(feature);
                return next(connection);
            });
        });
    }
}
