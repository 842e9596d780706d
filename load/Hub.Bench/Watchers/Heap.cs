using System.Diagnostics.Tracing;
using System.Globalization;
using Hub.Bench.House;
using Microsoft.Diagnostics.NETCore.Client;

namespace Hub.Bench.Watchers;

/// <summary>Memory of a .NET process after a full collection, which is asked for over its diagnostic port.</summary>
/// <param name="Live">Bytes of its heap after the collection.</param>
/// <param name="Resident">Bytes of resident memory.</param>
internal sealed record Heap(double Live, double Resident)
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const string HeapSize = "dotnet_gc_last_collection_heap_size_bytes{";
    // GCHeapCollect of the runtime's provider: enabling it makes the runtime collect.
    private const long Collect = 0x800000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="metrics">Where it tells its heap's size.</param>
    public static async Task<Heap> OfAsync(Server server, HttpClient http, Uri metrics, CancellationToken cancellation)
    {
        for (var round = 0; round < 3; round++)
        {
            var client = new DiagnosticsClient(server.Id);
            using var session = client.StartEventPipeSession([new EventPipeProvider(Runtime, EventLevel.Informational, Collect)], requestRundown: false);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            await session.EventStream.CopyToAsync(Stream.Null, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
        return new Heap(SumOf(await http.GetStringAsync(metrics, cancellation)), server.ResidentBytes);
    }

    private static double SumOf(string exposition) => exposition.Split('\n').Where(line => line.StartsWith(HeapSize, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
}
