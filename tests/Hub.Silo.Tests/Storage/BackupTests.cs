using Hub.Grains.Durability;
using Hub.Silo.Storage;
using Hub.Silo.Storage.Backup;
using Hub.Silo.Storage.Migrations;

namespace Hub.Silo.Tests.Storage;

public sealed class BackupTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, TimeSpan.FromHours(8));

    [Fact]
    public async Task A_restored_hub_is_the_same_hub_in_another_epoch()
    {
        await using var store = new TestStore();
        var before = store.Open.Identity;
        Assert.Matches("^hub-[0-9a-f]{32}$", before.HubId);
        Assert.Matches("^[0-9a-f]{16}$", before.Epoch);
        Assert.Equal((0, (DateTimeOffset?)null), (before.RestoreCount, before.RestoredAt));
        await store.Open.AtomicWrite.WriteAsync(() => store.MustWriteAsync("ch-1", null, "one"), new FeedEntry("op-1", "ch-1", [1]));
        await store.ReopenAsync();
        Assert.Equal((before.HubId, before.Epoch, before.RestoreCount), (store.Open.Identity.HubId, store.Open.Identity.Epoch, store.Open.Identity.RestoreCount));
        var backup = Path.Combine(store.Folder, "backup.db");
        await store.Open.Backup.ToFileAsync(backup);
        await store.MustWriteAsync("ch-1", 1, "after the backup");
        await store.Open.DisposeAsync();
        Assert.Throws<IOException>(() => SqliteBackup.Restore(backup, store.Options, Now));
        File.Move(store.Database, store.Database + ".old");

        SqliteBackup.Restore(backup, store.Options, Now, "alice");
        await store.ReopenAsync();
        Assert.Equal(new AdminActionRow(Now, "alice", "restore", backup, ""), Assert.Single(await store.Open.AdminActions.ListAsync(0, 10)).Action);
        var after = store.Open.Identity;
        Assert.Equal(before.HubId, after.HubId);
        Assert.NotEqual(before.Epoch, after.Epoch);
        Assert.Equal((1, (DateTimeOffset?)Now), (after.RestoreCount, after.RestoredAt));
        Assert.Equal(("one", 1), await store.ReadAsync("ch-1"));
        var page = await store.Open.Feed.ReadAsync("op-1", 0, 10);
        Assert.Equal(after.Epoch, page.Epoch);
        Assert.Single(page.Entries);
    }

    [Fact]
    public async Task A_backup_under_load_has_everything_acknowledged_before_it_began()
    {
        await using var store = new TestStore();
        using var stop = new CancellationTokenSource();
        var acknowledged = 0;
        var load = Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await store.MustWriteAsync($"ch-{worker}-{i}", null, "state");
                Interlocked.Increment(ref acknowledged);
            }
        })).ToArray();
        for (var n = 0; n < 3; n++)
        {
            var goal = Volatile.Read(ref acknowledged) + 200;
            await Eventually.TrueAsync(() => Volatile.Read(ref acknowledged) >= goal, "two hundred more acknowledged");
            var sure = Volatile.Read(ref acknowledged);
            var path = Path.Combine(store.Folder, $"backup-{n}.db");
            await store.Open.Backup.ToFileAsync(path);
            using var copy = Hub.Silo.Storage.Sqlite.SqliteSession.OpenPlain(path);
            Assert.InRange(copy.Run("SELECT COUNT(*) FROM grain_state")!.Value, sure, long.MaxValue);
        }
        await stop.CancelAsync();
        await Task.WhenAll(load);
    }

    [Fact]
    public async Task A_backup_overwrites_nothing()
    {
        await using var store = new TestStore();
        var path = Path.Combine(store.Folder, "precious");
        await File.WriteAllTextAsync(path, "precious");
        await Assert.ThrowsAsync<IOException>(() => store.Open.Backup.ToFileAsync(path));
        Assert.Equal("precious", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task A_damaged_backup_or_another_database_is_not_restored()
    {
        await using var store = new TestStore();
        for (var i = 0; i < 100; i++)
            await store.MustWriteAsync($"ch-{i}", null, new string('x', 3_000));
        var backup = Path.Combine(store.Folder, "backup.db");
        await store.Open.Backup.ToFileAsync(backup);
        var bytes = await File.ReadAllBytesAsync(backup);
        bytes.AsSpan(bytes.Length / 2, 8_192).Fill(0xff);
        await File.WriteAllBytesAsync(backup, bytes);
        var target = Path.Combine(store.Folder, "restored", "hub.db");
        await store.Open.DisposeAsync();
        var elsewhere = new SqliteStorageOptions { DatabasePath = target, MasterKeyPath = store.Key };
        Assert.ThrowsAny<Exception>(() => SqliteBackup.Restore(backup, elsewhere, Now));
        Assert.False(File.Exists(target));
        Assert.False(File.Exists(target + ".part"));

        var other = Path.Combine(store.Folder, "other.db");
        using (var session = Hub.Silo.Storage.Sqlite.SqliteSession.OpenWriter(other))
            session.Script("CREATE TABLE hub_meta (name TEXT, value TEXT)");
        Assert.Throws<SchemaException>(() => SqliteBackup.Restore(other, elsewhere, Now));
        Assert.False(File.Exists(target));
    }

    [Fact]
    public async Task A_log_without_its_database_is_not_replayed_into_a_restored_one()
    {
        await using var store = new TestStore();
        var backup = Path.Combine(store.Folder, "backup.db");
        await store.Open.Backup.ToFileAsync(backup);
        var target = Path.Combine(store.Folder, "restored", "hub.db");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await File.WriteAllTextAsync(target + "-wal", "left over");
        await store.Open.DisposeAsync();
        var refusal = Assert.Throws<IOException>(() => SqliteBackup.Restore(backup, new SqliteStorageOptions { DatabasePath = target, MasterKeyPath = store.Key }, Now));
        Assert.Contains("-wal exists", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_under_another_hubs_master_key_is_refused_and_leaves_nothing()
    {
        await using var store = new TestStore();
        await using var other = new TestStore();
        var backup = Path.Combine(store.Folder, "backup.db");
        await store.Open.Backup.ToFileAsync(backup);
        await other.Open.DisposeAsync();
        var target = Path.Combine(store.Folder, "restored", "hub.db");
        var refusal = Assert.Throws<SchemaException>(() => SqliteBackup.Restore(backup, new SqliteStorageOptions { DatabasePath = target, MasterKeyPath = other.Key }, Now));
        Assert.Contains("another master key", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(target));
        Assert.False(File.Exists(target + ".part"));
    }

    [Fact]
    public async Task A_restore_beside_a_running_hub_on_the_same_keys_is_refused()
    {
        await using var store = new TestStore();
        var backup = Path.Combine(store.Folder, "backup.db");
        await store.Open.Backup.ToFileAsync(backup);
        var drill = new SqliteStorageOptions { DatabasePath = Path.Combine(store.Folder, "drill", "hub.db"), MasterKeyPath = store.Key };
        var refusal = Assert.Throws<IOException>(() => SqliteBackup.Restore(backup, drill, Now));
        Assert.Contains($"{store.Key}.lock", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(drill.DatabasePath));
        await store.Open.DisposeAsync();
        SqliteBackup.Restore(backup, drill, Now);
        Assert.True(File.Exists(drill.DatabasePath));
    }

    [Fact]
    public async Task Tombstones_outlive_a_restore()
    {
        await using var store = new TestStore();
        var backup = Path.Combine(store.Folder, "backup.db");
        await store.Open.Backup.ToFileAsync(backup);
        await store.Open.Tombstones.EraseAsync("key", 3);
        await store.Open.DisposeAsync();
        File.Delete(store.Database);
        SqliteBackup.Restore(backup, store.Options, Now);
        await store.ReopenAsync();
        Assert.True(store.Open.Tombstones.IsErased("key", 3));
    }
}
