using System.Buffers.Binary;
using System.Globalization;
using Hub.Cryptography;
using Hub.Grains.Durability;

namespace Hub.Silo.Storage.Receipts;

/// <summary>A signed batch: what all its receipts share.</summary>
internal sealed record ReceiptBatch(byte[] Record, byte[] Signature, MerkleTree Tree, Sm3Digest[] Hashes)
{
    private const string Purpose = "receipt-batch";

    public BatchReceipt ReceiptOf(int index, byte[] leaf) =>
        new(leaf, index, Hashes.Length, Array.ConvertAll(Tree.InclusionPath(index), digest => digest.ToArray()), Record, Signature);

    /// <summary>Record, signature and leaf hashes, each length-prefixed, sealed to the batch's number.</summary>
    public byte[] Seal(long number, ISealer sealer)
    {
        var hashes = new byte[Hashes.Length * Sm3Digest.Length];
        for (var i = 0; i < Hashes.Length; i++)
            Hashes[i].CopyTo(hashes.AsSpan(i * Sm3Digest.Length));
        return sealer.Seal(Purpose, number.ToString(CultureInfo.InvariantCulture), LengthPrefixed.Join(Record, Signature, hashes));
    }

    public static ReceiptBatch Unseal(long number, byte[] payload, ISealer sealer)
    {
        ReadOnlySpan<byte> rest = sealer.Unseal(Purpose, number.ToString(CultureInfo.InvariantCulture), payload);
        var record = Part(ref rest).ToArray();
        var signature = Part(ref rest).ToArray();
        var bytes = Part(ref rest);
        var hashes = new Sm3Digest[bytes.Length / Sm3Digest.Length];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = Sm3Digest.FromBytes(bytes.Slice(i * Sm3Digest.Length, Sm3Digest.Length));
        return new ReceiptBatch(record, signature, MerkleTree.Build(hashes), hashes);
    }

    private static ReadOnlySpan<byte> Part(ref ReadOnlySpan<byte> rest)
    {
        var part = rest.Slice(4, BinaryPrimitives.ReadInt32BigEndian(rest));
        rest = rest[(4 + part.Length)..];
        return part;
    }
}
