using Hub.Grains.Authorities;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Silo.Authorities;

/// <summary>Registers how the hub reaches CAs.</summary>
public static class AuthoritiesRegistration
{
    /// <summary>How long a CA may take. The phone waits for it.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Most connections to one CA: as many as the gateway lets wait for it.</summary>
    public const int MaxConnections = 64;

    /// <summary>Adds <see cref="ICertificateAuthorities"/> over HTTP.</summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="timeout">Another than <see cref="Timeout"/>.</param>
    public static IServiceCollection AddCertificateAuthorities(this IServiceCollection services, TimeSpan? timeout = null) =>
        services.AddSingleton<ICertificateAuthorities>(_ => new HttpCertificateAuthorities(timeout ?? Timeout));
}
