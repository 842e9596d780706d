using System.Text.Json;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>docs/protocol.md against the records that our code writes, so that the page cannot drift.</summary>
public sealed class ProtocolPageTests
{
    public static TheoryData<string> Types => new(VectorRecords.All.Select(record => record.Type).Distinct());

    [Fact]
    public void Every_record_of_the_page_has_a_vector_and_no_vector_is_of_another() =>
        Assert.Equal(ProtocolPage.Records.Keys.Order(StringComparer.Ordinal), VectorRecords.All.Select(record => record.Type).Distinct().Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Types))]
    public void The_page_lists_the_members_that_we_write_in_their_order(string type)
    {
        var page = ProtocolPage.Records[type];
        var written = new HashSet<string>();
        foreach (var record in VectorRecords.All.Where(record => record.Type == type))
        {
            using var document = JsonDocument.Parse(record.Bytes);
            string[] names = [.. document.RootElement.EnumerateObject().Select(member => member.Name)];
            Assert.Equal(page.Where(names.Contains), names);
            written.UnionWith(names);
        }
        Assert.Equal(page.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Types))]
    public void The_page_names_what_is_within_members(string type)
    {
        var section = ProtocolPage.SectionOf(type);
        foreach (var record in VectorRecords.All.Where(record => record.Type == type))
        {
            using var document = JsonDocument.Parse(record.Bytes);
            foreach (var name in NamesWithin(document.RootElement, false).Distinct())
                Assert.True(section.Contains(name, StringComparison.Ordinal) || ProtocolPage.IsShared(name), $"{type}: {name}");
        }
    }

    private static IEnumerable<string> NamesWithin(JsonElement element, bool isWithin) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => NamesWithin(item, true)),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => NamesWithin(member.Value, true).Concat(isWithin ? [member.Name] : [])),
        _ => [],
    };
}
