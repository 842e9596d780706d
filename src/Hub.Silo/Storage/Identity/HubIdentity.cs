using System.Globalization;
using System.Security.Cryptography;
using Hub.Grains.Durability;
using Hub.Silo.Storage.Migrations;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.Identity;

/// <summary><see cref="IHubIdentity"/> as it lies in <c>hub_meta</c>.</summary>
internal sealed record HubIdentity(string HubId, string Epoch, int RestoreCount, DateTimeOffset? RestoredAt) : IHubIdentity
{
    /// <summary>When the last life of this database last wrote its heartbeat; null at the first start.</summary>
    public DateTimeOffset? LastAlive { get; init; }

    private const string Set = "INSERT INTO hub_meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    /// <summary>Reads it, or makes it at the first start.</summary>
    /// <param name="session">The writing connection, outside a transaction.</param>
    /// <param name="keyFingerprint">The master key's, kept to notice a wrong one.</param>
    /// <exception cref="SchemaException">The database was sealed under another master key.</exception>
    public static HubIdentity Establish(SqliteSession session, string keyFingerprint)
    {
        const string Make = "INSERT INTO hub_meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING";
        session.Run("BEGIN IMMEDIATE");
        session.Run(Make, "hub_id", "hub-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        session.Run(Make, "epoch", NewEpoch());
        session.Run(Make, "restore_count", "0");
        session.Run(Make, "master_key", keyFingerprint);
        session.Run("COMMIT");
        var meta = Read(session);
        if (meta["master_key"] != keyFingerprint)
            throw new SchemaException("The database is sealed under another master key than the one in the key file: put the right key file there.");
        return new HubIdentity(
            meta["hub_id"], meta["epoch"], int.Parse(meta["restore_count"], CultureInfo.InvariantCulture),
            meta.TryGetValue("restored_at", out var at) ? DateTimeOffset.ParseExact(at, "O", CultureInfo.InvariantCulture) : null)
        {
            LastAlive = meta.TryGetValue("heartbeat", out var beat) ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(beat, CultureInfo.InvariantCulture)) : null,
        };
    }

    /// <summary>Begins a new life of the database: what was answered after the backup is gone, and numbers may be given again.</summary>
    /// <exception cref="SchemaException">It is no database of a hub.</exception>
    public static void MarkRestored(SqliteSession session, DateTimeOffset now)
    {
        session.Run("BEGIN IMMEDIATE");
        var meta = Read(session);
        if (!meta.TryGetValue("restore_count", out var count))
            throw new SchemaException("The backup is not of a hub's database.");
        session.Run(Set, "epoch", NewEpoch());
        session.Run(Set, "restore_count", (int.Parse(count, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
        session.Run(Set, "restored_at", now.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        session.Run("COMMIT");
    }

    private static Dictionary<string, string> Read(SqliteSession session) =>
        session.Query("SELECT name, value FROM hub_meta", row => (Name: row.Text(0), Value: row.Text(1))).ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);

    private static string NewEpoch() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
