using Microsoft.AspNetCore.Http;

namespace Hub.Gateway.Surfaces;

/// <summary>The three addresses of the hub, each with its own callers (protocol, section 1).</summary>
internal enum Surface
{
    /// <summary>Platforms, CAs and pages.</summary>
    Api,

    /// <summary>Phones only.</summary>
    Phone,

    /// <summary>Operators only.</summary>
    Management,
}

/// <summary>Which listener a connection came in by. It hangs on the connection, so that no header can claim it.</summary>
internal sealed record SurfaceFeature(Surface Surface);

/// <summary>Which paths each surface serves. The prefixes are disjoint, so that a path alone tells where it belongs.</summary>
internal static class SurfacePaths
{
    private static readonly (PathString Prefix, Surface Surface)[] Table =
    [
        ("/p", Surface.Phone), ("/api", Surface.Api), ("/live", Surface.Api), ("/openapi", Surface.Api),
        ("/admin", Surface.Management), ("/health", Surface.Management), ("/metrics", Surface.Management),
    ];

    public static bool Serves(Surface surface, PathString path)
    {
        foreach (var (prefix, owner) in Table)
        {
            if (path.StartsWithSegments(prefix, StringComparison.Ordinal))
                return owner == surface;
        }
        return false;
    }
}
