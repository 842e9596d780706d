using Microsoft.Data.Sqlite;

namespace Hub.Silo.Storage.Sqlite;

/// <summary>
/// Moves what is committed from the log into the database file, on a thread and a connection of its own: left to the writer, as SQLite does by itself, everybody who waits for a commit
/// would wait for that too, several times a second in an opening.
/// </summary>
/// <remarks>Never in the writer's way (<c>PASSIVE</c>). What it cannot do, the writer does at <see cref="WriterPages"/>, so that the log keeps its bound.</remarks>
internal sealed class Checkpointer : IDisposable
{
    /// <summary>Pages of log, 64 MiB, at which the writer itself steps in; little is left to do then, and only then the log begins anew.</summary>
    public const int WriterPages = 16_384;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly ManualResetEventSlim _stopping = new();
    private readonly Thread _thread;

    /// <param name="path">The database file, which is there.</param>
    public Checkpointer(string path)
    {
        _path = path;
        _thread = new Thread(Work) { Name = "hub-storage-checkpoint", IsBackground = true };
        _thread.UnsafeStart();
    }

    public void Dispose()
    {
        _stopping.Set();
        _thread.Join();
        _stopping.Dispose();
    }

    private void Work()
    {
        SqliteSession? session = null;
        while (!_stopping.Wait(Pace))
        {
            try
            {
                session ??= SqliteSession.OpenPlain(_path);
                session.Run("PRAGMA wal_checkpoint(PASSIVE)");
            }
            catch (SqliteException)
            {
                // The log still holds everything; the writer meets the same trouble and tells it.
                session?.Dispose();
                session = null;
            }
        }
        session?.Dispose();
    }
}
