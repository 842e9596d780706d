using Hub.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Grains.Certificates;

/// <summary>Registers what certificates need beside the ports of <see cref="Durability"/> and <see cref="Authorities.ICertificateAuthorities"/>.</summary>
internal static class CertificatesRegistration
{
    /// <summary>Adds the caches of decoded keys, one of each for the process; calling it twice is harmless.</summary>
    public static IServiceCollection AddCertificates(this IServiceCollection services)
    {
        services.TryAddSingleton(new Sm2KeyCache());
        services.TryAddSingleton(new DeviceKeyCache());
        return services;
    }
}
