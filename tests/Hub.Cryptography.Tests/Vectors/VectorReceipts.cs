namespace Hub.Cryptography.Tests.Vectors;

/// <summary>Receipts as the hub gives them: many leaves, one signature.</summary>
internal static class VectorReceipts
{
    public static byte[] Leaf(string subject, Sm3Digest digest, ChallengeId? challenge = null, EnvelopeId? envelope = null, OpeningId? opening = null) =>
        new ReceiptLeaf(VectorNames.Hub, VectorNames.Platform, ChallengeKind.Decrypt, subject,
            opening ?? VectorNames.Opening, challenge, envelope, digest, VectorNames.Frozen).Encode();

    public static Receipt[] Batch(Sm2PrivateKey hubKey, params byte[][] leaves)
    {
        var tree = MerkleTree.Build([.. leaves.Select(leaf => MerkleTree.LeafHash(leaf))]);
        var batch = new ReceiptBatch(VectorNames.Hub, VectorNames.Epoch, 7, leaves.Length, tree.Root, VectorNames.Frozen.AddMilliseconds(4)).Encode();
        var signature = VectorKeys.SignAs(hubKey, batch);
        return [.. leaves.Select((leaf, index) => new Receipt(leaf, index, leaves.Length, tree.InclusionPath(index), batch, signature))];
    }
}
