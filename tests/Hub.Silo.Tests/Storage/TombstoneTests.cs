using Hub.Silo.Storage.Sealing;

namespace Hub.Silo.Tests.Storage;

public sealed class TombstoneTests
{
    [Fact]
    public async Task An_erased_key_is_erased_for_ever_in_that_version_only()
    {
        using var folder = new TempFolder();
        using (var tombstones = Tombstones.Open(folder["t"]))
        {
            Assert.False(tombstones.IsErased("key", 1));
            await tombstones.EraseAsync("key", 1);
            await tombstones.EraseAsync("key", 1);
            Assert.True(tombstones.IsErased("key", 1));
        }
        using var again = Tombstones.Open(folder["t"]);
        Assert.True(again.IsErased("key", 1));
        Assert.False(again.IsErased("key", 2));
        Assert.False(again.IsErased("other", 1));
        Assert.Equal("key 1\n", Read(folder["t"]));
    }

    [Fact]
    public async Task A_line_that_a_crash_cut_short_is_cut_off()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["t"], "key 1\nkey 1");
        using (var tombstones = Tombstones.Open(folder["t"]))
        {
            Assert.True(tombstones.IsErased("key", 1));
            await tombstones.EraseAsync("key", 2);
        }
        Assert.Equal("key 1\nkey 2\n", Read(folder["t"]));
    }

    [Theory]
    [InlineData("key\n")]
    [InlineData("key one\n")]
    [InlineData("key 1 2\n")]
    [InlineData("key -1\n")]
    public void A_whole_line_that_is_none_stops_the_start(string content)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["t"], content);
        Assert.Throws<InvalidDataException>(() => Tombstones.Open(folder["t"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a\nb")]
    public async Task A_key_id_that_would_break_the_file_is_refused(string keyId)
    {
        using var folder = new TempFolder();
        using var tombstones = Tombstones.Open(folder["t"]);
        await Assert.ThrowsAsync<ArgumentException>(() => tombstones.EraseAsync(keyId, 1));
    }

    private static string Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
