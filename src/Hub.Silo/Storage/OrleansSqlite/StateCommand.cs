using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Orleans.Storage;

namespace Hub.Silo.Storage.OrleansSqlite;

/// <summary>Turns the provider's marked commands into calls of <see cref="GrainStateStore"/>. It is a <see cref="SqliteCommand"/> for the parameters only.</summary>
internal sealed class StateCommand(GrainStateStore store) : SqliteCommand
{
    private static readonly string[] QueryColumns = ["QueryKey", "QueryText"];
    private static readonly string[] ReadColumns = ["PayloadBinary", "Version"];
    private static readonly string[] WriteColumns = ["NewGrainStateVersion"];

    // The provider's answer to its own question at start; it never changes.
    private static readonly object?[][] Queries =
    [
        ["WriteToStorageKey", StateMarks.Write],
        ["ReadFromStorageKey", StateMarks.Read],
        ["ClearStorageKey", StateMarks.Clear],
    ];

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        switch (CommandText)
        {
            case StateMarks.Write:
                return Versions(await store.WriteAsync(Key(), Version(), (byte[])Parameters["PayloadBinary"].Value!));
            case StateMarks.Clear:
                return Versions(await store.ClearAsync(Key(), Version()));
            case StateMarks.Read:
                return await store.ReadAsync(Key(), cancellationToken) is { } row
                    ? new StateReader(ReadColumns, [[row.Payload, (int)row.Version]])
                    : new StateReader(ReadColumns, []);
            case AdoNetGrainStorage.DefaultInitializationQuery:
                return new StateReader(QueryColumns, Queries);
            default:
                throw new NotSupportedException("The grain storage provider asked something that the hub's store does not know: is it another version of Orleans?");
        }
    }

    private StateRowKey Key() => StateRowKey.Of(Parameters, store.Sealer);

    private long? Version() => Parameters["GrainStateVersion"].Value is int version ? version : null;

    private static StateReader Versions(long? version) => new(WriteColumns, version is { } number ? [[(int)number]] : []);
}
