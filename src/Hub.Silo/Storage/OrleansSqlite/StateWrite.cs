using Hub.Silo.Storage.Companions;
using Hub.Silo.Storage.GroupCommit;
using Hub.Silo.Storage.Receipts;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.OrleansSqlite;

/// <summary>One grain state to be written or cleared, and what must be stored with it.</summary>
/// <param name="key">The row.</param>
/// <param name="expected">The version that must be there; null: there must be no row.</param>
/// <param name="payload">Sealed; null clears.</param>
/// <param name="companions">Sealed; null for a plain write.</param>
internal sealed class StateWrite(StateRowKey key, long? expected, byte[]? payload, CompanionRows? companions) : WriteItem<StateWriteOutcome>
{
    // The version check lies inside the statement: between a check and a write of its own another write of the batch could come.
    private const string Insert = "INSERT INTO grain_state (key, version, payload) VALUES (?1, 1, ?2) ON CONFLICT (key) DO NOTHING RETURNING version";
    private const string Update = "UPDATE grain_state SET version = version + 1, payload = ?2 WHERE key = ?1 AND version = ?3 RETURNING version";

    private long? _version;
    private long? _feedNumber;

    public override int Bytes => 64 + (payload?.Length ?? 0) + (companions?.Bytes ?? 0);

    public override bool SeveralStatements => companions is { Count: > 0 };

    public override PendingReceipt? Receipt => _version is null ? null : companions?.Receipt;

    protected override StateWriteOutcome Outcome => new(_version, _feedNumber);

    public override bool Execute(SqliteSession session)
    {
        _version = expected is { } version ? session.Run(Update, key.Bytes, payload, version) : session.Run(Insert, key.Bytes, payload);
        if (_version is null)
            return false;
        _feedNumber = companions?.Insert(session);
        return true;
    }
}

/// <summary>What became of a state write.</summary>
/// <param name="Version">The new version; null: another version was there, and nothing was stored.</param>
/// <param name="FeedNumber">The number of its feed entry, if it had one.</param>
internal readonly record struct StateWriteOutcome(long? Version, long? FeedNumber);
