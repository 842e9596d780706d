using Hub.Silo.Storage.GroupCommit;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.Rollback;

/// <summary>Counts the database's transactions within each of them, so that one copy of the file is told from a later one.</summary>
internal sealed class CommitCount(IBeforeCommit others) : IBeforeCommit
{
    /// <summary>Of the row in <c>hub_meta</c>.</summary>
    public const string Name = "commits";

    private const string Add = "UPDATE hub_meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'commits'";
    private const string Get = "SELECT CAST(value AS INTEGER) FROM hub_meta WHERE name = 'commits'";

    public void BeforeCommit(SqliteSession session, IReadOnlyList<WriteItem> done)
    {
        others.BeforeCommit(session, done);
        session.Run(Add);
    }

    /// <summary>What is committed, asked on a connection that reads.</summary>
    public static long Read(SqliteSession session) => session.Run(Get) ?? 0;
}
