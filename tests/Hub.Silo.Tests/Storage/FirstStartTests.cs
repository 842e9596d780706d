using Hub.Grains.Durability;
using Hub.Silo.Storage;
using Hub.Silo.Storage.Migrations;
using Hub.Silo.Storage.Rollback;
using Hub.Silo.Storage.Sealing;
using Hub.Silo.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Silo.Tests.Storage;

/// <summary>A path mistyped, a disk not mounted: no new hub comes to be beside what is left of the old one.</summary>
public sealed class FirstStartTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hub_whose_database_is_missing_does_not_begin_anew(bool marked)
    {
        await using var store = new TestStore();
        await store.Open.DisposeAsync();
        File.Move(store.Database, store.Database + ".away");
        if (!marked)
            File.Delete(store.Options.MarkPath);
        var files = Files();
        var refusal = Assert.Throws<InvalidDataException>(store.OpenStorage);
        Assert.Contains(marked ? store.Options.MarkPath : store.Key, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("empty folder of keys", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(files, Files());
        File.Move(store.Database + ".away", store.Database);
        await store.ReopenAsync();

        string[] Files() => [.. Directory.GetFiles(store.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task An_empty_file_in_the_databases_place_does_not_begin_a_new_hub()
    {
        await using var store = new TestStore();
        await store.Open.DisposeAsync();
        File.Delete(store.Database);
        File.Create(store.Database).Dispose();
        Assert.Throws<InvalidDataException>(store.OpenStorage);
        using (var session = SqliteSession.OpenWriter(store.Database))
            session.Script("VACUUM");
        Assert.Throws<InvalidDataException>(store.OpenStorage);
    }

    /// <summary>How far it came: the mark, the key, the tombstones, the empty file.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_first_start_that_was_cut_short_is_taken_up_again(int steps)
    {
        using var folder = new TempFolder();
        var options = Options(folder);
        Directory.CreateDirectory(folder["db"]);
        Directory.CreateDirectory(folder["keys"]);
        new HighWater(0, 0).Write(options.MarkPath);
        if (steps > 1)
            MasterKey.Create(options.MasterKeyPath).Dispose();
        if (steps > 2)
            Tombstones.Open(options.TombstonePath).Dispose();
        if (steps > 3)
            File.Create(options.DatabasePath).Dispose();
        await using var storage = Open(options);
        Assert.Equal(0, storage.Identity.RestoreCount);
    }

    [Fact]
    public void Another_programs_database_is_refused_and_left_as_it_is()
    {
        using var folder = new TempFolder();
        var options = Options(folder);
        Directory.CreateDirectory(folder["db"]);
        using (var session = SqliteSession.OpenPlain(Make(options.DatabasePath)))
            session.Script("CREATE TABLE invoices (number INTEGER)");
        var before = File.ReadAllBytes(options.DatabasePath);
        var refusal = Assert.Throws<SchemaException>(() => Open(options));
        Assert.Contains("another program", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(options.DatabasePath));
        Assert.False(File.Exists(options.MasterKeyPath));
    }

    [Fact]
    public async Task A_second_hub_on_the_same_keys_is_refused_until_the_first_has_stopped()
    {
        await using var store = new TestStore();
        var second = new SqliteStorageOptions { DatabasePath = Path.Combine(store.Folder, "second", "hub.db"), MasterKeyPath = store.Key };
        var refusal = Assert.Throws<IOException>(() => Open(second));
        Assert.Contains($"{store.Key}.lock", refusal.Message, StringComparison.Ordinal);
        // A refused one holds nothing.
        await store.ReopenAsync();
    }

    private static SqliteStorageOptions Options(TempFolder folder) => new() { DatabasePath = folder["db/hub.db"], MasterKeyPath = folder["keys/master.key"] };

    private static SqliteStorage Open(SqliteStorageOptions options) => SqliteStorage.Open(options, new Lazy<IReceiptSigner?>(), TimeProvider.System, NullLogger.Instance);

    private static string Make(string path)
    {
        File.Create(path).Dispose();
        return path;
    }
}
