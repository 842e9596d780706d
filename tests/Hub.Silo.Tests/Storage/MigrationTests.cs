using Hub.Silo.Storage.Migrations;
using Hub.Silo.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Hub.Silo.Tests.Storage;

public sealed class MigrationTests
{
    private static readonly Migration First = new(1, "first", "CREATE TABLE a (id INTEGER);");
    private static readonly Migration Second = new(2, "second", "CREATE TABLE b (id INTEGER); INSERT INTO b VALUES (7);");

    [Fact]
    public void The_programs_own_migrations_are_numbered_from_one_without_a_gap_and_apply_once()
    {
        var own = Migration.Embedded();
        Assert.NotEmpty(own);
        Assert.Equal(Enumerable.Range(1, own.Count), own.Select(migration => migration.Number));
        using var folder = new TempFolder();
        using var session = SqliteSession.OpenWriter(folder["m"]);
        Assert.Equal(own.Count, Migrator.Apply(session, own, DateTimeOffset.UnixEpoch));
        Assert.Equal(0, Migrator.Apply(session, own, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void The_writer_syncs_the_log_at_each_commit()
    {
        using var folder = new TempFolder();
        using var session = SqliteSession.OpenWriter(folder["m"]);
        // FULL is 2. A process that is killed loses nothing even without it; a machine that loses its power does.
        Assert.Equal([2L], session.Query("PRAGMA synchronous", row => row.Int64(0)));
        Assert.Equal(["wal"], session.Query("PRAGMA journal_mode", row => row.Text(0)));
    }

    [Fact]
    public void Only_what_is_missing_is_applied()
    {
        using var folder = new TempFolder();
        using var session = SqliteSession.OpenWriter(folder["m"]);
        Assert.Equal(1, Migrator.Apply(session, [First], DateTimeOffset.UnixEpoch));
        Assert.Equal(1, Migrator.Apply(session, [First, Second], DateTimeOffset.UnixEpoch));
        Assert.Equal(7, session.Run("SELECT id FROM b"));
    }

    [Fact]
    public void A_migration_that_was_changed_after_it_was_applied_is_refused()
    {
        using var folder = new TempFolder();
        using var session = SqliteSession.OpenWriter(folder["m"]);
        Migrator.Apply(session, [First], DateTimeOffset.UnixEpoch);
        Assert.Throws<SchemaException>(() => Migrator.Apply(session, [First with { Sql = "CREATE TABLE a (id TEXT);" }, Second], DateTimeOffset.UnixEpoch));
        Assert.Equal(0, session.Run("SELECT COUNT(*) FROM sqlite_master WHERE name = 'b'"));
    }

    [Fact]
    public void A_database_newer_than_the_program_is_refused()
    {
        using var folder = new TempFolder();
        using var session = SqliteSession.OpenWriter(folder["m"]);
        Migrator.Apply(session, [First, Second], DateTimeOffset.UnixEpoch);
        Assert.Throws<SchemaException>(() => Migrator.Apply(session, [First], DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void A_migration_that_fails_leaves_nothing_of_itself()
    {
        using var folder = new TempFolder();
        using var session = SqliteSession.OpenWriter(folder["m"]);
        var broken = new Migration(2, "second", "CREATE TABLE b (id INTEGER); SELECT nonsense;");
        Assert.Throws<SqliteException>(() => Migrator.Apply(session, [First, broken], DateTimeOffset.UnixEpoch));
        Assert.Equal(0, session.Run("SELECT COUNT(*) FROM sqlite_master WHERE name = 'b'"));
        Assert.Equal(1, Migrator.Apply(session, [First, Second], DateTimeOffset.UnixEpoch));
    }
}
