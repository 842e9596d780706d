using System.Collections.Concurrent;

namespace Hub.Grains.Tests.Cluster;

/// <summary>Stands before the grains: lets a test hold a call back, as a busy grain does, and tells which calls are in their hands, so that a test knows that one waits there.</summary>
internal sealed class CallGate : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<(string Key, string Method), int> _open = new();

    /// <summary>Asked before each call, with the interface's and the method's name.</summary>
    public Func<string, Task>? Before { get; set; }

    /// <summary>Calls that came to this grain and are not answered yet.</summary>
    public int Open(string key, string method) => _open.GetValueOrDefault((key, method));

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (Before is { } before)
            await before($"{context.InterfaceMethod.DeclaringType?.Name}.{context.InterfaceMethod.Name}");
        var call = (context.TargetId.Key.ToString()!, context.MethodName);
        _open.AddOrUpdate(call, 1, (_, open) => open + 1);
        try
        {
            await context.Invoke();
        }
        finally
        {
            _open.AddOrUpdate(call, 0, (_, open) => open - 1);
        }
    }
}
