using System.Text;
using System.Text.Json;
using Hub.Cryptography;
using Hub.Grains.Durability;

namespace Hub.Silo.Tests.Storage;

/// <summary>Signs batches with a key of its own, and checks receipts as a stranger would.</summary>
internal sealed class TestSigner : IReceiptSigner, IDisposable
{
    private readonly Sm2PrivateKey _key = Sm2PrivateKey.Generate();
    private int _signatures;

    public int Signatures => _signatures;

    public byte[] BatchRecord(long batch, int size, Sm3Digest root, DateTimeOffset at) =>
        Encoding.UTF8.GetBytes($$"""{"type":"receipt-batch/1","batch":{{batch}},"size":{{size}},"root":"{{root}}","at":"{{at:O}}"}""");

    public byte[] Sign(byte[] record)
    {
        Interlocked.Increment(ref _signatures);
        return _key.Sign(record);
    }

    /// <summary>Checks everything a receipt says; gives the number of its batch.</summary>
    public long Check(BatchReceipt receipt, byte[] leaf)
    {
        Assert.Equal(leaf, receipt.Leaf);
        Assert.True(_key.PublicKey.Verify(receipt.Batch, receipt.Signature));
        using var record = JsonDocument.Parse(receipt.Batch);
        Assert.Equal(receipt.Size, record.RootElement.GetProperty("size").GetInt32());
        var root = Sm3Digest.Parse(record.RootElement.GetProperty("root").GetString()!);
        Assert.True(MerkleTree.VerifyInclusion(MerkleTree.LeafHash(leaf), receipt.Index, receipt.Size, Array.ConvertAll(receipt.Path, step => Sm3Digest.FromBytes(step)), root));
        return record.RootElement.GetProperty("batch").GetInt64();
    }

    public void Dispose() => _key.Dispose();
}
