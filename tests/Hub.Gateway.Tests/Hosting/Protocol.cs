namespace Hub.Gateway.Tests.Hosting;

/// <summary>Reads the tables of docs/protocol.md, so that page and code cannot drift.</summary>
internal static class Protocol
{
    /// <summary>The rows of the first table after a heading, cells trimmed, without head and rule.</summary>
    public static IReadOnlyList<string[]> Table(string heading)
    {
        var lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "protocol.md"));
        var start = Array.FindIndex(lines, line => line.StartsWith(heading, StringComparison.Ordinal));
        Assert.True(start >= 0, heading);
        return [.. lines.Skip(start + 1).SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).Skip(2)
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];
    }

    /// <summary>The text from a heading, with it, to the next one.</summary>
    public static string Section(string heading)
    {
        var lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "protocol.md"));
        var start = Array.FindIndex(lines, line => line.StartsWith(heading, StringComparison.Ordinal));
        Assert.True(start >= 0, heading);
        return string.Join('\n', lines.Skip(start + 1).TakeWhile(line => !line.StartsWith('#')).Prepend(lines[start]));
    }
}
