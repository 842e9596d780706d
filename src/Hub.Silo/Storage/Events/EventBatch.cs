using System.Text;
using Hub.Cryptography;
using Hub.Grains.Durability;
using Hub.Silo.Storage.GroupCommit;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.Events;

/// <summary>Some events on their way to the table: all of them, or none.</summary>
internal sealed class EventBatch : WriteItem<int>
{
    /// <summary>Events a batch, while not many wait: each touches a page of its own, and everybody who waits for the same COMMIT waits for those pages too.</summary>
    public const int Least = 16;

    /// <summary>Events a batch, however many wait.</summary>
    public const int Most = 500;

    private const string Add = "INSERT INTO events (at, subject, payload) VALUES (?1, ?2, ?3)";

    private readonly List<object?[]> _rows;

    public EventBatch(IReadOnlyList<EventEntry> entries, ISealer sealer)
    {
        _rows = new List<object?[]>(entries.Count);
        foreach (var entry in entries)
        {
            byte[] payload = EventSeal.Seal(entry, sealer);
            _rows.Add([entry.At.ToUnixTimeMilliseconds(), EventSeal.Subject(entry.SubjectId, sealer), payload]);
            Bytes += 64 + payload.Length;
        }
    }

    /// <summary>How many of those that wait go into the next batch: few, so that it is short, but enough that the queue is empty again after a few batches.</summary>
    public static int SizeFor(int waiting) => Math.Clamp(waiting / 8, Least, Most);

    public override int Bytes { get; }

    public override bool SeveralStatements => true;

    protected override int Outcome => _rows.Count;

    public override bool Execute(SqliteSession session)
    {
        foreach (var row in _rows)
            session.Run(Add, row);
        return true;
    }
}

/// <summary>How an event lies in its row: kind and detail sealed together, bound to the subject, of which only a blind index is stored.</summary>
internal static class EventSeal
{
    private const string Purpose = "event";

    public static byte[] Subject(string subjectId, ISealer sealer) => sealer.BlindIndex(Purpose, subjectId);

    public static byte[] Seal(EventEntry entry, ISealer sealer) =>
        sealer.Seal(Purpose, entry.SubjectId, LengthPrefixed.Join(Encoding.UTF8.GetBytes(entry.Kind), entry.Detail));

    public static EventEntry Unseal(DateTimeOffset at, string subjectId, byte[] payload, ISealer sealer)
    {
        var (kind, detail) = Companions.RowSeal.Split(sealer.Unseal(Purpose, subjectId, payload));
        return new EventEntry(at, kind, subjectId, detail);
    }
}
