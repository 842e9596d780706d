using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.Migrations;

/// <summary>Brings a database to the program's schema at start, and refuses one that it does not understand.</summary>
internal static class Migrator
{
    /// <summary>Applies what is missing, each in a transaction of its own.</summary>
    /// <returns>How many were applied.</returns>
    /// <exception cref="SchemaException">The database is newer than the program, or was made by other migrations.</exception>
    public static int Apply(SqliteSession session, IReadOnlyList<Migration> migrations, DateTimeOffset now)
    {
        session.Script("""
            CREATE TABLE IF NOT EXISTS schema_migrations (
                number INTEGER NOT NULL PRIMARY KEY,
                name   TEXT NOT NULL,
                digest TEXT NOT NULL,
                at     INTEGER NOT NULL
            ) STRICT;
            """);
        var applied = session.Query(
            "SELECT number, name, digest FROM schema_migrations ORDER BY number", row => (Number: row.Int64(0), Name: row.Text(1), Digest: row.Text(2)));
        if (applied.Count > migrations.Count)
            throw new SchemaException($"The database has migration {applied[^1].Number} ({applied[^1].Name}), this program knows {migrations.Count}: start a newer program.");
        foreach (var (done, known) in applied.Zip(migrations))
        {
            if (done.Number != known.Number || done.Digest != known.Digest)
                throw new SchemaException($"Migration {done.Number} ({done.Name}) of the database is not the program's {known.Number} ({known.Name}): the file was changed after it was applied.");
        }
        foreach (var next in migrations.Skip(applied.Count))
        {
            session.Run("BEGIN IMMEDIATE");
            try
            {
                session.Script(next.Sql);
                session.Run("INSERT INTO schema_migrations (number, name, digest, at) VALUES (?1, ?2, ?3, ?4)", next.Number, next.Name, next.Digest, now.ToUnixTimeMilliseconds());
                session.Run("COMMIT");
            }
            catch
            {
                if (session.InTransaction)
                    session.Run("ROLLBACK");
                throw;
            }
        }
        return migrations.Count - applied.Count;
    }
}

/// <summary>A database that this program must not touch.</summary>
public sealed class SchemaException(string message) : Exception(message);
