using Hub.Grains.Durability;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.Events;

/// <inheritdoc cref="IEventReader"/>
internal sealed class EventReader(ReaderPool readers, ISealer sealer) : IEventReader
{
    private const string Page = "SELECT id, at, payload FROM events WHERE subject = ?1 AND id > ?2 ORDER BY id LIMIT ?3";

    public async Task<IReadOnlyList<StoredEvent>> OfSubjectAsync(string subjectId, long after, int max, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return await readers.ReadLongAsync(
            session => session.Query(
                Page,
                row => new StoredEvent(row.Int64(0), EventSeal.Unseal(DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(1)), subjectId, row.Blob(2), sealer)),
                EventSeal.Subject(subjectId, sealer), after, Math.Min(max, IEventReader.MaxEvents)),
            cancellation);
    }
}
