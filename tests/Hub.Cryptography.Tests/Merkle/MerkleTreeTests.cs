using CsCheck;

namespace Hub.Cryptography.Tests;

public sealed class MerkleTreeTests
{
    private const int Largest = 70;

    [Fact]
    public void A_tree_of_nothing_has_the_digest_of_nothing()
    {
        Assert.Equal(Sm3Digest.Of([]), MerkleTree.RootOf([]));
        Assert.Equal("1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b", MerkleTree.RootOf([]).ToString());
    }

    [Fact]
    public void A_leaf_and_a_node_are_marked_apart()
    {
        var (a, b) = (MerkleTree.LeafHash("a"u8), MerkleTree.LeafHash("b"u8));
        Assert.Equal(Sm3Digest.Of([0, (byte)'a']), a);
        Assert.Equal(a, MerkleTree.RootOf([a]));
        Assert.Equal(Sm3Digest.Of([1, .. a.ToArray(), .. b.ToArray()]), MerkleTree.RootOf([a, b]));
    }

    [Fact]
    public void Roots_and_paths_are_those_of_the_RFC_for_every_size_and_index()
    {
        for (var size = 1; size <= Largest; size++)
        {
            var data = Data(size);
            var tree = MerkleTree.Build(Hashes(data));
            Assert.Equal(size, tree.Size);
            Assert.Equal(Rfc9162.Root(data), tree.Root);
            for (var index = 0; index < size; index++)
            {
                var path = tree.InclusionPath(index);
                Assert.Equal(Rfc9162.Path(index, data), path);
                Assert.True(MerkleTree.VerifyInclusion(MerkleTree.LeafHash(data[index]), index, size, path, tree.Root), $"{index} of {size}");
            }
        }
    }

    [Fact]
    public void Another_leaf_index_or_root_is_refused_for_every_size()
    {
        for (var size = 2; size <= Largest; size++)
        {
            var leaves = Hashes(Data(size));
            var tree = MerkleTree.Build(leaves);
            for (var index = 0; index < size; index++)
            {
                var path = tree.InclusionPath(index);
                var other = (index + 1) % size;
                Assert.False(MerkleTree.VerifyInclusion(leaves[other], index, size, path, tree.Root));
                Assert.False(MerkleTree.VerifyInclusion(leaves[index], other, size, path, tree.Root));
                Assert.False(MerkleTree.VerifyInclusion(leaves[index], index, size, path, leaves[index]));
            }
        }
    }

    [Fact]
    public void A_path_that_was_changed_shortened_or_lengthened_is_refused() =>
        (from size in Gen.Int[2, Largest]
         from index in Gen.Int[0, size - 1]
         from at in Gen.Int[0, 63]
         from bit in Gen.Int[0, 255]
         select (size, index, at, bit)).Sample(sample =>
         {
             var leaves = Hashes(Data(sample.size));
             var tree = MerkleTree.Build(leaves);
             var path = tree.InclusionPath(sample.index);
             bool Verifies(Sm3Digest[] changed) => MerkleTree.VerifyInclusion(leaves[sample.index], sample.index, sample.size, changed, tree.Root);

             Assert.False(Verifies(path[..^1]));
             Assert.False(Verifies(path[1..]));
             Assert.False(Verifies([.. path, path[0]]));
             Assert.False(Verifies([.. path, tree.Root]));
             var bytes = path[sample.at % path.Length].ToArray();
             bytes[sample.bit / 8] ^= (byte)(1 << sample.bit % 8);
             path[sample.at % path.Length] = Sm3Digest.FromBytes(bytes);
             Assert.False(Verifies(path));
         });

    [Fact]
    public void An_index_outside_the_tree_is_refused()
    {
        var leaf = MerkleTree.LeafHash("a"u8);
        Assert.True(MerkleTree.VerifyInclusion(leaf, 0, 1, [], leaf));
        Assert.False(MerkleTree.VerifyInclusion(leaf, 0, 0, [], leaf));
        Assert.False(MerkleTree.VerifyInclusion(leaf, 1, 1, [], leaf));
        Assert.False(MerkleTree.VerifyInclusion(leaf, -1, 1, [], leaf));
        Assert.False(MerkleTree.VerifyInclusion(leaf, 0, 2, [], leaf));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Build([leaf]).InclusionPath(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Build([leaf]).InclusionPath(-1));
    }

    [Fact]
    public void A_node_cannot_pass_for_a_leaf()
    {
        // Without the marks 00 and 01, the two children joined would be the data of a leaf of a smaller tree with the same root.
        var leaves = Hashes(Data(2));
        byte[] joined = [.. leaves[0].ToArray(), .. leaves[1].ToArray()];
        Assert.NotEqual(MerkleTree.RootOf(leaves), MerkleTree.LeafHash(joined));
    }

    private static byte[][] Data(int size) => [.. Enumerable.Range(0, size).Select(i => BitConverter.GetBytes(i))];

    private static Sm3Digest[] Hashes(byte[][] data) => [.. data.Select(leaf => MerkleTree.LeafHash(leaf))];

    /// <summary>The definitions of RFC 9162 §2.1.1 and §2.1.3.1, word for word and as slow as they read.</summary>
    private static class Rfc9162
    {
        public static Sm3Digest Root(byte[][] data)
        {
            if (data.Length == 1)
                return Sm3Digest.Of([0, .. data[0]]);
            var k = Split(data.Length);
            return Sm3Digest.Of([1, .. Root(data[..k]).ToArray(), .. Root(data[k..]).ToArray()]);
        }

        public static Sm3Digest[] Path(int m, byte[][] data)
        {
            if (data.Length == 1)
                return [];
            var k = Split(data.Length);
            return m < k ? [.. Path(m, data[..k]), Root(data[k..])] : [.. Path(m - k, data[k..]), Root(data[..k])];
        }

        private static int Split(int n)
        {
            var k = 1;
            while (2 * k < n)
                k *= 2;
            return k;
        }
    }
}
