using OpenTelemetry.Metrics;

namespace Hub.Gateway.Metrics;

/// <summary>
/// The only instruments that leave the process. What is not listed is dropped, whoever made it: counts and durations of requests, commits, connections, activations, messages, collections
/// and work items tell before a start how many bid (D10). Those of the store are measured on the hub's own heartbeat only.
/// </summary>
internal static class AllowedInstruments
{
    public static readonly IReadOnlySet<string> Names = new HashSet<string>
    {
        "dotnet.process.cpu.time", "dotnet.process.memory.working_set", "dotnet.gc.last_collection.heap.size", "dotnet.thread_pool.thread.count",
        "hub.storage.heartbeat", "hub.storage.heartbeats.failed", "hub.storage.events.dropped", "hub.authority.crl.remaining",
        GatewayMeter.Calls, GatewayMeter.PushLatency, GatewayMeter.FeedWaiting,
    };

    public static MeterProviderBuilder AddAllowed(this MeterProviderBuilder builder) => builder
        .AddMeter("System.Runtime", "Hub.*")
        .AddView(instrument => Names.Contains(instrument.Name) ? null : MetricStreamConfiguration.Drop);
}
