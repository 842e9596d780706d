using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Hub.Grains.Durability;

/// <summary>
/// Grains of which nothing is stored: somebody named an id that does not exist, or not yet. Whoever invents ids must not fill the memory with them, so that only the latest few stay.
/// They stay at all so that an invented id that is asked for again is answered as fast as a real one (D10).
/// </summary>
public sealed class EmptyActivations
{
    /// <summary>The most that stay of one silo.</summary>
    public const int Most = 256;

    private readonly ConcurrentQueue<(IGrainContext Activation, Func<bool> IsEmpty)> _here = new();

    /// <summary>A grain was activated. If nothing is stored of it, it leaves when <see cref="Most"/> others came after it and there is still nothing.</summary>
    /// <param name="grain">The grain, while it is being activated.</param>
    /// <param name="isEmpty">Whether nothing is stored of it; asked from any thread.</param>
    public static void Watch(IGrainBase grain, Func<bool> isEmpty)
    {
        if (isEmpty())
            grain.GrainContext.ActivationServices.GetRequiredService<EmptyActivations>().Add(grain.GrainContext, isEmpty);
    }

    private void Add(IGrainContext activation, Func<bool> isEmpty)
    {
        _here.Enqueue((activation, isEmpty));
        while (_here.Count > Most && _here.TryDequeue(out var oldest))
        {
            if (oldest.IsEmpty())
                oldest.Activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "Nothing is stored of it."));
        }
    }
}
