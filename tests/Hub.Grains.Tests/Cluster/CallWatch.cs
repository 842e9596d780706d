using System.Collections.Concurrent;

namespace Hub.Grains.Tests.Cluster;

/// <summary>Stands before the grains: tells which calls are in their hands, so that a test knows that one waits there and is not still under way.</summary>
internal sealed class CallWatch : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<(string Key, string Method), int> _open = new();

    /// <summary>Calls that came to this grain and are not answered yet.</summary>
    public int Open(string key, string method) => _open.GetValueOrDefault((key, method));

    public async Task Invoke(IIncomingGrainCallContext context)
    {
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
