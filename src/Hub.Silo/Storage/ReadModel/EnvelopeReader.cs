using Hub.Grains.Durability;
using Hub.Silo.Storage.Companions;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.ReadModel;

/// <inheritdoc cref="IEnvelopeReader"/>
internal sealed class EnvelopeReader(ReaderPool readers, ISealer sealer) : IEnvelopeReader
{
    public Task<IReadOnlyList<EnvelopeRow>> ForOpeningAsync(string openingId, CancellationToken cancellation = default) => readers.ReadLongAsync<IReadOnlyList<EnvelopeRow>>(
        session =>
        {
            var rows = session.Query(
                "SELECT payload FROM envelopes WHERE opening = ?1",
                row =>
                {
                    var (envelopeId, content) = RowSeal.Envelopes.Unseal(sealer, openingId, row.Blob(0));
                    var (challengeId, payload) = RowSeal.Split(content);
                    return new EnvelopeRow(openingId, envelopeId, challengeId, payload);
                },
                RowSeal.Opening(sealer, openingId));
            rows.Sort((a, b) => string.CompareOrdinal(a.EnvelopeId, b.EnvelopeId));
            return rows;
        },
        cancellation);
}
