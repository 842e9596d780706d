using Hub.Grains.Durability;
using Hub.Silo.Storage.Companions;
using Hub.Silo.Storage.GroupCommit;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.AdminActions;

/// <inheritdoc cref="IAdminActionLog"/>
internal sealed class AdminActionLog(GroupCommitWriter writer, ISealer sealer) : IAdminActionLog
{
    public Task AppendAsync(AdminActionRow action, CancellationToken cancellation = default) =>
        writer.WriteAsync(new Entry(CompanionRows.Of([action], sealer))).WaitAsync(cancellation);

    private sealed class Entry(CompanionRows rows) : WriteItem<int>
    {
        public override int Bytes => rows.Bytes;

        public override bool SeveralStatements => false;

        protected override int Outcome => rows.Count;

        public override bool Execute(SqliteSession session)
        {
            rows.Insert(session);
            return true;
        }
    }
}
