using Hub.Cryptography;
using Hub.Grains.Durability;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.Receipts;

/// <inheritdoc cref="IReceiptReader"/>
internal sealed class ReceiptReader(ReaderPool readers, ISealer sealer) : IReceiptReader
{
    private const string FindLeaf = "SELECT batch, idx, payload FROM receipts WHERE leaf = ?1 ORDER BY batch, idx LIMIT 1";
    private const string FindBatch = "SELECT payload FROM receipt_batches WHERE batch = ?1";

    public async Task<BatchReceipt?> FindAsync(Sm3Digest leafDigest, CancellationToken cancellation = default) => (await FindAllAsync([leafDigest], cancellation))[0];

    public async Task<IReadOnlyList<BatchReceipt?>> FindAllAsync(IReadOnlyList<Sm3Digest> leafDigests, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leafDigests.Count, IReceiptReader.MaxReceipts);
        return await readers.ReadLongAsync(
            session =>
            {
                // Neighbours in a feed come from few batches; each is opened, and its tree built, once.
                var batches = new Dictionary<long, ReceiptBatch>();
                return leafDigests.Select(digest => Find(session, batches, digest)).ToArray();
            },
            cancellation);
    }

    private BatchReceipt? Find(SqliteSession session, Dictionary<long, ReceiptBatch> batches, Sm3Digest digest)
    {
        var found = session.Query(
            FindLeaf, row => (Batch: row.Int64(0), Index: (int)row.Int64(1), Leaf: PendingReceipt.Unseal(digest, row.Blob(2), sealer)), PendingReceipt.IndexOf(digest, sealer));
        if (found is not [var (number, index, leaf)])
            return null;
        if (!batches.TryGetValue(number, out var batch))
            batches[number] = batch = session.Query(FindBatch, row => ReceiptBatch.Unseal(number, row.Blob(0), sealer), number)[0];
        return batch.ReceiptOf(index, leaf);
    }
}
