using System.Diagnostics;
using Hub.Grains.Contracts;

namespace Hub.Grains.Push;

/// <summary>Carries <see cref="GatewayRegister"/>. In memory: after a silo is lost the gateways come again within 10 s.</summary>
internal sealed class GatewaysGrain : Grain, IGatewaysGrain
{
    private readonly GatewayRegister _register = new();

    // Whether a process is alive is measured by the machine's clock, whatever time the domain has.
    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    public Task Join(IGatewayObserver gateway)
    {
        _register.Join(gateway, Now);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<IGatewayObserver>> All() => Task.FromResult(_register.All(Now));
}
