using System.Text.RegularExpressions;
using Hub.EndToEnd.Tests.Samples;

namespace Hub.EndToEnd.Tests.Docs;

/// <summary>docs/security.md names the test that holds each row: a name that no test has would be a promise that nobody keeps.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly string[] Rows = [.. File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "security.md"))
        .SkipWhile(line => !line.StartsWith("| attacker |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))];

    [Fact]
    public void Every_row_names_tests_and_each_of_them_is_one()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).SelectMany(file => Test().Matches(File.ReadAllText(file)))
            .Where(match => !match.Value.Contains("Skip =", StringComparison.Ordinal)).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

        Assert.True(Rows.Length > 15, "the page's table was not found");
        Assert.Equal([], Rows.Where(row => !TestName().IsMatch(row)).ToArray());
        Assert.Equal([], Rows.SelectMany(row => TestName().Matches(row)).Select(match => match.Groups[1].Value).Where(name => !tests.Contains(name)).ToArray());
    }

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\n]*\r?\n(?:\s*\[[^\n]*\r?\n)*\s*public (?:async Task|Task|void) (\w+)\(")]
    private static partial Regex Test();

    [GeneratedRegex("`([A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+){2,})`")]
    private static partial Regex TestName();
}
