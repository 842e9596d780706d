using System.Collections.Concurrent;
using System.Security.Cryptography;
using Hub.Cryptography;
using Hub.Phone;

namespace Hub.EndToEnd.Tests.World;

/// <summary>One opening of a platform: described, bid for, frozen, amended and read, all over HTTP. Lots are A and B.</summary>
internal sealed class TestOpening(TestPlatform platform, DateTimeOffset deadline, TimeSpan untilStart, string start)
{
    private readonly ConcurrentDictionary<EnvelopeId, Registered> _registered = new();
    private DateTimeOffset _start = WireTime.Cut(DateTimeOffset.UtcNow + untilStart);
    private readonly Lock _lock = new();
    private Task _postponing = Task.CompletedTask;
    private byte[] _last = [];
    private int _amendments;

    public TestPlatform Platform { get; } = platform;

    public OpeningId Id { get; } = OpeningId.New();

    public Sm2PrivateKey OpeningKey { get; } = Sm2PrivateKey.Generate();

    public int Generation { get; private set; } = 1;

    /// <summary>How long a bid should take: nearer to the deadline than this, <see cref="BidAsync"/> postpones the opening first, and after it too. A busy machine fails no test.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Longer than any test takes, unless its end is what is tested.</summary>
    public required int WindowSeconds { get; init; }

    /// <summary>Project and section.</summary>
    public string Name { get; init; } = "Proof 证明";

    public DateTimeOffset Deadline { get; private set; } = deadline;

    public DateTimeOffset EarliestStart => _start > Deadline ? _start : Deadline;

    public OpeningDescriptor Descriptor => new(
        Hub.Id, Platform.Id, Id, Generation, Name, [new OpeningLot(Lot("A"), "Lot A"), new OpeningLot(Lot("B"), "Lot B")], Deadline, EarliestStart, start, WindowSeconds,
        OpeningKey.PublicKey.Spki.ToArray(), true);

    public string Path => "/api/openings/" + Id;

    public IEnumerable<Registered> Envelopes => _registered.Values;

    private HubProcess Hub => Platform.World.Hub;

    public Task<CallAnswer> DescribeAsync() => Platform.PostSignedAsync("/api/openings", Descriptor.Encode());

    /// <summary>A higher generation with a later deadline, and a later earliest start if one is given.</summary>
    public async Task PostponeAsync(TimeSpan untilDeadline, TimeSpan? untilStart = null)
    {
        var now = DateTimeOffset.UtcNow;
        (Generation, Deadline) = (Generation + 1, WireTime.Cut(now + untilDeadline));
        if (untilStart is { } until)
            _start = WireTime.Cut(now + until);
        _ = (await DescribeAsync()).Value;
    }

    /// <summary>Postpones if there is less time than this until the deadline: for calls that are not repeated when they come too late.</summary>
    public Task HaveTimeAsync(TimeSpan time) => Deadline - DateTimeOffset.UtcNow < time ? PostponeAsync(time + Margin) : Task.CompletedTask;

    /// <summary>Posts a higher generation, which may be refused.</summary>
    public Task<CallAnswer> DescribeNextAsync()
    {
        var next = Descriptor with { Generation = Generation + 1, Deadline = WireTime.Cut(DateTimeOffset.UtcNow.AddMinutes(5)), EarliestStart = WireTime.Cut(DateTimeOffset.UtcNow.AddMinutes(5)) };
        return Platform.PostSignedAsync("/api/openings", next.Encode());
    }

    public BidHeader HeaderFor(Holder holder, string lot = "A") => new(
        Hub.Id, Platform.Id, Platform.Key.PublicKey.KeyId, Id, EarliestStart, Lot(lot), EnvelopeId.New(), holder.Enterprise, holder.SignKeyId, holder.EncKeyId, "投标文件.zip",
        FileCiphers.Sm4Gcm, 65536, 1000, Sm3Digest.Of([1]));

    public Bid NewBid(Holder holder, string lot = "A") => Bid.Of(holder, HeaderFor(holder, lot), RandomNumberGenerator.GetBytes(32));

    /// <summary>Asks for an encrypt challenge.</summary>
    public Task<CallAnswer> AskAsync(IReadOnlyList<Bid> bids, IReadOnlyList<EnvelopeId> withdraws, string key) => Platform.PostAsync(
        Path + "/challenges",
        RecordWriter.Write(writer => writer.Objects("envelopes", bids.Select(bid => bid.Claim), EnvelopeClaim.Write).Texts("withdraws", withdraws).Integer("validSeconds", 600)),
        key);

    /// <summary>Has the phone sign for the bids.</summary>
    public async Task<Authorship> HaveSignedAsync(Holder holder, IReadOnlyList<Bid> bids, params EnvelopeId[] withdraws)
    {
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var asked = (await InTimeAsync(() => AskAsync(bids, withdraws, key))).Value;
        var challenge = ChallengeId.TryParse(asked.GetProperty("challenge").GetString(), out var id) ? id : throw new InvalidOperationException();
        // Asked again for a fresh frame: the first one may be stale when a phone comes late.
        var scan = await holder.ScanUntilReadyAsync(challenge, async () => (await InTimeAsync(() => AskAsync(bids, withdraws, key))).Value.GetProperty("url").GetString()!);
        var tried = await holder.UnlockAsync(challenge, scan.Nonce);
        _ = tried.Answer.Value;
        var response = holder.Sign(scan, Platform.Id, tried.PinTry, []);
        _ = (await holder.RespondAsync(challenge, response)).Value;
        return new Authorship(asked.GetProperty("statement").GetBytesFromBase64(), response.Record, response.Signature);
    }

    public async Task<Registered> BidAsync(Holder holder, string lot = "A", params EnvelopeId[] withdraws)
    {
        await PostponeNearAsync();
        var bid = NewBid(holder, lot);
        return await RegisterAsync(bid, await HaveSignedAsync(holder, [bid], withdraws), withdraws);
    }

    public async Task<Registered> RegisterAsync(Bid bid, Authorship authorship, params EnvelopeId[] withdraws)
    {
        Registered registered = null!;
        _ = (await InTimeAsync(async () => (registered = await TryRegisterAsync(bid, authorship, withdraws)).Answer)).Value;
        Keep(registered);
        return registered;
    }

    public async Task<Registered> TryRegisterAsync(Bid bid, Authorship authorship, params EnvelopeId[] withdraws)
    {
        var sealedEnvelope = bid.Sealed(authorship);
        var body = RecordWriter.Write(writer => SealedEnvelope.Write(writer, sealedEnvelope));
        return new Registered(bid, sealedEnvelope, body, await Platform.PostAsync(Path + "/envelopes", body), withdraws);
    }

    /// <summary>Takes envelopes back and nothing else.</summary>
    public async Task<CallAnswer> WithdrawAsync(Holder holder, params EnvelopeId[] withdraws)
    {
        var authorship = await HaveSignedAsync(holder, [], withdraws);
        var body = RecordWriter.Write(writer => writer.Object("authorship", item => Authorship.Write(item, authorship)));
        var answer = await InTimeAsync(() => Platform.PostAsync(Path + "/withdrawals", body));
        foreach (var id in withdraws)
            _registered.TryRemove(id, out _);
        return answer;
    }

    public SignedRecord MakeFreeze()
    {
        var leaves = _registered.OrderBy(entry => entry.Key).Select(entry => MerkleTree.LeafHash(entry.Value.Sealed.Leaf())).ToArray();
        return Platform.Sign(new OpeningFreeze(
            Hub.Id, Platform.Id, Id, Sm3Digest.Of(Descriptor.Encode()), leaves.Length, MerkleTree.RootOf(leaves), WireTime.Cut(DateTimeOffset.UtcNow)).Encode());
    }

    /// <summary>Waits for the deadline and freezes.</summary>
    public async Task<CallAnswer> FreezeAsync()
    {
        await Eventually.ReachedAsync(Deadline);
        var freeze = MakeFreeze();
        var answer = await Platform.PostAsync(Path + "/freeze", freeze.Encode());
        _ = answer.Value;
        Froze(freeze);
        return answer;
    }

    /// <summary>Freezes, waits for the start and says when the window ends.</summary>
    public async Task<DateTimeOffset> FreezeAndStartAsync()
    {
        var frozen = (await FreezeAsync()).Value;
        await StartedAsync();
        return WireTime.TryParse(frozen.GetProperty("closesAt").GetString(), out var end) ? end : throw new InvalidOperationException();
    }

    /// <summary>A freeze that was posted otherwise: amendments follow it.</summary>
    public void Froze(SignedRecord freeze) => _last = freeze.Record;

    public async Task<CallAnswer> AmendAsync(AmendmentAction action)
    {
        var record = new OpeningAmendment(Hub.Id, Platform.Id, Id, _amendments + 1, Sm3Digest.Of(_last), action, WireTime.Cut(DateTimeOffset.UtcNow)).Encode();
        var answer = await Platform.PostSignedAsync(Path + "/amendments", record);
        if (answer.Status < 400)
            (_last, _amendments) = (record, _amendments + 1);
        return answer;
    }

    /// <summary>Waits for the start: the freeze is there, and the clock has it.</summary>
    public Task StartedAsync() => Eventually.TrueAsync(async () => (await Platform.GetAsync(Path)).Value.GetProperty("phase").GetString() == "started", "the start");

    /// <summary>A QR code's text for a challenge, good now.</summary>
    public async Task<string> UrlAsync(ChallengeId challenge) => (await TokenAsync(challenge)).Url;

    public async Task<(string Token, string Url)> TokenAsync(ChallengeId challenge)
    {
        var issued = (await Platform.PostAsync($"/api/challenges/{challenge}/watch-tokens", new { validSeconds = 3600, longLivedFrames = false })).Value;
        return (issued.GetProperty("watchToken").GetString()!, issued.GetProperty("url").GetString()!);
    }

    public async Task<string> BoardTokenAsync() => (await Platform.PostAsync(Path + "/board-tokens", new { validSeconds = 3600 })).Value.GetProperty("boardToken").GetString()!;

    /// <summary>Scans, unlocks and signs for a decrypt challenge, but does not post.</summary>
    public async Task<Prepared> PrepareAsync(Holder holder, ChallengeId challenge)
    {
        var scan = await holder.ScanUntilReadyAsync(challenge, () => UrlAsync(challenge));
        var tried = await holder.UnlockAsync(challenge, scan.Nonce);
        _ = tried.Answer.Value;
        return new Prepared(challenge, scan, tried, holder.Sign(scan, Platform.Id, tried.PinTry, holder.Open(scan.Statement, OpeningKey.PublicKey)));
    }

    /// <summary>Decrypts by an honest phone, which checks everything that a phone checks, and holds the result against the content keys that were sealed.</summary>
    public async Task DecryptByPhoneAsync(Holder holder, ChallengeId challenge, params Bid[] bids)
    {
        var phone = holder.Phone();
        ScannedChallenge? scanned = null;
        await Eventually.TrueAsync(async () => (await phone.ScanAsync(await UrlAsync(challenge))).TryGet(out scanned, out _) && scanned.IsReady, "a statement on the phone");
        using var unlocked = (await phone.UnlockAsync(scanned!, holder.PinText)).Value;
        var results = (await unlocked.RespondAsync()).Value.Results;
        Assert.Equal(bids.Select(bid => bid.Envelope).Order(), results.Select(result => result.Envelope).Order());
        foreach (var result in results)
        {
            Assert.Null(result.Error);
            Assert.True(OpeningKey.TryUnseal(result.Sealed!, out var joined));
            var bid = bids.Single(bid => bid.Envelope == result.Envelope);
            Assert.Equal(BidContext.Join(bid.ContentKey, BidContext.Of(bid.HeaderBytes)), joined);
        }
    }

    /// <summary>Every entry of the feed.</summary>
    public async Task<(string Epoch, IReadOnlyList<System.Text.Json.JsonElement> Entries)> FeedAsync()
    {
        var entries = new List<System.Text.Json.JsonElement>();
        while (true)
        {
            var page = (await Platform.GetAsync($"{Path}/results?after={entries.Count}&wait=0")).Value;
            entries.AddRange(page.GetProperty("results").EnumerateArray());
            if (entries.Count >= page.GetProperty("last").GetInt64())
                return (page.GetProperty("epoch").GetString()!, entries);
        }
    }

    public static LotId Lot(string text) => LotId.TryParse(text, out var lot) ? lot : throw new InvalidOperationException();

    /// <summary>A deadline may be postponed after it passed, as long as nothing is frozen, and what was made before stays good.</summary>
    private async Task<CallAnswer> InTimeAsync(Func<Task<CallAnswer>> call)
    {
        while (true)
        {
            var answer = await call();
            if (answer.Problem != "deadline-passed")
                return answer;
            await PostponeNearAsync();
        }
    }

    /// <summary>One after the other: a postponement is for all who wait.</summary>
    private Task PostponeNearAsync()
    {
        lock (_lock)
            return _postponing = AfterAsync(_postponing);

        async Task AfterAsync(Task before)
        {
            await before;
            if (Deadline - DateTimeOffset.UtcNow < Margin)
                await PostponeAsync(Margin * 2);
        }
    }

    private void Keep(Registered registered)
    {
        foreach (var id in registered.Withdraws)
            _registered.TryRemove(id, out _);
        _registered[registered.Bid.Envelope] = registered;
    }
}

/// <summary>A decrypt that only has to be posted.</summary>
internal sealed record Prepared(ChallengeId Challenge, ScanView Scan, PinTried Tried, SignedRecord Response);
