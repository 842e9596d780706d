using System.Text.RegularExpressions;
using Hub.EndToEnd.Tests.Samples;

namespace Hub.EndToEnd.Tests.Docs;

/// <summary>docs/security.md names the test that holds each row: a name that no test has would be a promise that nobody keeps.</summary>
public sealed partial class SecurityPageTests
{
    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        var named = TestName().Matches(File.ReadAllText(Path.Combine(BuiltProgram.Repository, "docs", "security.md"))).Select(match => match.Groups[1].Value).Distinct().ToList();
        var sources = Directory.EnumerateFiles(Path.Combine(BuiltProgram.Repository, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();

        Assert.True(named.Count > 30, "the page's table was not found");
        Assert.Equal([], named.Where(name => !sources.Any(source => source.Contains(" " + name + "(", StringComparison.Ordinal))).ToArray());
    }

    [GeneratedRegex("`([A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+){2,})`")]
    private static partial Regex TestName();
}
