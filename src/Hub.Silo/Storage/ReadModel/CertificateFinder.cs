using Hub.Grains.Durability;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.ReadModel;

/// <inheritdoc cref="ICertificateFinder"/>
internal sealed class CertificateFinder(ReaderPool readers) : ICertificateFinder
{
    private const string Columns = "SELECT key_id, enc_key_id, issuer, serial, enterprise_id, status, not_after, enc_serial FROM certificates ";

    public async Task<CertificateRow?> BySerialAsync(string issuer, string serialHex, CancellationToken cancellation = default) =>
        (await FindAsync(Columns + "WHERE issuer = ?1 AND (serial = ?2 OR enc_serial = ?2) LIMIT 1", cancellation, issuer, serialHex)).FirstOrDefault();

    public async Task<CertificateRow?> ByEncKeyIdAsync(string encKeyId, CancellationToken cancellation = default) =>
        (await FindAsync(Columns + "WHERE enc_key_id = ?1 LIMIT 1", cancellation, encKeyId)).FirstOrDefault();

    private Task<List<CertificateRow>> FindAsync(string sql, CancellationToken cancellation, params object?[] values) => readers.ReadAsync(
        session => session.Query(
            sql,
            row => new CertificateRow(
                row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(6)))
            { EncSerialHex = row.Text(7) },
            values),
        cancellation);
}
