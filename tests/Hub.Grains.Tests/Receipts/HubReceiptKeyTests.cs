using Hub.Cryptography;
using Hub.Grains.Durability;
using Hub.Grains.Receipts;

namespace Hub.Grains.Tests.Receipts;

public class HubReceiptKeyTests
{
    private static readonly HubId Hub = HubId.New();

    [Fact]
    public void The_key_is_the_same_after_a_restart_and_another_one_under_another_master_key()
    {
        using var first = KeyOf(1);
        using var again = KeyOf(1);
        using var other = KeyOf(2);

        Assert.Equal(first.PublicKey.KeyId, again.PublicKey.KeyId);
        Assert.NotEqual(first.PublicKey.KeyId, other.PublicKey.KeyId);
        Assert.Equal("***", first.ToString());
    }

    [Fact]
    public void A_receipt_on_the_wire_verifies_under_the_hubs_key_and_no_other()
    {
        using var key = KeyOf(1);
        var leaf = new ReceiptLeaf(
            Hub, Platform(), ChallengeKind.Decrypt, ReceiptSubject.Freeze, OpeningId.New(), null, null, Sm3Digest.Of([1]), DateTimeOffset.UnixEpoch).Encode();
        var tree = MerkleTree.Build([MerkleTree.LeafHash([9]), MerkleTree.LeafHash(leaf), MerkleTree.LeafHash([8])]);
        var record = key.BatchRecord(7, 3, tree.Root, DateTimeOffset.UnixEpoch);
        var wire = ReceiptWire.Encode(new BatchReceipt(leaf, 1, 3, [.. tree.InclusionPath(1).Select(hash => hash.ToArray())], record, key.Sign(record)));

        Assert.True(ReceiptBatch.TryParse(record, out var batch, out _));
        Assert.Equal(("0123456789abcdef", 7L), (batch.Epoch.ToString(), batch.Batch));
        Assert.True(Receipt.TryParse(wire, out var receipt, out _));
        Assert.True(receipt.TryVerify(Hub, [key.PublicKey], out var read, out _));
        Assert.Equal(ReceiptSubject.Freeze, read.Subject);
        Assert.False(receipt.TryVerify(HubId.New(), [key.PublicKey], out _, out _));
        Assert.False(receipt.TryVerify(Hub, [KeyOf(2).PublicKey], out _, out _));
    }

    private static PlatformId Platform() => PlatformId.TryParse("pl-demo", out var id) ? id : default;

    private static HubReceiptKey KeyOf(byte master) => new(new Keys(master), new Identity());

    private sealed class Keys(byte master) : IHubKeys
    {
        public byte[] Derive(string purpose) => Sm3Digest.OfParts([master], System.Text.Encoding.ASCII.GetBytes(purpose)).ToArray();
    }

    private sealed class Identity : IHubIdentity
    {
        public string HubId => Hub.ToString();

        public string Epoch => "0123456789abcdef";

        public int RestoreCount => 0;

        public DateTimeOffset? RestoredAt => null;
    }
}
