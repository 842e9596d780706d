using Hub.Silo.Storage.Migrations;
using Hub.Silo.Storage.Rollback;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage;

/// <summary>Tells a first start from a hub that has lost its database: nothing is made anew beside what is left of an old hub, and nothing in another program's database.</summary>
internal static class FirstStart
{
    /// <summary>Reads the mark; at a first start it is made before anything else, so that a start that was cut short is known by its mark of nothing.</summary>
    /// <returns>The mark; null if a database is there and its mark is lost.</returns>
    /// <exception cref="InvalidDataException">Key or mark are a hub's whose database is not there, or the mark is none.</exception>
    /// <exception cref="SchemaException">The database is another program's.</exception>
    public static HighWater? Mark(SqliteStorageOptions options)
    {
        var mark = HighWater.Read(options.MarkPath);
        if (HoldsHub(options.DatabasePath))
            return mark;
        if (mark is { Commits: > 0 })
            throw Lost(options.MarkPath, options);
        if (mark is null && File.Exists(options.MasterKeyPath))
            throw Lost(options.MasterKeyPath, options);
        mark ??= new HighWater(0, 0);
        mark.Write(options.MarkPath);
        return mark;
    }

    private static InvalidDataException Lost(string left, SqliteStorageOptions options) => new(
        $"{left} belongs to a hub whose database is not at {options.DatabasePath}. Correct the path, bring the database back, or make it out of a backup by 'restore'. For a new hub take an empty folder of keys.");

    // Looked at before the connection that writes is opened: that one leaves its traces in the file.
    private static bool HoldsHub(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
            return false;
        using var session = SqliteSession.OpenPlain(path);
        var tables = session.Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'", row => row.Text(0));
        if (tables.Contains("schema_migrations") && tables.Contains("hub_meta"))
            return session.Run("SELECT count(*) FROM hub_meta WHERE name = 'hub_id'") > 0;
        return tables.TrueForAll(table => table == "schema_migrations")
            ? false
            : throw new SchemaException($"{path} is a database of another program: it was left as it is. Correct Hub:Data:Database.");
    }
}
