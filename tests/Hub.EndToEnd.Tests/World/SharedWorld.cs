namespace Hub.EndToEnd.Tests.World;

/// <summary>
/// One hub for all tests that neither kill it nor look at the whole of it, each with an opening and holders of its own. It ends with the tests: it stops when its standard input does.
/// </summary>
internal static class SharedWorld
{
    private static readonly Lazy<Task<HubWorld>> World = new(StartAsync);

    public static Task<HubWorld> GetAsync() => World.Value;

    private static async Task<HubWorld> StartAsync()
    {
        var world = await HubWorld.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => world.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20));
        return world;
    }
}
