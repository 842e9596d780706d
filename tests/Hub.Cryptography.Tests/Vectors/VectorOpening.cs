using System.Text;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>A whole decrypt statement, good as it is; every vector changes one thing of it.</summary>
internal sealed record VectorOpening
{
    public static readonly OpeningDescriptor GoodDescriptor = new(
        VectorNames.Hub, VectorNames.Platform, VectorNames.Opening, 2, "示例道路工程 施工招标", [new OpeningLot(VectorNames.Lot, "土建"), new OpeningLot(VectorNames.SecondLot, "绿化")],
        VectorNames.Deadline, VectorNames.EarliestStart, OpeningStart.Clock, 1800, VectorKeys.Opening.PublicKey.Spki.ToArray(), true);

    public OpeningDescriptor Descriptor { get; init; } = GoodDescriptor;

    /// <summary>A change to the descriptor's text that our writer would not make.</summary>
    public (string From, string To)? DescriptorText { get; init; }

    public Sm2PrivateKey DescriptorKey { get; init; } = VectorKeys.Platform;

    public Sm2PrivateKey? FreezeKey { get; init; }

    public Func<OpeningFreeze, OpeningFreeze> Freeze { get; init; } = freeze => freeze;

    public Func<byte[], Receipt> Receipt { get; init; } = freeze => VectorReceipts.Batch(
        VectorKeys.Hub, VectorReceipts.Leaf(ReceiptSubject.Freeze, Sm3Digest.Of(freeze)), VectorReceipts.Leaf(ReceiptSubject.Freeze, Sm3Digest.Of("another"u8), opening: VectorNames.OtherOpening))[0];

    public IReadOnlyList<string> Chain { get; init; } = ["platform", "authority"];

    public IReadOnlyList<string> Crls { get; init; } = ["authority list", "root list"];

    public IReadOnlyList<SignedRecord> Successions { get; init; } = [];

    /// <summary>What was frozen of this bidder.</summary>
    public IReadOnlyList<VectorBid> Bids { get; init; } = [VectorBid.First];

    /// <summary>What the authorship covers; null for the same.</summary>
    public IReadOnlyList<VectorBid>? Claimed { get; init; }

    public Sm2PrivateKey Author { get; init; } = VectorKeys.Sign;

    /// <summary>A change after the freeze.</summary>
    public Func<FrozenEnvelope, int, FrozenEnvelope> Show { get; init; } = (frozen, _) => frozen;

    public Func<DecryptStatement, DecryptStatement> Change { get; init; } = statement => statement;

    public static SignedRecord Succession(Sm2PrivateKey signer, Sm2PrivateKey old, string newCertificate) => VectorKeys.Signed(
        signer, new Succession(VectorNames.Hub, VectorNames.Platform, old.PublicKey.Spki.ToArray(), VectorCertificates.Of(newCertificate), VectorNames.Deadline.AddDays(-1)).Encode());

    public DecryptStatement Make()
    {
        var descriptor = Descriptor.Encode();
        if (DescriptorText is { } change)
            descriptor = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(descriptor).Replace(change.From, change.To, StringComparison.Ordinal));
        var authorship = VectorBid.AuthorshipOf(Author, VectorKeys.Encryption.PublicKey, Claimed ?? Bids);
        var others = VectorBid.AuthorshipOf(VectorKeys.OtherSign, VectorKeys.OtherEncryption.PublicKey, VectorBid.Other);
        var frozen = Bids.Select(bid => (bid.Header.Envelope, Sealed: new SealedEnvelope(bid.HeaderBytes, bid.Commitment, bid.SealedKey, authorship)))
            .Append((VectorBid.Other.Header.Envelope, Sealed: new SealedEnvelope(VectorBid.Other.HeaderBytes, VectorBid.Other.Commitment, VectorBid.Other.SealedKey, others)))
            .OrderBy(item => item.Envelope).ToList();
        var tree = MerkleTree.Build([.. frozen.Select(item => MerkleTree.LeafHash(item.Sealed.Leaf()))]);
        var freeze = Freeze(new OpeningFreeze(VectorNames.Hub, VectorNames.Platform, Descriptor.Opening, Sm3Digest.Of(descriptor), tree.Size, tree.Root, VectorNames.Frozen.AddSeconds(-1))).Encode();
        var own = frozen.Select((item, index) => (item.Envelope, Frozen: new FrozenEnvelope(item.Sealed, index, tree.InclusionPath(index)))).Where(item => item.Envelope != VectorNames.OtherEnvelope);
        return Change(new DecryptStatement(
            VectorNames.Hub, VectorNames.Platform, VectorNames.DecryptChallenge, "伊犁交易平台", VectorNames.Opening, VectorKeys.Sign.PublicKey.KeyId,
            VectorKeys.Signed(DescriptorKey, descriptor), VectorKeys.Signed(FreezeKey ?? DescriptorKey, freeze), Receipt(freeze),
            [.. Chain.Select(VectorCertificates.Of)], [.. Crls.Select(VectorCertificates.Of)], Successions, [.. own.Select((item, index) => Show(item.Frozen, index))]));
    }
}
