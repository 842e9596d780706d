using OpenTelemetry.Metrics;

namespace Hub.Gateway.Metrics;

/// <summary>
/// The only instruments that leave the process. What is not listed is dropped, whoever made it: request counts, connections, activations, messages, allocations and work items tell
/// before a start how many bid (D10).
/// </summary>
internal static class AllowedInstruments
{
    public static readonly IReadOnlySet<string> Names = new HashSet<string>
    {
        "dotnet.process.cpu.time", "dotnet.process.memory.working_set", "dotnet.gc.collections", "dotnet.gc.pause.time", "dotnet.gc.last_collection.heap.size",
        "dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length",
        "hub.storage.queue.length", "hub.storage.commits.failed", "hub.storage.events.dropped", "hub.authority.crl.remaining", CommitPace.Name,
        GatewayMeter.Calls, GatewayMeter.PushLatency, GatewayMeter.FeedWaiting,
    };

    public static MeterProviderBuilder AddAllowed(this MeterProviderBuilder builder) => builder
        .AddMeter("System.Runtime", "Hub.*")
        .AddView(instrument => Names.Contains(instrument.Name) ? null : MetricStreamConfiguration.Drop);
}
