using Hub.Grains.Durability;
using Hub.Silo.Storage.Companions;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.ReadModel;

/// <inheritdoc cref="IFeedReader"/>
internal sealed class FeedReader(ReaderPool readers, ISealer sealer, IHubIdentity identity) : IFeedReader
{
    private const string Page = "SELECT n, payload FROM feed WHERE opening = ?1 AND n > ?2 ORDER BY n LIMIT ?3";

    public async Task<FeedPage> ReadAsync(string openingId, long after, int max, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        var entries = await readers.ReadLongAsync(
            session => session.Query(
                Page,
                row =>
                {
                    var (challengeId, payload) = RowSeal.Feed.Unseal(sealer, openingId, row.Blob(1));
                    return new NumberedEntry(row.Int64(0), challengeId, payload);
                },
                RowSeal.Opening(sealer, openingId), after, Math.Min(max, IFeedReader.MaxEntries)),
            cancellation);
        return new FeedPage(identity.Epoch, entries);
    }
}
