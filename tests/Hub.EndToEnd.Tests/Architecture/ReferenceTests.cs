using System.Xml.Linq;
using Hub.EndToEnd.Tests.Samples;

namespace Hub.EndToEnd.Tests.Architecture;

/// <summary>Dependencies point one way (docs/architecture.md). What a project may refer to stands here; a new project, or a new reference, needs a line.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["src/Hub.Cryptography"] = [],
        ["src/Hub.Grains"] = ["Hub.Cryptography"],
        ["src/Hub.Silo"] = ["Hub.Grains"],
        ["src/Hub.Gateway"] = ["Hub.Grains"],
        ["src/Hub.Standalone"] = ["Hub.Gateway", "Hub.Silo"],
        ["src/Hub.Phone"] = ["Hub.Cryptography"],
        // Samples use public interfaces alone: what they share with the hub is the wire.
        ["samples/Bidder"] = ["Hub.Cryptography"],
        ["samples/SampleProcess"] = ["Hub.Cryptography"],
        ["samples/TestCa"] = ["Hub.Cryptography", "SampleProcess"],
        ["samples/TradingPlatform"] = ["Hub.Cryptography", "SampleProcess"],
        ["samples/Demo"] = ["Bidder", "Hub.Phone"],
        ["load/Hub.Bench"] = ["Hub.Phone"],
        ["load/Hub.Floor"] = ["Hub.Silo"],
    };

    private static readonly string[] Foundations = ["Orleans", "AspNetCore", "Sqlite"];

    private static readonly string[] Folders = [.. Directory.EnumerateFiles(RepositoryRoot.Path, "*.csproj", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(RepositoryRoot.Path, Path.GetDirectoryName(file)!).Replace('\\', '/'))
        .Where(folder => folder.Split('/')[0] is "src" or "samples" or "load")];

    public static TheoryData<string> Projects => new(Folders);

    [Theory, MemberData(nameof(Projects))]
    public void A_project_refers_to_what_it_may_alone(string folder)
    {
        Assert.True(Allowed.TryGetValue(folder, out var allowed), folder + " is not listed.");
        // What is only built along, to be run as a process, is no dependency of the code.
        var references = Items(folder, "ProjectReference").Where(item => (string?)item.Attribute("ReferenceOutputAssembly") != "false")
            .Select(item => Path.GetFileNameWithoutExtension((string)item.Attribute("Include")!)).Order(StringComparer.Ordinal);
        Assert.Equal(allowed.Order(StringComparer.Ordinal), references);
    }

    [Fact]
    public void Every_project_that_is_listed_is_there() => Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), Folders.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("src/Hub.Cryptography")]
    [InlineData("src/Hub.Phone")]
    public void What_phones_and_strangers_use_stands_on_no_server(string folder) => Assert.DoesNotContain(
        Items(folder, "PackageReference").Concat(Items(folder, "FrameworkReference")).Select(item => (string)item.Attribute("Include")!),
        name => Foundations.Any(foundation => name.Contains(foundation, StringComparison.Ordinal)));

    [Fact]
    public void Grains_know_neither_the_web_nor_a_database() => Assert.DoesNotContain(
        Items("src/Hub.Grains", "PackageReference").Concat(Items("src/Hub.Grains", "FrameworkReference")).Select(item => (string)item.Attribute("Include")!),
        name => name.Contains("AspNetCore", StringComparison.Ordinal) || name.Contains("Sqlite", StringComparison.Ordinal) || name.Contains("AdoNet", StringComparison.Ordinal));

    private static IEnumerable<XElement> Items(string folder, string kind) =>
        XDocument.Load(Path.Combine(RepositoryRoot.Path, folder, folder.Split('/')[1] + ".csproj")).Descendants(kind);
}
