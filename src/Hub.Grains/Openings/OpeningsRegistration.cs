using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Grains.Openings;

/// <summary>Registers what openings need beside the ports of storage, push, receipts and challenges.</summary>
public static class OpeningsRegistration
{
    /// <summary>Adds the clock, unless there is one.</summary>
    public static IServiceCollection AddOpenings(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }
}
