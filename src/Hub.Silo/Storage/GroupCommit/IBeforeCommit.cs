using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.GroupCommit;

/// <summary>What a batch needs once all its items have run, inside its transaction. If it throws, the batch is not committed.</summary>
internal interface IBeforeCommit
{
    void BeforeCommit(SqliteSession session, IReadOnlyList<WriteItem> done);
}
