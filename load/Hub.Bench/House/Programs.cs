namespace Hub.Bench.House;

/// <summary>Where the programs lie that are measured: built with this one, in the same configuration.</summary>
internal static class Programs
{
    public static string Hub => Find("src", "Hub.Standalone");

    public static string Floor => Find("load", "Hub.Floor");

    private static string Find(string folder, string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Hub.sln")))
            root = root.Parent ?? throw new BenchFailedException("the bench does not lie in its repository");
        var output = Path.GetRelativePath(Path.Combine(root.FullName, "load", "Hub.Bench"), AppContext.BaseDirectory);
        var path = Path.Combine(root.FullName, folder, name, output, name + ".dll");
        return File.Exists(path) ? path : throw new BenchFailedException($"{path} is missing: build load/Hub.Bench first");
    }
}
