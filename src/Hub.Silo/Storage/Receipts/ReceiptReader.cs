using Hub.Cryptography;
using Hub.Grains.Durability;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.Receipts;

/// <inheritdoc cref="IReceiptReader"/>
internal sealed class ReceiptReader(ReaderPool readers, ISealer sealer) : IReceiptReader
{
    private const string Find = """
        SELECT receipts.batch, receipts.idx, receipts.payload, receipt_batches.payload FROM receipts JOIN receipt_batches USING (batch)
        WHERE receipts.leaf = ?1 ORDER BY receipts.batch, receipts.idx LIMIT 1
        """;

    public Task<BatchReceipt?> FindAsync(Sm3Digest leafDigest, CancellationToken cancellation = default) => readers.ReadLongAsync(
        session => session.Query(
            Find,
            row => ReceiptBatch.Unseal(row.Int64(0), row.Blob(3), sealer).ReceiptOf((int)row.Int64(1), PendingReceipt.Unseal(leafDigest, row.Blob(2), sealer)),
            PendingReceipt.IndexOf(leafDigest, sealer)).FirstOrDefault(),
        cancellation);
}
