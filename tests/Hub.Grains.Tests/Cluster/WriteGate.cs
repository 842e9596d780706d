using Hub.Cryptography;
using Hub.Grains.Durability;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Grains.Tests.Cluster;

/// <summary>Stands before the storage: lets a test hold a write back, or make it fail, as a slow or broken disk does.</summary>
internal sealed class WriteGate
{
    /// <summary>Asked before each write, with the subject of its receipt (null: without one).</summary>
    public Func<string?, Task>? Before { get; set; }

    /// <summary>Takes its place before the storage that is registered.</summary>
    public void Stand(IServiceCollection services)
    {
        var storage = services.Last(service => service.ServiceType == typeof(IAtomicWrite));
        services.Remove(storage);
        services.AddSingleton<IAtomicWrite>(provider => new Gated(this, (IAtomicWrite)storage.ImplementationFactory!(provider)));
    }

    private static string? SubjectOf(Companion[] companions) =>
        companions.OfType<ReceiptRequest>().FirstOrDefault() is { } request && ReceiptLeaf.TryParse(request.Leaf, out var leaf, out _) ? leaf.Subject : null;

    private sealed class Gated(WriteGate gate, IAtomicWrite storage) : IAtomicWrite
    {
        public async Task<CommitResult> WriteAsync(Func<Task> writeState, params Companion[] companions)
        {
            if (gate.Before is { } before)
                await before(SubjectOf(companions));
            return await storage.WriteAsync(writeState, companions);
        }
    }
}
