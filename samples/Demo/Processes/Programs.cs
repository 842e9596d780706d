namespace Demo.Processes;

/// <summary>Where the programs lie that the demo starts: built beside this one, in the same configuration.</summary>
internal static class Programs
{
    public static string Hub => Find("src", "Hub.Standalone");

    public static string Ca => Find("samples", "TestCa");

    public static string Platform => Find("samples", "TradingPlatform");

    /// <summary>The folder of <c>Hub.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    private static string Find(string folder, string name)
    {
        // …/samples/Demo/bin/Release/net10.0 → bin/Release/net10.0 of the other project.
        var output = Path.GetRelativePath(Path.Combine(Root, "samples", "Demo"), AppContext.BaseDirectory);
        var path = Path.Combine(Root, folder, name, output, name + ".dll");
        return File.Exists(path) ? path : throw new DemoFailedException($"{path} is missing: build samples/Demo first");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Hub.sln")))
                return folder.FullName;
        }
        throw new DemoFailedException("the demo does not lie in its repository");
    }
}
