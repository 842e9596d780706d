using Hub.Cryptography;
using Hub.Grains.Qr;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Grains.Challenges;

/// <summary>Registers what challenges need beside the ports of <see cref="Durability"/> and <see cref="Push.IPush"/>.</summary>
internal static class ChallengesRegistration
{
    /// <summary>Adds <see cref="ChallengeIds"/>, the caches of decoded keys, and what <see cref="QrRegistration.AddQr"/> adds; calling it twice is harmless.</summary>
    public static IServiceCollection AddChallenges(this IServiceCollection services)
    {
        services.AddQr();
        services.TryAddSingleton<ChallengeIds>();
        services.TryAddSingleton(new Sm2KeyCache());
        services.TryAddSingleton(new DeviceKeyCache());
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }
}
