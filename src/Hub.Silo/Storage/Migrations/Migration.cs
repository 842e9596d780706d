using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Silo.Storage.Migrations;

/// <summary>One numbered step of the schema. Once released it never changes: databases remember its digest.</summary>
/// <param name="Number">From 1, without a gap.</param>
/// <param name="Name">What it is called in its file's name.</param>
/// <param name="Sql">What it does.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text, lower-case hex.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>The program's own, from the files <c>NNNN_name.sql</c> beside this one.</summary>
    public static IReadOnlyList<Migration> Embedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("migrations/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name))];
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var file = Path.GetFileNameWithoutExtension(resource["migrations/".Length..]);
        return new Migration(int.Parse(file.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), file[5..], reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
