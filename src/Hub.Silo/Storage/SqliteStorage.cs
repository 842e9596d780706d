using Hub.Grains.Durability;
using Hub.Silo.Storage.AdminActions;
using Hub.Silo.Storage.Backup;
using Hub.Silo.Storage.Companions;
using Hub.Silo.Storage.Events;
using Hub.Silo.Storage.GroupCommit;
using Hub.Silo.Storage.Health;
using Hub.Silo.Storage.Identity;
using Hub.Silo.Storage.Life;
using Hub.Silo.Storage.Migrations;
using Hub.Silo.Storage.OrleansSqlite;
using Hub.Silo.Storage.ReadModel;
using Hub.Silo.Storage.Receipts;
using Hub.Silo.Storage.Rollback;
using Hub.Silo.Storage.Sealing;
using Hub.Silo.Storage.Sqlite;
using Microsoft.Extensions.Logging;

namespace Hub.Silo.Storage;

/// <summary>One open database and everything that stands on it. Opened once a process; stopped after everybody who writes.</summary>
internal sealed class SqliteStorage : IAsyncDisposable, IDisposable
{
    private readonly IDisposable _held;
    private readonly MasterKey _master;
    private readonly Sealer _sealer;
    private readonly CommitCountKey _counts;
    private readonly ReaderPool _readers;
    private readonly GroupCommitWriter _writer;
    private readonly EventLog _events;
    private readonly Tombstones _tombstones;
    private readonly OpenTriesFile _openTries;
    private readonly HubLife _life;
    private readonly HighWaterKeeper _highWater;
    private readonly Checkpointer _checkpointer;

    private SqliteStorage(SqliteStorageOptions options, IDisposable held, MasterKey master, CommitCountKey counts, HubIdentity identity, Lazy<IReceiptSigner?> signer, TimeProvider clock, ILogger logger)
    {
        (_held, _master, _counts, Identity) = (held, master, counts, identity);
        _sealer = new Sealer(master);
        _tombstones = Sealing.Tombstones.Open(options.TombstonePath);
        _openTries = OpenTriesFile.Open(options.OpenTriesPath, _sealer);
        var limits = new GroupCommitLimits(options.QueueItems, options.QueueBytes, options.BatchItems, options.BatchBytes, options.CommitTimeout);
        // Waits are measured by the machine's own clock: a test's clock that stands still must not make a write wait for ever.
        _writer = new GroupCommitWriter(
            limits, () => SqliteSession.OpenWriter(options.DatabasePath, options.MaxDatabaseBytes), new CommitCount(new ReceiptBatches(signer, _sealer, clock), counts), TimeProvider.System, logger);
        _readers = new ReaderPool(options.DatabasePath, options.Readers, options.CommitTimeout);
        _events = new EventLog(_writer, _sealer, TimeProvider.System);
        DataSource = new StateDataSource(new GrainStateStore(_writer, _readers, _sealer));
        AtomicWrite = new AtomicWrite(_sealer, signer);
        Feed = new FeedReader(_readers, _sealer, identity);
        Envelopes = new EnvelopeReader(_readers, _sealer);
        Board = new BoardReader(_readers, _sealer);
        Certificates = new CertificateFinder(_readers);
        AdminActions = new AdminActionReader(_readers);
        AdminActionLog = new AdminActionLog(_writer, _sealer);
        Receipts = new ReceiptReader(_readers, _sealer);
        EventReader = new EventReader(_readers, _sealer);
        Backup = new SqliteBackup(options.DatabasePath);
        _highWater = new HighWaterKeeper(options.MarkPath, new HighWater(identity.Commits, identity.RestoreCount), _readers, logger);
        _checkpointer = new Checkpointer(options.DatabasePath);
        _life = new HubLife(_events, identity, BeatAsync, clock);
    }

    public StateDataSource DataSource { get; }

    public IAtomicWrite AtomicWrite { get; }

    public ISealer Sealer => _sealer;

    public IHubKeys Keys => _sealer;

    public IHubIdentity Identity { get; }

    public IFeedReader Feed { get; }

    public IEnvelopeReader Envelopes { get; }

    public IBoardReader Board { get; }

    public ICertificateFinder Certificates { get; }

    public IAdminActionReader AdminActions { get; }

    public IAdminActionLog AdminActionLog { get; }

    public IReceiptReader Receipts { get; }

    public IEventLog Events => _events;

    public IEventReader EventReader { get; }

    public ITombstones Tombstones => _tombstones;

    public IOpenTries OpenTries => _openTries;

    public SqliteBackup Backup { get; }

    /// <summary>Opens the database, makes it at the first start, and brings it to the program's schema.</summary>
    /// <param name="options">Checked already.</param>
    /// <param name="signer">Asked for when the first receipt is: the signer may itself need the keys that stand on this storage.</param>
    /// <param name="clock">For the times that are stored and signed.</param>
    /// <param name="logger">Where trouble is told.</param>
    /// <exception cref="IOException">Another process holds the database or the folder of keys, or the disk refuses.</exception>
    /// <exception cref="SchemaException">The database is newer than the program, sealed under another key, or another program's.</exception>
    /// <exception cref="InvalidDataException">The mark is no mark, the file of open tries is none, the master key file is none, or one of database and master key is missing though the other is there.</exception>
    public static SqliteStorage Open(SqliteStorageOptions options, Lazy<IReceiptSigner?> signer, TimeProvider clock, ILogger logger)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.DatabasePath))!);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.MasterKeyPath))!);
        var held = HubLock.Take(options);
        MasterKey? master = null;
        CommitCountKey? counts = null;
        try
        {
            var mark = FirstStart.Mark(options);
            master = OpenKey(options);
            counts = new CommitCountKey(master);
            RequireTombstones(options);
            MakeFile(options.DatabasePath);
            HubIdentity identity;
            using (var session = SqliteSession.OpenWriter(options.DatabasePath))
            {
                Migrator.Apply(session, Migration.Embedded(), clock.GetUtcNow());
                identity = HubIdentity.Establish(session, master.Fingerprint(), counts, mark, clock.GetUtcNow());
            }
            new HighWater(identity.Commits, identity.RestoreCount).Write(options.MarkPath);
            if (identity.WasPutBack)
                HighWaterKeeper.LogPutBack(logger, identity.RestoreCount);
            return new SqliteStorage(options, held, master, counts, identity, signer, clock, logger);
        }
        catch
        {
            counts?.Dispose();
            master?.Dispose();
            held.Dispose();
            throw;
        }
    }

    // Made with the first database and never again: without it, erased PIN keys would come back to life unnoticed.
    private static void RequireTombstones(SqliteStorageOptions options)
    {
        if (File.Exists(options.TombstonePath))
            return;
        if (File.Exists(options.DatabasePath))
            throw new InvalidDataException(
                $"{options.TombstonePath} is missing: it says which PIN keys are erased for ever. Put it back beside the master key; if it is lost, make an empty file of that name, knowing that erased keys then work again.");
        Sealing.Tombstones.Open(options.TombstonePath).Dispose();
    }

    /// <summary>Really writes; false if the database has hardly room for more.</summary>
    /// <exception cref="StorageException">It takes no writes.</exception>
    public async Task<bool> BeatAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            var hasRoom = await _writer.WriteAsync(new Heartbeat(TimeProvider.System.GetUtcNow()));
            _writer.Metrics.Beat(TimeProvider.System.GetElapsedTime(began));
            return hasRoom;
        }
        catch (StorageException)
        {
            _writer.Metrics.BeatFailed();
            throw;
        }
    }

    /// <summary>Stores what is queued, refuses what comes after, and closes everything. Twice is harmless.</summary>
    public async Task StopAsync()
    {
        await _life.DisposeAsync();
        await _events.StopAsync();
        await _writer.StopAsync();
        _checkpointer.Dispose();
        await _highWater.DisposeAsync();
        _readers.Dispose();
        _tombstones.Dispose();
        _openTries.Dispose();
        _held.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _sealer.Dispose();
        _counts.Dispose();
        _master.Dispose();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static MasterKey OpenKey(SqliteStorageOptions options)
    {
        if (File.Exists(options.MasterKeyPath))
            return MasterKey.Read(options.MasterKeyPath);
        if (File.Exists(options.DatabasePath))
            throw new InvalidDataException($"The database {options.DatabasePath} is there, its master key file {options.MasterKeyPath} is not: bring it back, nothing can be read without it.");
        return MasterKey.Create(options.MasterKeyPath);
    }

    /// <summary>The log and its index take the mode of the database file.</summary>
    private static void MakeFile(string path)
    {
        if (!File.Exists(path))
            new FileStream(path, OwnerFile.Options(FileMode.CreateNew, FileAccess.Write)).Dispose();
    }
}
