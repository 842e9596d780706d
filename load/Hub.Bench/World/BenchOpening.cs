using System.Security.Cryptography;
using Hub.Bench.House;
using Hub.Cryptography;

namespace Hub.Bench.World;

/// <summary>An opening (开标) from its descriptor to its freeze, with the bids of it.</summary>
internal sealed class BenchOpening(HubHouse house, BenchPlatform platform, JsonLine phone) : IDisposable
{
    private const int WindowSeconds = 6 * 3600;
    private const int FileLength = 1 << 20;

    private readonly Sm2PrivateKey _key = Sm2PrivateKey.Generate();
    private readonly LotId _lot = LotId.TryParse("1", out var lot) ? lot : throw new BenchFailedException("1 is no lot");
    private readonly List<Bid> _bids = [];
    private int _generation;
    private byte[] _descriptor = [];

    public OpeningId Id { get; } = OpeningId.New();

    public PlatformId Platform => platform.Id;

    /// <summary>Registrations end then.</summary>
    public DateTimeOffset Deadline { get; private set; }

    public IReadOnlyList<Bid> Bids
    {
        get
        {
            lock (_bids)
                return [.. _bids];
        }
    }

    /// <summary>Announces it, or puts its deadline off.</summary>
    public async Task DescribeAsync(DateTimeOffset deadline, CancellationToken cancellation)
    {
        deadline = WireTime.Cut(deadline);
        _descriptor = new OpeningDescriptor(house.Hub, platform.Id, Id, ++_generation, "Bench opening", [new OpeningLot(_lot, "Lot")], deadline, deadline, OpeningStart.Clock, WindowSeconds,
            _key.PublicKey.Spki.ToArray(), true).Encode();
        await platform.Line.PostAsync("/api/openings", platform.Sign(_descriptor), cancellation);
        Deadline = deadline;
    }

    /// <summary>Binds a file to the bidder's certificate by an encrypt challenge, and registers it. No file is encrypted: the hub would never see it.</summary>
    public async Task<Bid> BidAsync(Bidder bidder, CancellationToken cancellation)
    {
        var contentKey = RandomNumberGenerator.GetBytes(32);
        var envelope = EnvelopeId.New();
        var header = new BidHeader(house.Hub, platform.Id, platform.KeyId, Id, Deadline, _lot, envelope, bidder.Enterprise, bidder.SignKeyId, bidder.EncKeyId, "bid.pdf", FileCiphers.Sm4Gcm,
            FileLength, FileLength + 16, Sm3Digest.Of(contentKey)).Encode();
        var context = BidContext.Of(header);
        var sealedKey = bidder.Keys.Encryption.PublicKey.Seal(BidContext.Join(contentKey, context));
        var commitment = BidContext.Commit(context, contentKey);

        var created = await CreateAsync(header, commitment, sealedKey, envelope.ToString(), cancellation);
        var authorship = await AuthoriseAsync(bidder, created, cancellation);
        var held = new SealedEnvelope(header, commitment, sealedKey, authorship);
        var registered = await platform.Line.PostAsync($"/api/openings/{Id}/envelopes", RecordWriter.Write(writer => SealedEnvelope.Write(writer, held)), cancellation);
        var challenge = ChallengeId.TryParse(registered.GetProperty("challenge").GetString(), out var id) ? id : throw new BenchFailedException("a challenge id is not one");
        var bid = new Bid(bidder, this, envelope, held, challenge, _key.PublicKey.Seal(BidContext.Join(contentKey, context)));
        lock (_bids)
            _bids.Add(bid);
        return bid;
    }

    /// <summary>An encrypt challenge that nobody answers: for pages to wait on.</summary>
    public async Task<string> AskAsync(Bidder bidder, CancellationToken cancellation)
    {
        var envelope = EnvelopeId.New();
        var header = new BidHeader(house.Hub, platform.Id, platform.KeyId, Id, Deadline, _lot, envelope, bidder.Enterprise, bidder.SignKeyId, bidder.EncKeyId, "bid.pdf", FileCiphers.Sm4Gcm,
            FileLength, FileLength + 16, default).Encode();
        return (await CreateAsync(header, default, RandomNumberGenerator.GetBytes(180), envelope.ToString(), cancellation)).WatchToken;
    }

    /// <summary>Freezes it, which starts it: its clock has passed the earliest start.</summary>
    public async Task FreezeAsync(CancellationToken cancellation)
    {
        var leaves = Bids.OrderBy(bid => bid.Envelope).Select(bid => MerkleTree.LeafHash(bid.Sealed.Leaf())).ToArray();
        var freeze = new OpeningFreeze(house.Hub, platform.Id, Id, Sm3Digest.Of(_descriptor), leaves.Length, MerkleTree.RootOf(leaves), TimeProvider.System.GetUtcNow()).Encode();
        var frozen = await platform.Line.PostAsync($"/api/openings/{Id}/freeze", platform.Sign(freeze), cancellation);
        if (!frozen.TryGetProperty("opensAt", out _))
            throw new BenchFailedException("an opening did not start with its freeze");
    }

    public void Dispose() => _key.Dispose();

    private async Task<(ChallengeId Challenge, byte[] Statement, string Frame, string WatchToken)> CreateAsync(
        byte[] header, Sm3Digest commitment, byte[] sealedKey, string key, CancellationToken cancellation)
    {
        EnvelopeClaim[] claims = [new(header, commitment, Sm3Digest.Of(sealedKey))];
        var body = RecordWriter.Write(writer => writer.Objects("envelopes", claims, EnvelopeClaim.Write).Texts("withdraws", Array.Empty<EnvelopeId>()).Integer("validSeconds", 7200));
        var created = await platform.Line.PostAsync($"/api/openings/{Id}/challenges", body, cancellation, key);
        var url = created.GetProperty("url").GetString()!;
        return ChallengeId.TryParse(created.GetProperty("challenge").GetString(), out var challenge)
            ? (challenge, created.GetProperty("statement").GetBytesFromBase64(), url[(url.LastIndexOf('.') + 1)..], created.GetProperty("watchToken").GetString()!)
            : throw new BenchFailedException("a challenge id is not one");
    }

    private async Task<Authorship> AuthoriseAsync(Bidder bidder, (ChallengeId Challenge, byte[] Statement, string Frame, string) created, CancellationToken cancellation)
    {
        using var attempt = bidder.BeginTry();
        var path = $"/p/challenges/{created.Challenge}/";
        var scanned = await phone.PostAsync(path + "scan", bidder.Scan(created.Challenge, created.Frame, TimeProvider.System.GetUtcNow()), cancellation);
        var nonce = scanned.GetProperty("nonce").GetBytesFromBase64();
        await phone.PostAsync(path + "unlock", bidder.Unlock(created.Challenge, nonce, attempt), cancellation);
        var answer = bidder.Answer(platform.Id, ChallengeKind.Encrypt, created.Challenge, created.Statement, nonce, attempt, [], TimeProvider.System.GetUtcNow());
        await phone.PostAsync(path + "response", Bidder.BodyOf(answer), cancellation);
        return new Authorship(created.Statement, answer.Record, answer.Signature);
    }
}
