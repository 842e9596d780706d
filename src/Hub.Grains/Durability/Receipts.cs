using Hub.Cryptography;

namespace Hub.Grains.Durability;

/// <summary>
/// The hub's signed word that it stored something (回执): a leaf, its place in the Merkle tree of one commit batch (RFC 9162 §2.1 with SM3),
/// and the batch's record, signed once for all its leaves.
/// </summary>
/// <param name="Leaf">The leaf, as asked for.</param>
/// <param name="Index">The leaf's place, from 0.</param>
/// <param name="Size">How many leaves the tree has.</param>
/// <param name="Path">The inclusion path, 32 bytes each, from the leaf's sibling up.</param>
/// <param name="Batch">The batch's record, exactly as signed.</param>
/// <param name="Signature">The signature over <paramref name="Batch"/>.</param>
[GenerateSerializer, Immutable, Alias("Hub.BatchReceipt")]
public sealed record BatchReceipt(
    [property: Id(0)] byte[] Leaf,
    [property: Id(1)] int Index,
    [property: Id(2)] int Size,
    [property: Id(3)] byte[][] Path,
    [property: Id(4)] byte[] Batch,
    [property: Id(5)] byte[] Signature);

/// <summary>Makes and signs the record of a commit batch. Called on the one thread that commits, once a batch: every write waits for it, so it must be quick and ask nobody.</summary>
public interface IReceiptSigner
{
    /// <summary>The bytes to be signed.</summary>
    /// <param name="batch">The batch's number: gapless within one life of the database, from 1. A restored hub counts on from its backup, so the record names the epoch.</param>
    /// <param name="size">How many leaves.</param>
    /// <param name="root">The root over their hashes.</param>
    /// <param name="at">When the batch was about to be committed.</param>
    byte[] BatchRecord(long batch, int size, Sm3Digest root, DateTimeOffset at);

    /// <summary>Signs what <see cref="BatchRecord"/> made.</summary>
    byte[] Sign(byte[] record);
}

/// <summary>Reads receipts again, for answers that are repeated.</summary>
public interface IReceiptReader
{
    /// <summary>The most receipts one call of <see cref="FindAllAsync"/> gives.</summary>
    public const int MaxReceipts = 500;

    /// <summary>The receipt of a leaf, the same as when it was given; of a leaf that was stored twice, the first. Null if there is none.</summary>
    /// <param name="leafDigest"><see cref="MerkleTree.LeafHash"/> of the leaf (not its plain SM3).</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<BatchReceipt?> FindAsync(Sm3Digest leafDigest, CancellationToken cancellation = default);

    /// <summary>The receipts of a page of the feed, in the order asked; much cheaper than one by one. See <see cref="FindAsync"/>.</summary>
    /// <param name="leafDigests">At most <see cref="MaxReceipts"/>.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<IReadOnlyList<BatchReceipt?>> FindAllAsync(IReadOnlyList<Sm3Digest> leafDigests, CancellationToken cancellation = default);
}
