using Hub.Silo.Storage.Backup;
using Hub.Silo.Storage.Identity;
using Hub.Silo.Storage.Rollback;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Tests.Storage;

/// <summary>An insider who puts an older database file in place of the hub's, to have PIN tries forgotten.</summary>
public sealed class RollbackTests
{
    [Fact]
    public async Task A_database_file_that_is_put_back_by_hand_counts_as_restored_each_time()
    {
        await using var store = new TestStore();
        var epochs = new HashSet<string> { store.Open.Identity.Epoch };
        await store.MustWriteAsync("guard", null, "no try");
        await store.Open.DisposeAsync();
        var kept = Path.Combine(store.Folder, "kept.db");
        File.Copy(store.Database, kept);
        for (var round = 1; round <= 3; round++)
        {
            await store.ReopenAsync();
            if (round == 1)
                Assert.Equal((0, 1), (store.Open.Identity.RestoreCount, epochs.Count));
            await store.MustWriteAsync("guard", 1, "a try");
            await store.Open.DisposeAsync();
            File.Copy(kept, store.Database, overwrite: true);
            var before = DateTimeOffset.UtcNow;
            await store.ReopenAsync();
            Assert.Equal(round, store.Open.Identity.RestoreCount);
            Assert.InRange(store.Open.Identity.RestoredAt!.Value, before.AddSeconds(-1), DateTimeOffset.UtcNow);
            Assert.True(epochs.Add(store.Open.Identity.Epoch));
        }
    }

    [Fact]
    public async Task A_copy_of_this_very_life_is_behind_once_the_next_mark_is_written()
    {
        await using var store = new TestStore();
        var kept = Path.Combine(store.Folder, "kept.db");
        await store.Open.Backup.ToFileAsync(kept);
        // Of the copy itself: the mark may be behind it, and one that has only caught up says nothing.
        long copied;
        using (var copy = SqliteSession.OpenPlain(kept))
            copied = copy.Run("SELECT CAST(value AS INTEGER) FROM hub_meta WHERE name = 'commits'")!.Value;
        await store.MustWriteAsync("guard", null, "a try");
        await Eventually.TrueAsync(() => HighWater.Read(store.Options.MarkPath)!.Commits > copied, "a mark of the next write");
        // Put back as after a kill: the mark that the stop writes is taken away again.
        var mark = File.ReadAllText(store.Options.MarkPath);
        await store.Open.DisposeAsync();
        File.WriteAllText(store.Options.MarkPath, mark);
        File.Copy(kept, store.Database, overwrite: true);
        await store.ReopenAsync();
        Assert.Equal(1, store.Open.Identity.RestoreCount);
    }

    [Fact]
    public async Task The_same_backup_restored_twice_is_two_restores_and_nobody_put_a_file_back()
    {
        await using var store = new TestStore();
        var backup = Path.Combine(store.Folder, "backup.db");
        await store.Open.Backup.ToFileAsync(backup);
        for (var round = 1; round <= 2; round++)
        {
            await store.Open.DisposeAsync();
            File.Delete(store.Database);
            SqliteBackup.Restore(backup, store.Options, DateTimeOffset.UtcNow);
            await store.ReopenAsync();
            Assert.Equal((round, false), (store.Open.Identity.RestoreCount, ((HubIdentity)store.Open.Identity).WasPutBack));
        }
    }

    [Fact]
    public async Task A_restore_from_a_backup_counts_once_and_the_restored_file_put_back_again_counts_again()
    {
        await using var store = new TestStore();
        var backup = Path.Combine(store.Folder, "backup.db");
        await store.Open.Backup.ToFileAsync(backup);
        await store.MustWriteAsync("guard", null, "a try");
        await store.Open.DisposeAsync();
        File.Delete(store.Database);
        SqliteBackup.Restore(backup, store.Options, DateTimeOffset.UtcNow);
        var restored = Path.Combine(store.Folder, "restored.db");
        File.Copy(store.Database, restored);
        await store.ReopenAsync();
        Assert.Equal(1, store.Open.Identity.RestoreCount);
        await store.ReopenAsync();
        Assert.Equal(1, store.Open.Identity.RestoreCount);
        await store.Open.DisposeAsync();
        File.Copy(restored, store.Database, overwrite: true);
        await store.ReopenAsync();
        Assert.Equal(2, store.Open.Identity.RestoreCount);
    }

    [Fact]
    public async Task A_database_that_has_lost_its_mark_counts_as_restored_and_one_of_before_there_were_marks_does_not()
    {
        await using var store = new TestStore();
        await store.Open.DisposeAsync();
        File.Delete(store.Options.MarkPath);
        await store.ReopenAsync();
        Assert.Equal(1, store.Open.Identity.RestoreCount);
        await store.Open.DisposeAsync();
        File.Delete(store.Options.MarkPath);
        store.Sql("DELETE FROM hub_meta WHERE name = 'commits'");
        await store.ReopenAsync();
        Assert.Equal(1, store.Open.Identity.RestoreCount);
    }

    [Theory]
    [InlineData("UPDATE hub_meta SET value = CAST(value AS INTEGER) + 100000 WHERE name = 'commits'")]
    [InlineData("UPDATE hub_meta SET value = '100000' || substr(value, instr(value, ' ')) WHERE name = 'commits'")]
    [InlineData("UPDATE hub_meta SET value = '99999999999999999999 x' WHERE name = 'commits'")]
    [InlineData("DELETE FROM hub_meta WHERE name = 'commits'")]
    public async Task A_count_that_was_set_forward_by_hand_does_not_hide_that_the_file_was_put_back(string sql)
    {
        await using var store = new TestStore();
        await store.MustWriteAsync("guard", null, "no try");
        await store.Open.DisposeAsync();
        var kept = Path.Combine(store.Folder, "kept.db");
        File.Copy(store.Database, kept);
        await store.ReopenAsync();
        await store.MustWriteAsync("guard", 1, "a try");
        var epoch = store.Open.Identity.Epoch;
        await store.Open.DisposeAsync();
        File.Copy(kept, store.Database, overwrite: true);
        store.Sql(sql);

        await store.ReopenAsync();

        Assert.Equal(1, store.Open.Identity.RestoreCount);
        Assert.NotEqual(epoch, store.Open.Identity.Epoch);
        await store.ReopenAsync();
        Assert.Equal(1, store.Open.Identity.RestoreCount);
    }

    [Fact]
    public async Task A_count_of_restores_that_was_set_forward_by_hand_brings_a_new_epoch_too()
    {
        await using var store = new TestStore();
        var epoch = store.Open.Identity.Epoch;
        await store.Open.DisposeAsync();
        store.Sql("UPDATE hub_meta SET value = '1' WHERE name = 'restore_count'");

        await store.ReopenAsync();

        Assert.Equal(1, store.Open.Identity.RestoreCount);
        Assert.NotEqual(epoch, store.Open.Identity.Epoch);
        epoch = store.Open.Identity.Epoch;
        await store.ReopenAsync();
        Assert.Equal(epoch, store.Open.Identity.Epoch);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("-1 0")]
    [InlineData("1 0 0")]
    public async Task A_mark_that_somebody_edited_stops_the_start(string text)
    {
        await using var store = new TestStore();
        await store.Open.DisposeAsync();
        var mark = File.ReadAllText(store.Options.MarkPath);
        File.WriteAllText(store.Options.MarkPath, text);
        Assert.Throws<InvalidDataException>(store.OpenStorage);
        File.WriteAllText(store.Options.MarkPath, mark);
        await store.ReopenAsync();
        Assert.Equal(0, store.Open.Identity.RestoreCount);
    }
}
