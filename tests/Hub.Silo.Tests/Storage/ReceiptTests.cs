using System.Text;
using Hub.Cryptography;
using Hub.Grains.Durability;

namespace Hub.Silo.Tests.Storage;

public sealed class ReceiptTests
{
    [Fact]
    public async Task Receipts_of_writes_at_once_verify_share_signatures_and_are_read_again_identically()
    {
        using var signer = new TestSigner();
        await using var store = new TestStore(signer: signer);
        var receipts = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => RequestAsync(store, i)));
        var batches = receipts.Select((receipt, i) => signer.Check(receipt, Leaf(i))).ToHashSet();
        Assert.Equal(Enumerable.Range(1, batches.Count).Select(n => (long)n), batches.Order());
        Assert.Equal(batches.Count, signer.Signatures);
        Assert.True(batches.Count < 300, "no two of 300 writes at once shared a commit");
        await store.ReopenAsync();
        for (var i = 0; i < receipts.Length; i++)
        {
            var again = await store.Open.Receipts.FindAsync(MerkleTree.LeafHash(Leaf(i)));
            Assert.Equivalent(receipts[i], again, strict: true);
        }
        Assert.Equal(batches.Count, signer.Signatures);
    }

    [Fact]
    public async Task Receipts_of_a_page_are_found_in_the_order_asked_for()
    {
        using var signer = new TestSigner();
        await using var store = new TestStore(signer: signer);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => RequestAsync(store, i)));
        int[] asked = [7, 3, 99, 3, 49];
        var found = await store.Open.Receipts.FindAllAsync(Array.ConvertAll(asked, i => MerkleTree.LeafHash(Leaf(i))));
        Assert.Equal([Leaf(7), Leaf(3), null, Leaf(3), Leaf(49)], found.Select(receipt => receipt?.Leaf));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.Open.Receipts.FindAllAsync(new Sm3Digest[IReceiptReader.MaxReceipts + 1]));
    }

    [Fact]
    public async Task A_leaf_that_was_never_stored_has_no_receipt()
    {
        using var signer = new TestSigner();
        await using var store = new TestStore(signer: signer);
        await RequestAsync(store, 1);
        Assert.Null(await store.Open.Receipts.FindAsync(MerkleTree.LeafHash(Leaf(2))));
    }

    [Fact]
    public async Task The_same_leaf_again_is_found_by_its_first_receipt()
    {
        using var signer = new TestSigner();
        await using var store = new TestStore(signer: signer);
        var first = await RequestAsync(store, 1);
        await store.Open.AtomicWrite.WriteAsync(() => store.MustWriteAsync("ch-again", null, "s"), new ReceiptRequest(Leaf(1)));
        Assert.Equivalent(first, await store.Open.Receipts.FindAsync(MerkleTree.LeafHash(Leaf(1))), strict: true);
    }

    [Fact]
    public async Task A_receipt_without_anybody_to_sign_it_is_refused_before_anything_is_written()
    {
        await using var store = new TestStore();
        await Assert.ThrowsAsync<InvalidOperationException>(() => RequestAsync(store, 1));
        Assert.Null(await store.ReadAsync("ch-1"));
    }

    [Fact]
    public async Task A_signer_that_fails_fails_the_commit_and_the_next_one_works()
    {
        using var signer = new TestSigner();
        var broken = new BreakableSigner(signer) { Broken = true };
        await using var store = new TestStore(signer: broken);
        await Assert.ThrowsAsync<CommitFailedException>(() => RequestAsync(store, 1));
        Assert.Null(await store.ReadAsync("ch-1"));
        broken.Broken = false;
        Assert.Equal(1, signer.Check(await RequestAsync(store, 1), Leaf(1)));
    }

    private static byte[] Leaf(int i) => Encoding.UTF8.GetBytes($"response {i}");

    private static async Task<BatchReceipt> RequestAsync(TestStore store, int i) =>
        (await store.Open.AtomicWrite.WriteAsync(() => store.MustWriteAsync($"ch-{i}", null, "s"), new ReceiptRequest(Leaf(i)))).Receipt!;

    private sealed class BreakableSigner(IReceiptSigner inner) : IReceiptSigner
    {
        public bool Broken { get; set; }

        public byte[] BatchRecord(long batch, int size, Sm3Digest root, DateTimeOffset at) => inner.BatchRecord(batch, size, root, at);

        public byte[] Sign(byte[] record) => Broken ? throw new InvalidOperationException("no key") : inner.Sign(record);
    }
}
