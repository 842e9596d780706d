using System.Net;
using System.Text;
using Hub.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TradingPlatform.Bids;
using TradingPlatform.Feed;
using TradingPlatform.HubCalls;
using TradingPlatform.Identity;
using TradingPlatform.Openings;

namespace TradingPlatform.Tests.Forge;

/// <summary>The whole platform before a hub that a test makes lie: real keys, a real folder, a fake clock, and calls that go to <see cref="Answer"/>.</summary>
internal sealed class PlatformForge : IDisposable, IHttpClientFactory
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    public static readonly HubId Hub = HubId.New();
    public static readonly PlatformId Platform = PlatformId.TryParse("pl-test", out var id) ? id : throw new InvalidOperationException();

    public static readonly OpeningDescriptor Terms = new(Hub, Platform, OpeningId.New(), 1, "某项目", [new OpeningLot(LotId.TryParse("A", out var lot) ? lot : default, "土建")],
        Now, Now, OpeningStart.Clock, 60, Sm2PrivateKey.Generate().PublicKey.Spki.ToArray(), true);

    private static readonly CertificateValidity Validity = new(Now.AddYears(-1), Now.AddYears(5));

    private readonly string _folder = Directory.CreateTempSubdirectory("platform").FullName;
    private readonly Sm2PrivateKey _authorityKey = Sm2PrivateKey.Generate();
    private readonly CertificateIssuer _authority;

    public PlatformForge()
    {
        _authority = CertificateIssuer.CreateRoot(_authorityKey, CertificateSubject.Create("Root"), Validity);
        Identity = new IdentityDesk(_folder, Clock);
        var anchors = new Anchors(Hub, [HubKey.PublicKey.Spki.ToArray()], [_authority.Certificate.Der.ToArray()]).Encode();
        var set = Identity.TrySet(new PlatformIdentity
        {
            Platform = Platform.ToString(),
            Name = "某交易平台",
            HubApi = "http://hub.example.test/",
            Credential = "secret",
            Chain = [IssuePlatform(Identity.Key)],
            Anchors = anchors,
            Crls = ["http://ca.example.test/root.crl"],
        }, Now, out _, out var defect);
        Assert.True(set, defect);
        Book = new OpeningBook(Path.Combine(_folder, "openings"));
        HubClient = new HubClient(this, Identity, TimeProvider.System);
        Crls = RestartCrls();
        Successions = new SuccessionDesk(Identity, HubClient, Clock);
        Desk = new OpeningDesk(Book, Identity, Successions, HubClient, Clock);
        Registrations = new RegistrationDesk(Identity, HubClient, Crls, Clock);
        Freezes = new FreezeDesk(Identity, HubClient, Registrations, Clock, NullLogger<FreezeDesk>.Instance);
        Follower = Follow(TimeProvider.System);
    }

    public FakeTimeProvider Clock { get; } = new(Now);
    public Sm2PrivateKey HubKey { get; } = Sm2PrivateKey.Generate();
    public IdentityDesk Identity { get; }
    public OpeningBook Book { get; }
    public HubClient HubClient { get; }
    public SuccessionDesk Successions { get; }
    public OpeningDesk Desk { get; }
    public RegistrationDesk Registrations { get; }
    public FreezeDesk Freezes { get; }
    public CrlShelf Crls { get; }
    public FeedFollower Follower { get; }

    /// <summary>What the hub answers to a path and a body.</summary>
    public Func<string, byte[], HttpResponseMessage> Answer { get; set; } = (_, _) => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);

    /// <summary>What the CA's address gives out; null for a good list of the CA's own.</summary>
    public byte[]? List { get; set; }

    /// <summary>What it gives out at each call, instead.</summary>
    public Func<byte[]>? GiveList { get; set; }

    /// <summary>Before a list is given out from a path.</summary>
    public Func<string, Task> OnList { get; set; } = _ => Task.CompletedTask;

    /// <summary>Who signs receipts.</summary>
    public Sm2PrivateKey? ReceiptSigner { get; set; }

    public static HttpResponseMessage Json(byte[] body) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(body) };

    /// <summary>The hub's answer to a descriptor that it has taken.</summary>
    public static HttpResponseMessage Described(byte[] body, long? generation = null, OpeningId? opening = null, Sm3Digest? descriptor = null)
    {
        Assert.True(OpeningDescriptor.TryParse(Record(body), out var terms, out _));
        var answer = Json(RecordWriter.Write(writer => writer.Text("opening", opening ?? terms.Opening).Integer("generation", generation ?? terms.Generation).Text("descriptor", descriptor ?? Sm3Digest.Of(Record(body)))));
        answer.StatusCode = HttpStatusCode.Created;
        return answer;
    }

    /// <summary>An opening that the hub knows, with its deadline now.</summary>
    public async Task<Opening> AnnounceAsync(string start = OpeningStart.Clock)
    {
        Answer = (_, body) => Described(body);
        var id = OpeningId.New();
        var (opening, problem) = await Desk.AnnounceAsync(id, key => Terms with { Opening = id, Start = start, OpeningKey = key.Spki.ToArray() }, CancellationToken.None);
        Assert.Null(problem);
        return opening!;
    }

    /// <summary>A frozen one.</summary>
    public async Task<Opening> FreezeAsync(string start = OpeningStart.Clock)
    {
        var opening = await AnnounceAsync(start);
        Answer = (_, body) => Stored(FreezeLeaf(opening, body));
        Assert.Null(await Freezes.FreezeAsync(opening, CancellationToken.None));
        return opening;
    }

    public ReceiptLeaf FreezeLeaf(Opening opening, byte[] body) => new(
        Hub, Platform, ChallengeKind.Decrypt, ReceiptSubject.Freeze, opening.Id, null, null, Sm3Digest.Of(Record(body)), Clock.GetUtcNow());

    public ReceiptLeaf AmendmentLeaf(Opening opening, byte[] body) => FreezeLeaf(opening, body) with { Subject = ReceiptSubject.Amendment };

    public HttpResponseMessage Stored(ReceiptLeaf leaf) => Json(RecordWriter.Write(writer => writer.Object("receipt", item => Receipt.Write(item, Receipted(leaf)))));

    /// <summary>A receipt in a batch of two.</summary>
    public Receipt Receipted(ReceiptLeaf leaf)
    {
        var bytes = leaf.Encode();
        var tree = MerkleTree.Build([MerkleTree.LeafHash([0]), MerkleTree.LeafHash(bytes)]);
        var batch = new ReceiptBatch(Hub, HubEpoch.TryParse("0123456789abcdef", out var epoch) ? epoch : default, 7, 2, tree.Root, leaf.Arrival).Encode();
        return new Receipt(bytes, 1, 2, tree.InclusionPath(1), batch, (ReceiptSigner ?? HubKey).Sign(batch));
    }

    /// <summary>The record of a Signed body.</summary>
    public static byte[] Record(byte[] body) => System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("record").GetBytesFromBase64();

    /// <summary>Tells the platform where CAs' lists are.</summary>
    public void SetLists(params string[] urls) => Assert.True(Identity.TrySet(Identity.Current!.Identity with { Crls = urls }, Now, out _, out _));

    /// <summary>A CA below the root.</summary>
    public Sm2Certificate IssueAuthority(Sm2PrivateKey key)
    {
        var subject = CertificateSubject.Create("Issuing");
        return _authority.IssueAuthority(SigningRequest.Create(key, subject), subject, Validity);
    }

    /// <summary>A list of the CA without entries.</summary>
    public byte[] SignList(int number, DateTimeOffset next) => _authority.SignCrl(number, Now.AddDays(-2), next, []).Der.ToArray();

    /// <summary>A list of a CA that is none of the platform's anchors.</summary>
    public static byte[] SignForeignList()
    {
        using var key = Sm2PrivateKey.Generate();
        return CertificateIssuer.CreateRoot(key, CertificateSubject.Create("Root"), Validity).SignCrl(99, Now.AddDays(-1), Now.AddDays(1), []).Der.ToArray();
    }

    public byte[] IssuePlatform(Sm2PrivateKey key)
    {
        var subject = CertificateSubject.Create("Platform");
        return _authority.IssuePlatform(SigningRequest.Create(key, subject), subject, Validity).Der.ToArray();
    }

    public CertificatePair IssuePair(HolderKeys keys, string creditCode)
    {
        var subject = CertificateSubject.Create("张三", "某公司", creditCode);
        return _authority.IssuePair(SigningRequest.Create(keys.Sign, subject), SigningRequest.Create(keys.Encryption, subject), subject, Validity);
    }

    /// <summary>The identity as a process that comes up anew reads it.</summary>
    public IdentityDesk Restart() => new(_folder, Clock);

    /// <summary>The lists as a process that comes up anew reads them.</summary>
    public CrlShelf RestartCrls() => new(Path.Combine(_folder, "crls"), this, Identity, Clock, NullLogger<CrlShelf>.Instance);

    /// <summary>A follower of the feed whose pauses are by another clock.</summary>
    public FeedFollower Follow(TimeProvider time) => new(
        HubClient, Identity, Desk, Crls, new StatementReader(HubClient, time, NullLogger<StatementReader>.Instance), new FileReports(HubClient), time, NullLogger<FeedFollower>.Instance);

    public HttpClient CreateClient(string name) => new(new Line(this));

    public void Dispose()
    {
        Book.Dispose();
        Crls.Dispose();
        Successions.Dispose();
        Identity.Dispose();
        _authorityKey.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Line(PlatformForge forge) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Host == "ca.example.test")
            {
                await forge.OnList(request.RequestUri.AbsolutePath);
                return Json(forge.GiveList?.Invoke() ?? forge.List ?? forge.SignList(1, Now.AddDays(1)));
            }
            var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            return forge.Answer(request.RequestUri.PathAndQuery, body);
        }
    }
}
