using Hub.Cryptography;

namespace Hub.Phone.Tests;

/// <summary>
/// Makes decrypt statements with real keys, honest unless told otherwise: every part is a value that a test replaces before <see cref="Make"/>. What a part covers is made after it, so that
/// a false part is consistently false and only the check in question can find it.
/// </summary>
internal sealed class StatementForge
{
    public static readonly DateTimeOffset Deadline = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Start = Deadline.AddMinutes(30);

    public StatementForge()
    {
        Keys = HolderKeys.Generate();
        PlatformKey = Sm2PrivateKey.Generate();
        PlatformCertificate = Authority.IssuePlatform(PlatformKey);
        HeaderPlatformKeyId = PlatformKey.PublicKey.KeyId;
        SignerKey = PlatformKey;
        SignerCertificate = PlatformCertificate;
        Own = new PhoneIdentity(Hub, Enterprise, Keys.Sign.PublicKey, Keys.Encryption.PublicKey, [HubKey.PublicKey], [Authority.Root]);
        Descriptor = new OpeningDescriptor(Hub, Platform, Opening, 1, "某项目一标段", [new OpeningLot(Lot("1"), "土建"), new OpeningLot(Lot("2"), "安装")], Deadline, Start, OpeningStart.Clock, 3600,
            OpeningKey.PublicKey.Spki.ToArray(), true);
        Crls = Authority.Crls(Deadline);
        Envelopes = [Envelope("1"), Envelope("2")];
    }

    public TestAuthority Authority { get; } = new();
    public HubId Hub { get; } = HubId.New();
    public PlatformId Platform { get; } = Id("pl-test");
    public OpeningId Opening { get; } = OpeningId.New();
    public ChallengeId Challenge { get; } = ChallengeId.New();
    public EnterpriseId Enterprise { get; } = EnterpriseOf("91650100MA7XXXXX0");
    public HolderKeys Keys { get; }
    public Sm2PrivateKey HubKey { get; } = Sm2PrivateKey.Generate();
    public Sm2PrivateKey OpeningKey { get; } = Sm2PrivateKey.Generate();
    public Sm2PrivateKey PlatformKey { get; }
    public Sm2Certificate PlatformCertificate { get; }
    public PhoneIdentity Own { get; set; }

    public Sm2PrivateKey SignerKey { get; set; }
    public Sm2Certificate SignerCertificate { get; set; }
    public KeyId HeaderPlatformKeyId { get; set; }
    public OpeningDescriptor Descriptor { get; set; }
    public Func<byte[], byte[]> AlterDescriptor { get; set; } = bytes => bytes;
    public Func<OpeningFreeze, OpeningFreeze> AlterFreeze { get; set; } = freeze => freeze;
    public Func<ReceiptLeaf, ReceiptLeaf> AlterReceipt { get; set; } = leaf => leaf;
    public Sm2PrivateKey? FreezeSigner { get; set; }
    public Sm2PrivateKey? ReceiptSigner { get; set; }
    public List<byte[]> Crls { get; set; }
    public List<SignedRecord> Successions { get; } = [];
    public List<SealedEnvelope> Envelopes { get; set; }
    public Func<FrozenEnvelope, FrozenEnvelope> AlterFrozen { get; set; } = frozen => frozen;
    public KeyId? StatementSignKeyId { get; set; }

    public static LotId Lot(string text) => LotId.TryParse(text, out var lot) ? lot : throw new ArgumentException(text);

    public static PlatformId Id(string text) => PlatformId.TryParse(text, out var id) ? id : throw new ArgumentException(text);

    public static EnterpriseId EnterpriseOf(string firstSeventeen) =>
        CreditCode.TryParse(firstSeventeen + CreditCode.CheckCharacter(firstSeventeen), out var code) ? new EnterpriseId(code) : throw new ArgumentException(firstSeventeen);

    /// <summary>The one honest bid of this phone, changed where a test says so.</summary>
    public SealedEnvelope Envelope(
        string lot, Func<BidHeader, BidHeader>? header = null, Sm2PrivateKey? author = null, KeyId? authorKeyId = null, Sm2PublicKey? sealedTo = null,
        Func<byte[], byte[]>? joined = null, byte[]? committed = null)
    {
        var honest = new BidHeader(Hub, Platform, HeaderPlatformKeyId, Opening, Start, Lot(lot), EnvelopeId.New(), Enterprise, Keys.Sign.PublicKey.KeyId, Keys.Encryption.PublicKey.KeyId,
            "投标文件.pdf", FileCiphers.Sm4Gcm, 4096, 4096 + 16, Sm3Digest.Of([1]));
        var bytes = (header?.Invoke(honest) ?? honest).Encode();
        var context = BidContext.Of(bytes);
        using var contentKey = ContentKey.Generate();
        var plain = BidContext.Join(contentKey.Bytes, context);
        var sealedKey = (sealedTo ?? Keys.Encryption.PublicKey).Seal(joined?.Invoke(plain) ?? plain);
        var commitment = BidContext.Commit(context, committed ?? contentKey.Bytes);
        return new SealedEnvelope(bytes, commitment, sealedKey, AuthorshipOf(new EnvelopeClaim(bytes, commitment, Sm3Digest.Of(sealedKey)), author ?? Keys.Sign, authorKeyId));
    }

    public Authorship AuthorshipOf(EnvelopeClaim claim, Sm2PrivateKey author, KeyId? authorKeyId = null)
    {
        var keyId = authorKeyId ?? author.PublicKey.KeyId;
        var challenge = ChallengeId.New();
        var statement = new EncryptStatement(Hub, Platform, challenge, "平台", Opening, keyId, Deadline, [claim], []).Encode();
        var response = new ResponseRecord(Hub, Platform, ChallengeKind.Encrypt, challenge, Sm3Digest.Of(statement), keyId, Keys.Encryption.PublicKey.KeyId, new byte[32], PinTryId.Of([1]), [], Deadline.AddHours(-1)).Encode();
        return new Authorship(statement, response, author.Sign(response));
    }

    public DecryptStatement Make()
    {
        var descriptor = AlterDescriptor(Descriptor.Encode());
        var ordered = Envelopes.OrderBy(envelope => BidHeader.TryParse(envelope.Header, out var header, out _) ? header.Envelope : default).ToList();
        var tree = MerkleTree.Build([.. ordered.Select(envelope => MerkleTree.LeafHash(envelope.Leaf()))]);
        var freeze = AlterFreeze(new OpeningFreeze(Hub, Platform, Opening, Sm3Digest.Of(descriptor), tree.Size, tree.Root, Deadline)).Encode();
        var receipt = Receipted(AlterReceipt(new ReceiptLeaf(Hub, Platform, ChallengeKind.Decrypt, ReceiptSubject.Freeze, Opening, null, null, Sm3Digest.Of(freeze), Deadline.AddSeconds(1))));
        return new DecryptStatement(Hub, Platform, Challenge, "某交易平台", Opening, StatementSignKeyId ?? Own.SignKeyId,
            new SignedRecord(descriptor, SignerKey.Sign(descriptor)), new SignedRecord(freeze, (FreezeSigner ?? SignerKey).Sign(freeze)), receipt,
            [SignerCertificate.Der.ToArray(), Authority.IssuingDer], Crls, Successions,
            [.. ordered.Select((envelope, index) => AlterFrozen(new FrozenEnvelope(envelope, index, tree.InclusionPath(index))))]);
    }

    /// <summary>A receipt of this hub in a batch of two.</summary>
    public Receipt Receipted(ReceiptLeaf leaf)
    {
        var bytes = leaf.Encode();
        var tree = MerkleTree.Build([MerkleTree.LeafHash([0]), MerkleTree.LeafHash(bytes)]);
        var batch = new ReceiptBatch(Hub, HubEpoch.TryParse("0123456789abcdef", out var epoch) ? epoch : default, 7, 2, tree.Root, leaf.Arrival).Encode();
        return new Receipt(bytes, 1, 2, tree.InclusionPath(1), batch, (ReceiptSigner ?? HubKey).Sign(batch));
    }

    /// <summary>What the phone makes of the statement as it is read from its bytes, half a minute after the start.</summary>
    public IReadOnlyList<EnvelopeResult> Open(DateTimeOffset? now = null)
    {
        Assert.True(DecryptStatement.TryParse(Make().Encode(), out var statement, out var defect), defect);
        return DecryptChecks.Open(statement, Own, Keys, now ?? Start.AddSeconds(30));
    }

    /// <summary>The one error of all envelopes, or null.</summary>
    public string? Error(DateTimeOffset? now = null) => Assert.Single(Open(now).Select(result => result.Error).Distinct());
}
