using System.Globalization;
using System.Security.Cryptography;
using Hub.Grains.Durability;
using Hub.Silo.Storage.Migrations;
using Hub.Silo.Storage.Rollback;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.Identity;

/// <summary><see cref="IHubIdentity"/> as it lies in <c>hub_meta</c>.</summary>
internal sealed record HubIdentity(string HubId, string Epoch, int RestoreCount, DateTimeOffset? RestoredAt) : IHubIdentity
{
    /// <summary>When the last life of this database last wrote its heartbeat; null at the first start.</summary>
    public DateTimeOffset? LastAlive { get; init; }

    /// <summary>Transactions of the database so far, this start included.</summary>
    public long Commits { get; init; }

    /// <summary>The database was older than its mark, and so this start counts as a restore.</summary>
    public bool WasPutBack { get; init; }

    private const string Set = "INSERT INTO hub_meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    /// <summary>Reads it, or makes it at the first start. A database that is behind its mark begins a new life, as one that was restored does.</summary>
    /// <param name="session">The writing connection, outside a transaction.</param>
    /// <param name="keyFingerprint">The master key's, kept to notice a wrong one.</param>
    /// <param name="counts">Tells whether the database's count is its own.</param>
    /// <param name="mark">How far the database had come by the mark outside it; null if there is none.</param>
    /// <param name="now">The time of a restore that is noticed.</param>
    /// <exception cref="SchemaException">The database was sealed under another master key.</exception>
    public static HubIdentity Establish(SqliteSession session, string keyFingerprint, CommitCountKey counts, HighWater? mark, DateTimeOffset now)
    {
        const string Make = "INSERT INTO hub_meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING";
        session.Run("BEGIN IMMEDIATE");
        var before = Read(session);
        session.Run(Make, "hub_id", "hub-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        session.Run(Make, "epoch", NewEpoch());
        session.Run(Make, "restore_count", "0");
        session.Run(Make, "master_key", keyFingerprint);
        if (before.TryGetValue("master_key", out var sealedUnder) && sealedUnder != keyFingerprint)
            throw new SchemaException("The database is sealed under another master key than the one in the key file: put the right key file there.");
        // A count that is not the hub's own counts as none: the database is then behind any mark.
        var counted = counts.TryRead(before.GetValueOrDefault(CommitCount.Name), out var own) ? own : 0;
        var restores = NumberOf(before, "restore_count");
        var wasPutBack = IsBehind(before, counted, mark);
        if (wasPutBack)
            BeginLife(session, Math.Max(restores, mark?.Restores ?? 0) + 1, now);
        else if (restores > mark?.Restores)
            session.Run(Set, "epoch", NewEpoch()); // A restore has begun its life already, but anybody with the file can raise that number by hand.
        // Beyond the mark from the first moment, so that a copy of before is behind it from now on.
        var commits = Math.Max(counted, mark?.Commits ?? 0) + 1;
        session.Run(Set, CommitCount.Name, counts.Write(commits));
        session.Run("COMMIT");
        var meta = Read(session);
        return new HubIdentity(
            meta["hub_id"], meta["epoch"], int.Parse(meta["restore_count"], CultureInfo.InvariantCulture),
            meta.TryGetValue("restored_at", out var at) ? DateTimeOffset.ParseExact(at, "O", CultureInfo.InvariantCulture) : null)
        {
            Commits = commits,
            WasPutBack = wasPutBack,
            LastAlive = meta.TryGetValue("heartbeat", out var beat) ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(beat, CultureInfo.InvariantCulture)) : null,
        };
    }

    /// <summary>Begins a new life of the database: what was answered after the backup is gone, and numbers may be given again.</summary>
    /// <param name="session">The writing connection, outside a transaction.</param>
    /// <param name="keyFingerprint">The master key's.</param>
    /// <param name="mark">Of the hub that is restored; null if there is none. A backup of before an earlier restore does not know of that one.</param>
    /// <param name="now">The time of the restore.</param>
    /// <exception cref="SchemaException">It is no database of a hub, or sealed under another master key than the one of <paramref name="keyFingerprint"/>.</exception>
    public static void MarkRestored(SqliteSession session, string keyFingerprint, HighWater? mark, DateTimeOffset now)
    {
        session.Run("BEGIN IMMEDIATE");
        var meta = Read(session);
        if (!meta.TryGetValue("restore_count", out var count))
            throw new SchemaException("The backup is not of a hub's database.");
        if (meta.TryGetValue("master_key", out var sealedUnder) && sealedUnder != keyFingerprint)
            throw new SchemaException("The backup is sealed under another master key than the one in the key file, and could never be read with it: nothing was restored. Put the folder of keys of the backed-up hub there.");
        BeginLife(session, Math.Max(int.Parse(count, CultureInfo.InvariantCulture), mark?.Restores ?? 0) + 1, now);
        session.Run("COMMIT");
    }

    private static void BeginLife(SqliteSession session, long restores, DateTimeOffset now)
    {
        session.Run(Set, "epoch", NewEpoch());
        session.Run(Set, "restore_count", restores.ToString(CultureInfo.InvariantCulture));
        session.Run(Set, "restored_at", now.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// One that was restored since the mark was written is behind by intent, and has its new life already. A database of before there were marks has no count; one with a count
    /// has lost its mark.
    /// </summary>
    private static bool IsBehind(Dictionary<string, string> meta, long counted, HighWater? mark)
    {
        if (!meta.ContainsKey("hub_id"))
            return false;
        if (mark is null)
            return meta.ContainsKey(CommitCount.Name);
        var restores = NumberOf(meta, "restore_count");
        return restores < mark.Restores || (restores == mark.Restores && counted < mark.Commits);
    }

    private static long NumberOf(Dictionary<string, string> meta, string name) => meta.TryGetValue(name, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : 0;

    private static Dictionary<string, string> Read(SqliteSession session) =>
        session.Query("SELECT name, value FROM hub_meta", row => (Name: row.Text(0), Value: row.Text(1))).ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);

    private static string NewEpoch() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
