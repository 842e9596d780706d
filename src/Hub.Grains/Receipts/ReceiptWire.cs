using Hub.Cryptography;
using Hub.Grains.Durability;

namespace Hub.Grains.Receipts;

/// <summary>From a receipt as the store gives it to the bytes that travel: the JSON of <see cref="Receipt"/>, protocol section 3.10.</summary>
internal static class ReceiptWire
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The wire form.</summary>
    public static Receipt Of(BatchReceipt receipt) => new(
        receipt.Leaf, receipt.Index, receipt.Size, [.. receipt.Path.Select(hash => Sm3Digest.FromBytes(hash))], receipt.Batch, receipt.Signature);

    /// <summary>The wire form's bytes. The same receipt gives the same bytes.</summary>
    public static byte[] Encode(BatchReceipt receipt) => Of(receipt).Encode();

    /// <summary>The receipt of a commit that asked for one.</summary>
    /// <exception cref="InvalidOperationException">It did not ask for one.</exception>
    public static byte[] Encode(CommitResult committed) =>
        Encode(committed.Receipt ?? throw new InvalidOperationException("The commit asked for no receipt."));

    /// <summary>Reads the receipt of a leaf again, for an answer that is repeated: the same bytes as the first time.</summary>
    /// <exception cref="InvalidOperationException">Nothing was stored with this leaf.</exception>
    public static async Task<byte[]> ReadAsync(IReceiptReader receipts, byte[] leaf)
    {
        using var limit = new CancellationTokenSource(Patience);
        return await receipts.FindAsync(MerkleTree.LeafHash(leaf), limit.Token) is { } receipt
            ? Encode(receipt)
            : throw new InvalidOperationException("A committed leaf has no receipt.");
    }
}
