using System.Text;
using System.Text.Json;
using Hub.Cryptography;
using Hub.Grains.Durability;
using Hub.Grains.Receipts;
using Hub.Silo.Storage;
using Hub.Silo.Storage.Companions;
using Hub.Silo.Storage.GroupCommit;
using Hub.Silo.Storage.Identity;
using Hub.Silo.Storage.Migrations;
using Hub.Silo.Storage.OrleansSqlite;
using Hub.Silo.Storage.Receipts;
using Hub.Silo.Storage.Rollback;
using Hub.Silo.Storage.Sealing;
using Hub.Silo.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Floor.Store;

/// <summary>The hub's own group-committing writer, sealing and receipts, without the grain storage provider in front of them.</summary>
internal sealed class FloorStore : IAsyncDisposable
{
    private static readonly CommitResult NotWritten = new(1, new BatchReceipt("{}"u8.ToArray(), 0, 1, [], "{}"u8.ToArray(), new byte[70]));

    private readonly MasterKey _master;
    private readonly CommitCountKey _counts;
    private readonly Sealer _sealer;
    private readonly ReaderPool _readers;
    private readonly GroupCommitWriter _writer;
    private readonly Checkpointer _checkpointer;
    private readonly GrainStateStore _states;
    private readonly AtomicWrite _atomic;
    private readonly bool _writes;

    private FloorStore(FloorSettings settings, MasterKey master, TimeProvider clock)
    {
        (_master, _writes) = (master, settings.Writes);
        _sealer = new Sealer(master);
        _counts = new CommitCountKey(master);
        HubIdentity identity;
        using (var session = SqliteSession.OpenWriter(settings.Database))
        {
            Migrator.Apply(session, Migration.Embedded(), clock.GetUtcNow());
            identity = HubIdentity.Establish(session, master.Fingerprint(), _counts, null, clock.GetUtcNow());
        }
        IReceiptSigner key = new HubReceiptKey(_sealer, identity);
        var signer = new Lazy<IReceiptSigner?>(settings.Cryptography ? key : new BlankSigner(key));
        var options = new SqliteStorageOptions();
        var limits = new GroupCommitLimits(options.QueueItems, options.QueueBytes, options.BatchItems, options.BatchBytes, options.CommitTimeout);
        _writer = new GroupCommitWriter(limits, () => SqliteSession.OpenWriter(settings.Database), new CommitCount(new ReceiptBatches(signer, _sealer, clock), _counts), clock, NullLogger.Instance);
        _checkpointer = new Checkpointer(settings.Database);
        _readers = new ReaderPool(settings.Database, options.Readers, options.CommitTimeout);
        _states = new GrainStateStore(_writer, _readers, _sealer);
        _atomic = new AtomicWrite(_sealer, signer);
    }

    public static FloorStore Open(FloorSettings settings, TimeProvider clock)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(settings.Database)!);
        return new FloorStore(settings, File.Exists(settings.MasterKey) ? MasterKey.Read(settings.MasterKey) : MasterKey.Create(settings.MasterKey), clock);
    }

    public IHubKeys Keys => _sealer;

    public ISealer Sealer => _sealer;

    /// <summary>The row of a state.</summary>
    public StoredRow RowOf(string name, string id) => new(new StateRowKey(_sealer.BlindIndex("grain-state", $"{name}\n{id}")));

    /// <summary>Serialises the state and commits it with its companions, as a grain's write does.</summary>
    public async Task<CommitResult> WriteAsync<T>(StoredRow row, T state, params Companion[] companions)
    {
        if (!_writes)
            return NotWritten;
        return await _atomic.WriteAsync(async () => row.Version = await _states.WriteAsync(row.Key, row.Version, JsonSerializer.SerializeToUtf8Bytes(state)), companions);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _checkpointer.Dispose();
        _readers.Dispose();
        _sealer.Dispose();
        _counts.Dispose();
        _master.Dispose();
    }

    /// <summary>Signs nothing, for a run that leaves cryptography out.</summary>
    private sealed class BlankSigner(IReceiptSigner key) : IReceiptSigner
    {
        private static readonly byte[] Blank = Encoding.ASCII.GetBytes(new string('0', 70));

        public byte[] BatchRecord(long batch, int size, Sm3Digest root, DateTimeOffset at) => key.BatchRecord(batch, size, root, at);

        public byte[] Sign(byte[] record) => Blank;
    }
}

/// <summary>A state's row and the version that it has. Written by one request at a time.</summary>
internal sealed class StoredRow(StateRowKey key)
{
    public StateRowKey Key => key;

    public long? Version { get; set; }
}
