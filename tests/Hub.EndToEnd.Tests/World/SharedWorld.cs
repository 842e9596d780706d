namespace Hub.EndToEnd.Tests.World;

/// <summary>One hub for all tests that neither kill it nor look at the whole of it, each with an opening and holders of its own. It ends with the process of the tests.</summary>
internal static class SharedWorld
{
    private static readonly Lazy<Task<HubWorld>> World = new(StartAsync);

    public static Task<HubWorld> GetAsync() => World.Value;

    private static async Task<HubWorld> StartAsync()
    {
        var world = await HubWorld.StartAsync();
        // The runner leaves a process that ends a tenth of a second: no time to stop in order.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => world.Hub.Drop();
        return world;
    }
}
