using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Cluster;

/// <summary>A platform with one opening: describes it, registers bids as their bidders sign them, freezes and amends. Its deadline is one hour after it was made, its start two.</summary>
internal sealed class TestOpening : IDisposable
{
    private readonly HubCluster _cluster;
    private readonly Sm2PrivateKey _descriptorKey = Sm2PrivateKey.Generate();
    private readonly Sm2PrivateKey _successor = Sm2PrivateKey.Generate();
    private readonly List<SealedEnvelope> _registered = [];
    private OpeningDescriptor _descriptor = null!;
    private byte[] _last = [];
    private int _amendments;
    private int _requests;

    private TestOpening(HubCluster cluster) => _cluster = cluster;

    public Sm2PrivateKey OpeningKey { get; } = Sm2PrivateKey.Generate();

    public OpeningId Id { get; } = OpeningId.New();

    public PlatformId Platform { get; private set; }

    public DateTimeOffset Deadline { get; private set; }

    public DateTimeOffset Start { get; private set; }

    public Sm3Digest DescriptorDigest => Sm3Digest.Of(_descriptor.Encode());

    /// <summary>The key that signed the descriptor.</summary>
    public KeyId DescriptorKey => _descriptorKey.PublicKey.KeyId;

    public DateTimeOffset End => Start.AddMinutes(30);

    public IOpeningGrain Grain => _cluster.Grains.GetGrain<IOpeningGrain>(Id.ToString());

    public static async Task<TestOpening> DescribeAsync(HubCluster cluster, string start = OpeningStart.Clock)
    {
        var opening = new TestOpening(cluster);
        var now = cluster.Clock.Now;
        opening.Platform = PlatformId.TryParse("pl-" + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()), out var id) ? id : throw new InvalidOperationException();
        (opening.Deadline, opening.Start) = (now.AddHours(1), now.AddHours(2));
        var chain = new[] { cluster.Authority.IssuePlatform(opening._descriptorKey).Der.ToArray() };
        Assert.Null((await cluster.Grains.GetGrain<IPlatformGrain>(opening.Platform.ToString()).Put("兵团交易平台", chain, new OperatorAction("test", now))).Refusal);
        opening._descriptor = new OpeningDescriptor(
            cluster.Hub, opening.Platform, opening.Id, 1, "Project", [new OpeningLot(Lot("A"), "Lot A"), new OpeningLot(Lot("B"), "Lot B")], opening.Deadline, opening.Start, start, 1800,
            opening.OpeningKey.PublicKey.Spki.ToArray(), true);
        Assert.Null((await opening.Grain.Describe(opening.Platform.ToString(), opening.Sign(opening._descriptor.Encode()), now)).Refusal);
        return opening;
    }

    public ChallengeId ChallengeOf(TestHolder holder) => _cluster.ChallengeIds.Decrypt(Id, holder.SignKeyId);

    /// <summary>The platform's key gets a successor, without a new descriptor.</summary>
    public async Task<KeyId> SucceedAsync()
    {
        var record = new Succession(
            _cluster.Hub, Platform, _descriptorKey.PublicKey.Spki.ToArray(), _cluster.Authority.IssuePlatform(_successor).Der.ToArray(), _cluster.Clock.Now).Encode();
        Assert.Null((await _cluster.Grains.GetGrain<IPlatformGrain>(Platform.ToString()).Succeed(Sign(record), _cluster.Clock.Now)).Refusal);
        return _successor.PublicKey.KeyId;
    }

    /// <summary>A second generation of the descriptor, signed by the successor.</summary>
    public async Task DescribeAgainAsync()
    {
        _descriptor = _descriptor with { Generation = 2 };
        var record = _descriptor.Encode();
        Assert.Null((await Grain.Describe(Platform.ToString(), new SignedBody(record, _successor.Sign(record)), _cluster.Clock.Now)).Refusal);
    }

    /// <summary>Asks for an encrypt challenge over one new envelope.</summary>
    public async Task<(ChallengeId Challenge, BidHeader Header, byte[] ContentKey, byte[] SealedKey)> AskAsync(TestHolder holder, string lot = "A", params EnvelopeId[] withdraws)
    {
        var (challenge, header, contentKey, sealedKey, created) = await TryAskAsync(holder, DescriptorKey, lot, withdraws);
        Assert.Null(created.Refusal);
        return (challenge, header, contentKey, sealedKey);
    }

    /// <summary>Asks for an encrypt challenge over one new envelope whose header names a key of the platform.</summary>
    public async Task<(ChallengeId Challenge, BidHeader Header, byte[] ContentKey, byte[] SealedKey, Outcome<CreatedChallenge> Created)> TryAskAsync(
        TestHolder holder, KeyId platformKey, string lot = "A", params EnvelopeId[] withdraws)
    {
        var header = new BidHeader(
            _cluster.Hub, Platform, platformKey, Id, Start, Lot(lot), EnvelopeId.New(), holder.Enterprise, holder.SignKeyId, holder.EncKeyId, "bid.zip",
            FileCiphers.Sm4Gcm, 65536, 1000, Sm3Digest.Of([1]));
        var contentKey = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        var sealedKey = holder.Keys.Encryption.PublicKey.Seal(BidContext.Join(contentKey, BidContext.Of(header.Encode())));
        var key = "request-" + _requests++;
        var challenge = _cluster.ChallengeIds.Encrypt(Platform, Id, key);
        var request = new EncryptRequest(
            Platform.ToString(), Id.ToString(),
            [new ClaimedEnvelope(header.Encode(), BidContext.Commit(BidContext.Of(header.Encode()), contentKey).ToString(), Sm3Digest.Of(sealedKey).ToString())],
            [.. withdraws.Select(id => id.ToString())], 600, Sm3Digest.Of(System.Text.Encoding.ASCII.GetBytes(key)).ToString());
        return (challenge, header, contentKey, sealedKey, await holder.Challenge(challenge).CreateEncrypt(request, _cluster.Clock.Now));
    }

    /// <summary>A whole bid: asked, signed on the phone, registered.</summary>
    public async Task<(EnvelopeId Envelope, byte[] ContentKey, Registration Registration)> BidAsync(TestHolder holder, string lot = "A", params EnvelopeId[] withdraws)
    {
        return await RegisterAsync(holder, await AskAsync(holder, lot, withdraws), withdraws);
    }

    /// <summary>Signs on the phone what was asked, and registers it.</summary>
    public async Task<(EnvelopeId Envelope, byte[] ContentKey, Registration Registration)> RegisterAsync(
        TestHolder holder, (ChallengeId Challenge, BidHeader Header, byte[] ContentKey, byte[] SealedKey) asked, params EnvelopeId[] withdraws)
    {
        var (challenge, header, contentKey, sealedKey) = asked;
        var (response, scanned) = await ApproveAsync(holder, challenge, _cluster.Clock.Now);
        var envelope = new SealedEnvelope(
            header.Encode(), BidContext.Commit(BidContext.Of(header.Encode()), contentKey), sealedKey, new Authorship(scanned.Statement!, response.Record, response.Signature));
        var registered = await Grain.Register(Platform.ToString(), RecordWriter.Write(writer => SealedEnvelope.Write(writer, envelope)), _cluster.Clock.Now);
        Assert.Null(registered.Refusal);
        _registered.RemoveAll(held => withdraws.Any(id => HeaderOf(held).Envelope == id));
        _registered.Add(envelope);
        return (header.Envelope, contentKey, registered.Value!);
    }

    public async Task<(SignedBody Response, ScanAnswer Scanned)> ApproveAsync(TestHolder holder, ChallengeId challenge, DateTimeOffset arrival)
    {
        var (response, scanned) = await PrepareAsync(holder, challenge, arrival);
        var answered = await holder.Challenge(challenge).Respond(response, arrival);
        Assert.Null(answered.Refusal);
        return (response, scanned);
    }

    /// <summary>Scans, unlocks and signs, but does not post.</summary>
    public async Task<(SignedBody Response, ScanAnswer Scanned)> PrepareAsync(TestHolder holder, ChallengeId challenge, DateTimeOffset arrival)
    {
        var scanned = await holder.ScanAsync(challenge, arrival);
        Assert.Null(scanned.Refusal);
        var (blinded, unlocked) = await holder.UnlockAsync(challenge, scanned.Value!.Nonce!, arrival);
        Assert.Null(unlocked.Refusal);
        return (holder.Respond(scanned.Value, blinded, Platform, [.. Results(holder, scanned.Value)]), scanned.Value);
    }

    public async Task FreezeAsync()
    {
        _cluster.Clock.Reach(Deadline);
        var leaves = _registered.OrderBy(envelope => HeaderOf(envelope).Envelope).Select(envelope => MerkleTree.LeafHash(envelope.Leaf())).ToArray();
        var freeze = new OpeningFreeze(_cluster.Hub, Platform, Id, Sm3Digest.Of(_descriptor.Encode()), leaves.Length, MerkleTree.RootOf(leaves), Deadline).Encode();
        var frozen = await Grain.Freeze(Platform.ToString(), Sign(freeze), Deadline);
        Assert.Null(frozen.Refusal);
        _last = freeze;
    }

    public async Task<Outcome<AmendedOpening>> AmendAsync(AmendmentAction action, DateTimeOffset arrival)
    {
        var record = NextAmendment(action, arrival);
        var amended = await PostAsync(record, arrival);
        if (amended.Refusal is null)
            (_last, _amendments) = (record, _amendments + 1);
        return amended;
    }

    public byte[] NextAmendment(AmendmentAction action, DateTimeOffset madeAt) =>
        new OpeningAmendment(_cluster.Hub, Platform, Id, _amendments + 1, Sm3Digest.Of(_last), action, madeAt).Encode();

    public Task<Outcome<AmendedOpening>> PostAsync(byte[] amendment, DateTimeOffset arrival) => Grain.Amend(Platform.ToString(), Sign(amendment), arrival);

    public SignedBody Sign(byte[] record) => new(record, _descriptorKey.Sign(record));

    public void Dispose()
    {
        _descriptorKey.Dispose();
        _successor.Dispose();
        OpeningKey.Dispose();
    }

    private IEnumerable<EnvelopeResult> Results(TestHolder holder, ScanAnswer scanned)
    {
        if (scanned.Kind != ChallengeKind.Decrypt)
            yield break;
        Assert.True(DecryptStatement.TryParse(scanned.Statement!, out var statement, out var defect), defect);
        foreach (var frozen in statement.Envelopes)
        {
            Assert.True(holder.Keys.Encryption.TryUnseal(frozen.Envelope.SealedKey, out var joined));
            yield return new EnvelopeResult(HeaderOf(frozen.Envelope).Envelope, OpeningKey.PublicKey.Seal(joined), null);
        }
    }

    private static BidHeader HeaderOf(SealedEnvelope envelope) => BidHeader.TryParse(envelope.Header, out var header, out _) ? header : throw new InvalidOperationException();

    private static LotId Lot(string text) => LotId.TryParse(text, out var lot) ? lot : throw new InvalidOperationException();
}
