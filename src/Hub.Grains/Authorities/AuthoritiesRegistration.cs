using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Grains.Authorities;

/// <summary>Registers what authorities need beside the ports of <see cref="Durability"/> and <see cref="ICertificateAuthorities"/>.</summary>
internal static class AuthoritiesRegistration
{
    /// <summary>Adds how lists are read, and who looks that they come; calling it twice is harmless.</summary>
    public static IServiceCollection AddAuthorities(this IServiceCollection services)
    {
        services.TryAddSingleton<ICrlReader, CrlReader>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddHostedService<CrlWatch>();
        return services;
    }
}
