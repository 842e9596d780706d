using Hub.Grains.Certificates;
using Hub.Grains.Qr;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Grains.Challenges;

/// <summary>Registers what challenges need beside the ports of <see cref="Durability"/> and <see cref="Push.IPush"/>.</summary>
internal static class ChallengesRegistration
{
    /// <summary>Adds <see cref="ChallengeIds"/>, and what <see cref="QrRegistration.AddQr"/> and <see cref="CertificatesRegistration.AddCertificates"/> add; calling it twice is harmless.</summary>
    public static IServiceCollection AddChallenges(this IServiceCollection services)
    {
        services.AddQr().AddCertificates();
        services.TryAddSingleton<ChallengeIds>();
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }
}
