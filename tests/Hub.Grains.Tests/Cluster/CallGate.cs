namespace Hub.Grains.Tests.Cluster;

/// <summary>Stands before the grains: lets a test hold a call back, as a busy grain does.</summary>
internal sealed class CallGate : IIncomingGrainCallFilter
{
    /// <summary>Asked before each call, with the interface's and the method's name.</summary>
    public Func<string, Task>? Before { get; set; }

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (Before is { } before)
            await before($"{context.InterfaceMethod.DeclaringType?.Name}.{context.InterfaceMethod.Name}");
        await context.Invoke();
    }
}
