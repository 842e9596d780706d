using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Grains.Qr;

/// <summary>Registers frames, nonces and tokens, for silos and gateways alike. Needs <see cref="Durability.IHubKeys"/>.</summary>
public static class QrRegistration
{
    /// <summary>Adds <see cref="QrFrames"/>, <see cref="PinNonce"/>, <see cref="WatchToken"/> and <see cref="BoardToken"/>; calling it twice is harmless.</summary>
    public static IServiceCollection AddQr(this IServiceCollection services)
    {
        services.TryAddSingleton<QrKeys>();
        services.TryAddSingleton<QrFrames>();
        services.TryAddSingleton<PinNonce>();
        services.TryAddSingleton<WatchToken>();
        services.TryAddSingleton<BoardToken>();
        return services;
    }
}
