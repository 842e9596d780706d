using Hub.Grains.Durability;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.ReadModel;

/// <inheritdoc cref="ICertificateFinder"/>
internal sealed class CertificateFinder(ReaderPool readers) : ICertificateFinder
{
    private const string Columns =
        "SELECT key_id, enc_key_id, issuer, serial, enterprise_id, status, not_after, enc_serial, authority_id, device_key_id FROM certificates ";

    // A page of each kind comes in the index's order; sorted together, all that is left would be read for each page.
    private const string PageOf = "SELECT * FROM (" + Columns + "WHERE authority_id = ";
    private const string After = " AND key_id > ?2 ORDER BY key_id LIMIT ?3)";

    public async Task<IReadOnlyList<CertificateRow>> OfAuthorityAsync(string authorityId, string afterKeyId, CancellationToken cancellation = default) =>
        await readers.ReadLongAsync(
            session => session.Query(
                PageOf + "?1" + After + " UNION ALL " + PageOf + "''" + After + " ORDER BY key_id LIMIT ?3", Row, authorityId, afterKeyId, (long)ICertificateFinder.MaxCertificates),
            cancellation);

    public async Task<bool> HasDeviceAsync(string deviceKeyId, CancellationToken cancellation = default) =>
        (await FindAsync(Columns + "WHERE device_key_id = ?1 AND device_key_id <> '' LIMIT 1", cancellation, deviceKeyId)).Count > 0;

    public async Task<CertificateRow?> ByEncKeyIdAsync(string encKeyId, CancellationToken cancellation = default) =>
        (await FindAsync(Columns + "WHERE enc_key_id = ?1 LIMIT 1", cancellation, encKeyId)).FirstOrDefault();

    private Task<List<CertificateRow>> FindAsync(string sql, CancellationToken cancellation, params object?[] values) => readers.ReadAsync(
        session => session.Query(sql, Row, values), cancellation);

    private static CertificateRow Row(SqliteStatement row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(6)))
    { EncSerialHex = row.Text(7), AuthorityId = row.Text(8), DeviceKeyId = row.Text(9) };
}
