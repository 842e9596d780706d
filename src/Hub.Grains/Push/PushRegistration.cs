using Hub.Grains.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Grains.Push;

/// <summary>Registers the push to gateways.</summary>
internal static class PushRegistration
{
    /// <summary>Adds <see cref="IPush"/>, one for the process.</summary>
    public static IServiceCollection AddPush(this IServiceCollection services) => services.AddSingleton<IPush>(provider =>
    {
        var grains = provider.GetRequiredService<IGrainFactory>();
        // Real time: how fresh a list of processes is has nothing to do with the domain's clock.
        return new PushService(
            new GatewayList(() => grains.GetGrain<IGatewaysGrain>(IGatewaysGrain.Key).All(), TimeProvider.System),
            TimeProvider.System,
            provider.GetRequiredService<ILoggerFactory>().CreateLogger<PushService>());
    });
}
