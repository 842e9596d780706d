using System.Text;
using System.Text.Json;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>tests/interop: a phone, a platform and a bidder's program in another language, written from the protocol's page alone, against the same files.</summary>
public sealed class InteropTests
{
    [Fact]
    public async Task Programs_written_from_the_page_alone_agree_with_every_vector()
    {
        Assert.False(VectorFile.IsWriting, "The files are being written: run it again without HUB_WRITE_VECTORS.");
        var (exit, output) = await Command.RunAsync("node", [Path.Combine(RepositoryRoot.Path, "tests", "interop", "check-vectors.mjs")], []);
        var said = Encoding.UTF8.GetString(output);
        Assert.True(exit == 0, said);
        using var line = JsonDocument.Parse(said);
        Assert.Equal(VectorSet.Names.Order(StringComparer.Ordinal), line.RootElement.GetProperty("checks").EnumerateObject().Select(check => check.Name).Order(StringComparer.Ordinal));
    }
}
