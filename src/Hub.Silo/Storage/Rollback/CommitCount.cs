using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Hub.Silo.Storage.GroupCommit;
using Hub.Silo.Storage.Sealing;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.Rollback;

/// <summary>
/// Counts the database's transactions within each of them, so that one copy of the file is told from a later one. Kept as <c>count mac</c>: who can write the file, but has not the
/// master key, cannot set it forward.
/// </summary>
internal sealed class CommitCount(IBeforeCommit others, CommitCountKey key) : IBeforeCommit
{
    /// <summary>Of the row in <c>hub_meta</c>.</summary>
    public const string Name = "commits";

    private const string Set = "UPDATE hub_meta SET value = ?1 WHERE name = 'commits'";

    // Reads the digits before the blank.
    private const string Get = "SELECT CAST(value AS INTEGER) FROM hub_meta WHERE name = 'commits'";

    // The writer gives up its connection with each transaction that fails: what is counted here holds for as long as the connection is the same.
    private (SqliteSession? Session, long Count) _counted;

    public void BeforeCommit(SqliteSession session, IReadOnlyList<WriteItem> done)
    {
        others.BeforeCommit(session, done);
        var count = (_counted.Session == session ? _counted.Count : Read(session)) + 1;
        session.Run(Set, key.Write(count));
        _counted = (session, count);
    }

    /// <summary>What is committed, asked on a connection that reads; whether it is the hub's own was looked at when the database was opened.</summary>
    public static long Read(SqliteSession session) => session.Run(Get) ?? 0;
}

/// <summary>Authenticates the count, by HMAC-SHA-256 cut to 128 bits (RFC 2104 §5).</summary>
internal sealed class CommitCountKey(MasterKey master) : IDisposable
{
    private const int MacLength = 16;

    private readonly byte[] _key = master.Derive("mac", "commits");

    /// <summary>The count with its MAC.</summary>
    public string Write(long count) => string.Create(CultureInfo.InvariantCulture, $"{count} {Convert.ToHexStringLower(Mac(count))}");

    /// <summary>Reads a count that <see cref="Write"/> made; false if it is none.</summary>
    public bool TryRead([NotNullWhen(true)] string? text, out long count)
    {
        count = 0;
        return text?.Split(' ') is [var digits, var mac] && mac.Length == 2 * MacLength && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out count)
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(mac), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Mac(count))));
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private byte[] Mac(long count) => HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(count.ToString(CultureInfo.InvariantCulture)))[..MacLength];
}
