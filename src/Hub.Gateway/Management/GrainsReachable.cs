using Hub.Grains.Contracts;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans;

namespace Hub.Gateway.Management;

/// <summary>Ready means that a grain answers. That the store takes writes is its own check's to say.</summary>
internal sealed class GrainsReachable(IGrainFactory grains) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await grains.GetGrain<ITrustGrain>(ITrustGrain.Key).Read().WaitAsync(Patience, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("No grain answers.", fault);
        }
    }
}
