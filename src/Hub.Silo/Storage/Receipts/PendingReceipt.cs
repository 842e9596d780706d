using Hub.Cryptography;
using Hub.Grains.Durability;

namespace Hub.Silo.Storage.Receipts;

/// <summary>A leaf on its way into a batch: hashed and sealed on the caller's thread, given its place on the writer's.</summary>
internal sealed class PendingReceipt
{
    private const string Purpose = "receipt-leaf";

    private PendingReceipt(byte[] leaf, Sm3Digest hash, byte[] index, byte[] payload) => (Leaf, Hash, LeafIndex, Payload) = (leaf, hash, index, payload);

    public byte[] Leaf { get; }

    public Sm3Digest Hash { get; }

    /// <summary>How the leaf is found again.</summary>
    public byte[] LeafIndex { get; }

    /// <summary>The leaf, sealed.</summary>
    public byte[] Payload { get; }

    /// <summary>The receipt, once the batch is sealed; worth something only after COMMIT.</summary>
    public BatchReceipt? Given { get; set; }

    public static PendingReceipt Of(byte[] leaf, ISealer sealer)
    {
        var hash = MerkleTree.LeafHash(leaf);
        return new PendingReceipt(leaf, hash, IndexOf(hash, sealer), sealer.Seal(Purpose, hash.ToString(), leaf));
    }

    public static byte[] IndexOf(Sm3Digest hash, ISealer sealer) => sealer.BlindIndex(Purpose, hash.ToString());

    public static byte[] Unseal(Sm3Digest hash, byte[] payload, ISealer sealer) => sealer.Unseal(Purpose, hash.ToString(), payload);
}
