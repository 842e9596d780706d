using System.Text.RegularExpressions;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>The tables of docs/protocol.md, section 3, as the page has them.</summary>
internal static partial class ProtocolPage
{
    private static readonly string Text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "protocol.md"));

    /// <summary>Members of each record in the page's order, <c>type</c> first.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Records { get; } = Read();

    /// <summary>The section that describes a record, to look for names within names.</summary>
    public static string SectionOf(string type) =>
        Sections().FirstOrDefault(section => Heading(section).Contains($"`{type}`", StringComparison.Ordinal))
        ?? Sections().Single(section => Rows(section).Any(row => row[0].Contains($"`{type}`", StringComparison.Ordinal)));

    /// <summary>Members of Signed and of a receipt, which the page describes once.</summary>
    public static bool IsShared(string name) => name is "record" or "signature" or "leaf" or "index" or "size" or "path" or "batch";

    private static IEnumerable<string> Sections()
    {
        var chapter = Text[Text.IndexOf("## 3. Records", StringComparison.Ordinal)..Text.IndexOf("## 4. ", StringComparison.Ordinal)];
        return chapter.Split("\n### ").Skip(1).Select(section => "### " + section);
    }

    private static string Heading(string section) => section[..section.IndexOf('\n', StringComparison.Ordinal)];

    private static IEnumerable<string[]> Rows(string section) => section.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries));

    private static Dictionary<string, IReadOnlyList<string>> Read()
    {
        var records = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var section in Sections())
        {
            var rows = Rows(section).ToList();
            if (TypeIn().Match(Heading(section)) is { Success: true } heading)
                records[heading.Groups[1].Value] = [.. rows.Where(row => row[0] != "member").SelectMany(row => Names(row[0]))];
            else
                foreach (var row in rows.Where(row => TypeIn().IsMatch(row[0]) && !row[1].StartsWith("section", StringComparison.Ordinal)))
                    records[TypeIn().Match(row[0]).Groups[1].Value] = [.. rows[0][1].Contains("after `type, hub`", StringComparison.Ordinal) ? ["type", "hub"] : Array.Empty<string>(), .. Names(row[1])];
        }
        return records;
    }

    // What is in brackets explains a name.
    private static IEnumerable<string> Names(string cell) => Brackets().Replace(cell, "").Replace("`", "", StringComparison.Ordinal).Split(',', StringSplitOptions.TrimEntries);

    [GeneratedRegex("`([a-z-]+/[0-9]+)`")]
    private static partial Regex TypeIn();

    [GeneratedRegex(@"\([^()]*(\([^()]*\)[^()]*)*\)")]
    private static partial Regex Brackets();
}
