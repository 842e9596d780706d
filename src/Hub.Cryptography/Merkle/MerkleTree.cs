using Org.BouncyCastle.Crypto.Digests;

namespace Hub.Cryptography;

/// <summary>
/// The tree of RFC 9162 §2.1 with SM3 in the place of SHA-256: leaf = SM3(00 ‖ data), node = SM3(01 ‖ left ‖ right), plainly joined; a
/// tree of no leaves has the root SM3(""). The left part of n leaves is the largest power of two below n.
/// </summary>
/// <remarks>
/// Built once in O(n), and then any inclusion path costs O(log n): a batch of acknowledgements takes them all. Levels are kept from the
/// leaves up; an odd last node moves up unchanged, which is the RFC's split read from below.
/// </remarks>
public sealed class MerkleTree
{
    private readonly Sm3Digest[][] _levels;

    private MerkleTree(Sm3Digest[][] levels, Sm3Digest root)
    {
        _levels = levels;
        Root = root;
    }

    /// <summary>The tree's root (MTH of RFC 9162 §2.1.1).</summary>
    public Sm3Digest Root { get; }

    /// <summary>How many leaves.</summary>
    public int Size => _levels[0].Length;

    /// <summary>The hash of a leaf's data.</summary>
    public static Sm3Digest LeafHash(ReadOnlySpan<byte> data)
    {
        var hasher = new Sm3Hasher();
        hasher.Append([0]);
        hasher.Append(data);
        return hasher.Finish();
    }

    /// <summary>Builds the tree over hashes that <see cref="LeafHash"/> made.</summary>
    public static MerkleTree Build(ReadOnlySpan<Sm3Digest> leafHashes)
    {
        var levels = new List<Sm3Digest[]> { leafHashes.ToArray() };
        var sm3 = new SM3Digest();
        while (levels[^1].Length > 1)
        {
            var below = levels[^1];
            var level = new Sm3Digest[(below.Length + 1) / 2];
            for (var node = 0; node < below.Length / 2; node++)
                level[node] = NodeHash(sm3, below[2 * node], below[2 * node + 1]);
            if (below.Length % 2 == 1)
                level[^1] = below[^1];
            levels.Add(level);
        }
        return new MerkleTree([.. levels], leafHashes.IsEmpty ? Sm3Digest.Of([]) : levels[^1][0]);
    }

    /// <summary>The root over <paramref name="leafHashes"/>, for who needs no path.</summary>
    public static Sm3Digest RootOf(ReadOnlySpan<Sm3Digest> leafHashes) => Build(leafHashes).Root;

    /// <summary>The audit path (RFC 9162 §2.1.3.1) of the leaf at <paramref name="index"/>, from the leaf's sibling up; empty in a tree of one leaf.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public Sm3Digest[] InclusionPath(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        var path = new List<Sm3Digest>(32);
        foreach (var level in _levels.AsSpan(0, _levels.Length - 1))
        {
            var sibling = index ^ 1;
            // The odd last node of a level has no sibling there: it moved up as it is.
            if (sibling < level.Length)
                path.Add(level[sibling]);
            index /= 2;
        }
        return [.. path];
    }

    /// <summary>
    /// Whether the leaf is at <paramref name="index"/> of the tree of <paramref name="size"/> leaves with this root (RFC 9162 §2.1.3.2). A path that is too short or too
    /// long, or an index outside the tree, is false.
    /// </summary>
    public static bool VerifyInclusion(Sm3Digest leafHash, long index, long size, ReadOnlySpan<Sm3Digest> path, Sm3Digest root)
    {
        if (index < 0 || index >= size)
            return false;
        var sm3 = new SM3Digest();
        var hash = leafHash;
        // RFC 9162 §2.1.3.2: fn and sn walk up together; sn = 0 is the root.
        long node = index, last = size - 1;
        foreach (var sibling in path)
        {
            if (last == 0)
                return false;
            if (node % 2 == 1 || node == last)
            {
                hash = NodeHash(sm3, sibling, hash);
                while (node % 2 == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
                hash = NodeHash(sm3, hash, sibling);
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash == root;
    }

    private static Sm3Digest NodeHash(SM3Digest sm3, Sm3Digest left, Sm3Digest right)
    {
        Span<byte> input = stackalloc byte[1 + 2 * Sm3Digest.Length];
        Span<byte> hash = stackalloc byte[Sm3Digest.Length];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Sm3Digest.Length)..]);
        sm3.BlockUpdate(input);
        sm3.DoFinal(hash);
        return Sm3Digest.FromBytes(hash);
    }
}
