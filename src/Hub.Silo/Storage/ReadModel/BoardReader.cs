using Hub.Grains.Durability;
using Hub.Silo.Storage.Companions;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.ReadModel;

/// <inheritdoc cref="IBoardReader"/>
internal sealed class BoardReader(ReaderPool readers, ISealer sealer) : IBoardReader
{
    public Task<IReadOnlyList<BoardRow>> ForOpeningAsync(string openingId, CancellationToken cancellation = default) => readers.ReadLongAsync<IReadOnlyList<BoardRow>>(
        session =>
        {
            var rows = session.Query(
                "SELECT payload FROM board WHERE opening = ?1",
                row =>
                {
                    var (challengeId, payload) = RowSeal.Board.Unseal(sealer, openingId, row.Blob(0));
                    return new BoardRow(openingId, challengeId, payload);
                },
                RowSeal.Opening(sealer, openingId));
            rows.Sort((a, b) => string.CompareOrdinal(a.ChallengeId, b.ChallengeId));
            return rows;
        },
        cancellation);
}
