using Hub.Cryptography;
using Hub.Grains.Durability;
using Hub.Silo.Storage.GroupCommit;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.Receipts;

/// <summary>Gives a commit batch its tree, its record and its one signature, and stores them in the batch's own transaction.</summary>
internal sealed class ReceiptBatches(Lazy<IReceiptSigner?> signing, ISealer sealer, TimeProvider clock) : IBeforeCommit
{
    private const string NextBatch = "SELECT COALESCE(MAX(batch), 0) + 1 FROM receipt_batches";
    private const string AddBatch = "INSERT INTO receipt_batches (batch, payload) VALUES (?1, ?2)";
    private const string AddReceipt = "INSERT INTO receipts (batch, idx, leaf, payload) VALUES (?1, ?2, ?3, ?4)";

    public void BeforeCommit(SqliteSession session, IReadOnlyList<WriteItem> done)
    {
        var asked = new List<PendingReceipt>();
        foreach (var item in done)
        {
            if (item.Receipt is { } pending)
                asked.Add(pending);
        }
        if (asked.Count == 0)
            return;
        var signer = signing.Value ?? throw new InvalidOperationException("A receipt is asked for, but no IReceiptSigner is registered.");
        var hashes = asked.Select(pending => pending.Hash).ToArray();
        var tree = MerkleTree.Build(hashes);
        var number = session.Run(NextBatch)!.Value;
        var record = signer.BatchRecord(number, hashes.Length, tree.Root, clock.GetUtcNow());
        var batch = new ReceiptBatch(record, signer.Sign(record), tree, hashes);
        session.Run(AddBatch, number, batch.Seal(number, sealer));
        for (var i = 0; i < asked.Count; i++)
        {
            session.Run(AddReceipt, number, i, asked[i].LeafIndex, asked[i].Payload);
            asked[i].Given = batch.ReceiptOf(i, asked[i].Leaf);
        }
    }
}
