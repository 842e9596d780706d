using System.Diagnostics;

namespace Hub.EndToEnd.Tests.Samples;

/// <summary>Programs that the tests start as processes: built beside the tests, in the same configuration.</summary>
internal static class BuiltProgram
{
    /// <param name="folder"><c>samples</c> or <c>src</c>.</param>
    public static string Find(string folder, string name)
    {
        var output = Path.GetRelativePath(Path.Combine(RepositoryRoot.Path, "tests", "Hub.EndToEnd.Tests"), AppContext.BaseDirectory);
        return Path.Combine(RepositoryRoot.Path, folder, name, output, name + ".dll");
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
}
