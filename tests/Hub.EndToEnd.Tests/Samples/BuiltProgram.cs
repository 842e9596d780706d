using System.Diagnostics;

namespace Hub.EndToEnd.Tests.Samples;

/// <summary>Programs that the tests start as processes: built beside the tests, in the same configuration.</summary>
internal static class BuiltProgram
{
    /// <summary>The folder of Hub.sln.</summary>
    public static string Repository { get; } = Root();

    /// <param name="folder"><c>samples</c> or <c>src</c>.</param>
    public static string Find(string folder, string name)
    {
        var output = Path.GetRelativePath(Path.Combine(Repository, "tests", "Hub.EndToEnd.Tests"), AppContext.BaseDirectory);
        return Path.Combine(Repository, folder, name, output, name + ".dll");
    }

    /// <summary>Starts it with all three streams in our hands.</summary>
    public static Process Start(string dll, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(dll);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static string Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Hub.sln")))
            root = root.Parent ?? throw new InvalidOperationException("The tests do not lie in their repository.");
        return root.FullName;
    }
}
