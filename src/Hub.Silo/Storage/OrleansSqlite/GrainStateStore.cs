using Hub.Grains.Durability;
using Hub.Silo.Storage.Companions;
using Hub.Silo.Storage.GroupCommit;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.OrleansSqlite;

/// <summary>Grain states in the database: written through the queue, sealed before; read from a connection that sees only what is committed.</summary>
internal sealed class GrainStateStore(GroupCommitWriter writer, ReaderPool readers, ISealer sealer)
{
    public ISealer Sealer => sealer;

    /// <summary>Writes, together with the companions of the <see cref="AtomicScope"/> it is called in.</summary>
    /// <returns>The new version; null if another one than <paramref name="expected"/> was there.</returns>
    public Task<long?> WriteAsync(StateRowKey key, long? expected, byte[] payload) => QueueAsync(key, expected, key.Seal(sealer, payload));

    /// <inheritdoc cref="WriteAsync"/>
    public Task<long?> ClearAsync(StateRowKey key, long? expected) => QueueAsync(key, expected, null);

    /// <summary>The state and its version; null if there never was one, a null payload once cleared.</summary>
    public async Task<StateRow?> ReadAsync(StateRowKey key, CancellationToken cancellation)
    {
        var rows = await readers.ReadAsync(
            session => session.Query(
                "SELECT payload, version FROM grain_state WHERE key = ?1", row => new StateRow(row.IsNull(0) ? null : row.Blob(0), row.Int64(1)), key.Bytes),
            cancellation);
        return rows is [var stored] ? stored with { Payload = stored.Payload is { } payload ? key.Unseal(sealer, payload) : null } : null;
    }

    private async Task<long?> QueueAsync(StateRowKey key, long? expected, byte[]? payload)
    {
        var scope = AtomicScope.Current;
        var item = new StateWrite(key, expected, payload, scope?.Take());
        try
        {
            var outcome = await writer.WriteAsync(item);
            scope?.Settle(outcome);
            return outcome.Version;
        }
        catch (StorageException reason)
        {
            scope?.Settle(reason);
            throw;
        }
    }
}

/// <summary>A stored state.</summary>
internal sealed record StateRow(byte[]? Payload, long Version);
