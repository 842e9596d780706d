using Hub.Silo.Storage.GroupCommit;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.Health;

/// <summary>One real write on the way of all others, of one row that is there for nothing else.</summary>
internal sealed class Heartbeat(DateTimeOffset now) : WriteItem<bool>
{
    /// <summary>Pages of 4 KiB that a healthy database can still take: what the largest body of a platform needs.</summary>
    public const int RoomPages = 64;

    private const string Beat = "INSERT INTO hub_meta (name, value) VALUES ('heartbeat', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    private bool _hasRoom;

    public override int Bytes => 64;

    public override bool SeveralStatements => false;

    /// <summary>Whether the database may still grow by <see cref="RoomPages"/>.</summary>
    protected override bool Outcome => _hasRoom;

    public override bool Execute(SqliteSession session)
    {
        // The row is only written over, which a database at its bound still allows; and a write that needs new pages would, failing, take the whole batch with it. So room is asked for.
        var room = session.Run("PRAGMA max_page_count") - session.Run("PRAGMA page_count") + session.Run("PRAGMA freelist_count");
        _hasRoom = room >= RoomPages;
        session.Run(Beat, now.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        return true;
    }
}
