using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Openings;

/// <summary>The set of bids at the freeze (D11): a Merkle tree over the envelopes' leaves, sorted by envelope id (protocol sections 3.5 and 4.4).</summary>
internal sealed class FrozenSet
{
    private readonly EnvelopeId[] _ids;
    private readonly MerkleTree _tree;

    private FrozenSet(EnvelopeId[] ids, MerkleTree tree)
    {
        _ids = ids;
        _tree = tree;
    }

    internal int Size => _tree.Size;

    internal Sm3Digest Root => _tree.Root;

    /// <summary>Sorts and hashes; the order of <paramref name="envelopes"/> does not matter.</summary>
    internal static FrozenSet Of(IEnumerable<(EnvelopeId Envelope, Sm3Digest LeafHash)> envelopes)
    {
        var sorted = envelopes.OrderBy(entry => entry.Envelope).ToList();
        return new FrozenSet([.. sorted.Select(entry => entry.Envelope)], MerkleTree.Build([.. sorted.Select(entry => entry.LeafHash)]));
    }

    /// <summary>Where an envelope is, and the way from there to the root; null if it is not in the set.</summary>
    internal FrozenPlace? Find(EnvelopeId envelope)
    {
        var index = Array.BinarySearch(_ids, envelope);
        return index < 0 ? null : new FrozenPlace(envelope.ToString(), index, [.. _tree.InclusionPath(index).Select(hash => hash.ToArray())]);
    }
}
