using Hub.Grains.Durability;
using Hub.Silo.Storage.Rollback;
using Hub.Silo.Storage.Sealing;

namespace Hub.Silo.Tests.Storage;

public sealed class OpenTriesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();
    private readonly MasterKey _master;
    private readonly Sealer _sealer;

    public OpenTriesTests()
    {
        _master = MasterKey.Create(_folder["key"]);
        _sealer = new Sealer(_master);
    }

    [Fact]
    public async Task What_was_told_last_is_there_after_a_start_and_names_nobody()
    {
        using (var tries = Open())
        {
            await tries.TellAsync("key-a", new OpenTries(1, Now));
            await tries.TellAsync("key-b", new OpenTries(1, Now));
            await tries.TellAsync("key-a", new OpenTries(2, Now.AddMinutes(1)));
            await tries.TellAsync("key-c", new OpenTries(3, Now));
            await tries.TellAsync("key-c", default);
        }
        Assert.DoesNotContain("key-", Text(), StringComparison.Ordinal);
        using var again = Open();
        Assert.Equal(new OpenTries(2, Now.AddMinutes(1)), again.Of("key-a"));
        Assert.Equal(new OpenTries(1, Now), again.Of("key-b"));
        Assert.Equal(default, again.Of("key-c"));
        Assert.Equal(2, Lines());
    }

    [Fact]
    public async Task What_was_told_is_in_the_file_before_the_file_is_closed_and_again_adds_no_line()
    {
        using var tries = Open();
        await tries.TellAsync("a", new OpenTries(1, Now));
        await tries.TellAsync("a", new OpenTries(1, Now));
        Assert.Equal(1, Lines());
        await tries.TellAsync("a", default);
        await tries.TellAsync("a", default);
        Assert.Equal(2, Lines());
    }

    [Fact]
    public async Task A_line_that_a_crash_cut_short_is_cut_off()
    {
        using (var tries = Open())
            await tries.TellAsync("a", new OpenTries(1, Now));
        await File.AppendAllTextAsync(_folder["tries"], "half 2");
        using (var tries = Open())
            await tries.TellAsync("b", new OpenTries(4, Now));
        using var again = Open();
        Assert.Equal((1, 4), (again.Of("a").Count, again.Of("b").Count));
        Assert.Equal(2, Lines());
    }

    [Theory]
    [InlineData("a\n")]
    [InlineData("a 1\n")]
    [InlineData("a -1 0\n")]
    [InlineData("a 1 99999999999999999\n")]
    [InlineData("a 1 0 0\n")]
    [InlineData(" 1 0\n")]
    public void A_whole_line_that_is_none_stops_the_start(string content)
    {
        File.WriteAllText(_folder["tries"], content);
        Assert.Throws<InvalidDataException>(Open);
    }

    [Fact]
    public async Task Lines_that_no_longer_count_are_left_out_while_the_hub_runs()
    {
        using (var tries = OpenTriesFile.Open(_folder["tries"], _sealer, idleLines: 100))
        {
            await tries.TellAsync("b", new OpenTries(2, Now));
            for (var i = 0; i < 104; i++)
                await tries.TellAsync("a", new OpenTries((i + 1) % 2, Now));
            Assert.InRange(Lines(), 1, 10);
            await tries.TellAsync("a", new OpenTries(1, Now));
        }
        using var again = Open();
        Assert.Equal((1, 2), (again.Of("a").Count, again.Of("b").Count));
    }

    [Fact]
    public async Task After_a_sync_that_failed_no_try_is_answered_before_another_file_has_it()
    {
        var fails = true;
        var synced = 0;
        using var tries = OpenTriesFile.Open(_folder["tries"], _sealer, sync: _ =>
        {
            synced++;
            if (fails)
                throw new IOException("the disk is sick");
        });
        await tries.TellAsync("other", new OpenTries(1, Now));
        await Assert.ThrowsAsync<CommitFailedException>(() => tries.TellAsync("a", new OpenTries(2, Now)));
        fails = false;
        // The same again, as the phone repeats it: a sync of the same file would say that all is well.
        await tries.TellAsync("a", new OpenTries(2, Now));
        Assert.Equal(1, synced);
        Assert.Equal(2, Lines());
        await tries.TellAsync("a", new OpenTries(3, Now));
        Assert.Equal(2, synced);
        using var again = Open();
        Assert.Equal((3, 1), (again.Of("a").Count, again.Of("other").Count));
    }

    [Fact]
    public async Task Many_tries_at_once_are_all_in_the_file_while_it_is_written_anew()
    {
        using (var tries = OpenTriesFile.Open(_folder["tries"], _sealer, idleLines: 20))
            await Parallel.ForAsync(0, 100, async (i, _) =>
            {
                for (var count = 1; count <= 4; count++)
                    await tries.TellAsync($"key {i}", new OpenTries(count, Now));
            });
        using var again = Open();
        for (var i = 0; i < 100; i++)
            Assert.Equal(new OpenTries(4, Now), again.Of($"key {i}"));
    }

    [Fact]
    public void Only_the_hub_s_user_can_read_it()
    {
        using var tries = Open();
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["tries"]));
    }

    public void Dispose()
    {
        _sealer.Dispose();
        _master.Dispose();
        _folder.Dispose();
    }

    private OpenTriesFile Open() => OpenTriesFile.Open(_folder["tries"], _sealer);

    private int Lines() => Text().Count(character => character == '\n');

    private string Text()
    {
        using var file = new FileStream(_folder["tries"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
