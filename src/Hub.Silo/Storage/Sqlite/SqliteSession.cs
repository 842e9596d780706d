using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hub.Silo.Storage.Sqlite;

/// <summary>
/// One connection with its prepared statements, kept for as long as the connection lives. Used by one thread at a time. Statements are the program's own
/// constants, so their number needs no bound.
/// </summary>
/// <remarks>Speaks to SQLite below ADO.NET: a command object, a reader and a parameter list per statement would cost more than the statement.</remarks>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>Whether a transaction is open; false also when an error made SQLite end it by itself.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>Opens the connection that writes, and makes the file if there is none.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="maxBytes">How large the file may become; 0: no bound but the disk's.</param>
    public static SqliteSession OpenWriter(string path, long maxBytes = 0)
    {
        // WAL lets readers read while the writer writes; FULL syncs the log at every COMMIT, so that what was answered survives a power cut.
        var session = Open(path, SqliteOpenMode.ReadWriteCreate, $"""
            PRAGMA busy_timeout=5000;
            PRAGMA journal_mode=WAL;
            PRAGMA synchronous=FULL;
            PRAGMA foreign_keys=ON;
            PRAGMA wal_autocheckpoint={Checkpointer.WriterPages};
            PRAGMA journal_size_limit=67108864;
            PRAGMA temp_store=MEMORY;
            PRAGMA cache_size=-65536;
            """);
        try
        {
            if (maxBytes > 0)
                session.Script(FormattableString.Invariant($"PRAGMA max_page_count={Math.Max(1, maxBytes / 4096)};"));
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that can only read, of a database that is there.</summary>
    public static SqliteSession OpenReader(string path) =>
        Open(path, SqliteOpenMode.ReadWrite, "PRAGMA busy_timeout=5000; PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8192;");

    /// <summary>Opens a connection for one errand (backup, restore, check).</summary>
    public static SqliteSession OpenPlain(string path) => Open(path, SqliteOpenMode.ReadWrite, "PRAGMA busy_timeout=5000;");

    private static SqliteSession Open(string path, SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            connection.Open();
            var session = new SqliteSession(connection);
            session.Script(pragmas);
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that are not worth keeping prepared.</summary>
    public void Script(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Only the program's own text comes here: pragmas, migrations, VACUUM with a quoted path.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Runs one statement to its end; gives the first column of its first row as a number, or null if there is no row or it is NULL.</summary>
    /// <param name="sql">One statement with parameters ?1, ?2 …</param>
    /// <param name="values">For them: long, int, string, byte[], or null.</param>
    /// <exception cref="SqliteException">As SQLite says; the statement itself is undone.</exception>
    public long? Run(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = Prepared(sql);
        try
        {
            statement.Bind(values);
            long? first = null;
            for (var row = 0; statement.Step(); row++)
            {
                if (row == 0 && !statement.IsNull(0))
                    first = statement.Int64(0);
            }
            return first;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Runs a query and turns each row into a value.</summary>
    /// <inheritdoc cref="Run"/>
    public List<T> Query<T>(string sql, Func<SqliteStatement, T> read, params ReadOnlySpan<object?> values)
    {
        var statement = Prepared(sql);
        try
        {
            statement.Bind(values);
            var rows = new List<T>();
            while (statement.Step())
                rows.Add(read(statement));
            return rows;
        }
        finally
        {
            statement.Reset();
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
        _connection.Dispose();
    }

    private SqliteStatement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements[sql] = statement = new SqliteStatement(_connection.Handle!, sql);
        return statement;
    }
}
