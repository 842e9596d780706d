using Hub.Grains.Durability;
using Hub.Silo.Storage.Companions;
using Hub.Silo.Storage.Identity;
using Hub.Silo.Storage.Rollback;
using Hub.Silo.Storage.Sealing;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.Backup;

/// <summary>
/// Backups of the database, made while the hub runs, and their restoring. A backup is sealed like the database; the master key and the tombstones are not
/// in it and must be kept apart.
/// </summary>
public sealed class SqliteBackup
{
    private readonly string _database;

    internal SqliteBackup(string database) => _database = database;

    /// <summary>
    /// Writes a copy of the database, with everything that was acknowledged before the call; checks it, and only then gives it its name. The hub goes on meanwhile.
    /// </summary>
    /// <param name="path">A file that does not exist, in a folder that does.</param>
    /// <param name="cancellation">Looked at before the copy begins.</param>
    /// <exception cref="IOException">There is such a file already, or the disk refused.</exception>
    /// <exception cref="InvalidDataException">The copy is damaged; nothing is left of it.</exception>
    public Task ToFileAsync(string path, CancellationToken cancellation = default) => Task.Run(() => ToFile(path), cancellation);

    /// <summary>
    /// Makes a database out of a backup: with a new epoch, one restore more and the time of it, so that whoever read from the hub before notices. The hub must not
    /// run: its database and its folder of keys are held meanwhile.
    /// </summary>
    /// <param name="backupFile">Made by <see cref="ToFileAsync"/>; stays as it is.</param>
    /// <param name="options">Where the database will be, at which there must be none, and where the master key of the backed-up hub is.</param>
    /// <param name="now">The time of the restore.</param>
    /// <param name="actor">Who restores; goes on record with it.</param>
    /// <exception cref="IOException">There is a database in its place, or a hub holds it or the keys.</exception>
    /// <exception cref="InvalidDataException">The backup is damaged, the master key file is none, or the mark beside it is none.</exception>
    /// <exception cref="Migrations.SchemaException">It is no backup of a hub, or of one with another master key.</exception>
    public static void Restore(string backupFile, SqliteStorageOptions options, DateTimeOffset now, string actor = "unknown")
    {
        var target = options.DatabasePath;
        // A log left beside a missing database would be replayed into the restored one.
        foreach (var path in new[] { target, target + "-wal", target + "-shm" })
        {
            if (File.Exists(path))
                throw new IOException($"{path} exists: move the old database away first.");
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
        using var held = HubLock.Take(options);
        using var master = MasterKey.Read(options.MasterKeyPath);
        InPart(target, part =>
        {
            File.Copy(backupFile, part);
            using var session = SqliteSession.OpenPlain(part);
            Check(session, backupFile);
            HubIdentity.MarkRestored(session, master.Fingerprint(), HighWater.Read(options.MarkPath), now);
            PutOnRecord(session, new AdminActionRow(now, actor, "restore", backupFile, ""));
        });
    }

    private void ToFile(string path)
    {
        if (File.Exists(path))
            throw new IOException($"{path} exists already.");
        InPart(path, part =>
        {
            using (var session = SqliteSession.OpenPlain(_database))
                session.Run("VACUUM INTO ?1", part);
            using var copy = SqliteSession.OpenPlain(part);
            Check(copy, path);
        });
    }

    /// <summary>Makes a file under another name, syncs it, and renames it: a file of the right name is always whole.</summary>
    private static void InPart(string path, Action<string> make)
    {
        var part = path + ".part";
        File.Delete(part);
        try
        {
            make(part);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(part, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            using (var file = new FileStream(part, FileMode.Open, FileAccess.ReadWrite))
                file.Flush(flushToDisk: true);
            File.Move(part, path);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    // Operators' actions are in clear, so that no key is needed. A backup of a program that had no such record yet gets none.
    private static void PutOnRecord(SqliteSession session, AdminActionRow action)
    {
        if (session.Run("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'admin_actions'") > 0)
            CompanionRows.InClear(action).Insert(session);
    }

    private static void Check(SqliteSession session, string path)
    {
        if (session.Query("PRAGMA integrity_check(1)", row => row.Text(0)) is not ["ok"])
            throw new InvalidDataException($"{path} is damaged.");
    }
}
