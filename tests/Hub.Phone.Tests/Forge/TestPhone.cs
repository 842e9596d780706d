using System.Net;
using System.Text.Json.Nodes;
using Hub.Cryptography;

namespace Hub.Phone.Tests;

/// <summary>An enrolled phone, its hub, and what a test does with them over and over.</summary>
internal sealed class TestPhone
{
    public const string Pin = "Kx7!mQ2#vR9$tL4%";
    public static readonly DateTimeOffset Now = StatementForge.Start.AddSeconds(30);
    private static readonly PhoneSettings Quick = new() { PinCost = Argon2Cost.Load, FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(5), Clock = new FixedClock(Now) };

    public TestPhone(Func<HttpMessageHandler, HttpMessageHandler>? network = null, PhoneStore? store = null)
    {
        Server = new FakeHub(Forge, Now);
        Phone = new HolderPhone(store ?? PhoneStore.InMemory(), new HttpClient(network?.Invoke(Server) ?? Server), Settings);
    }

    public PhoneSettings Settings => Quick;
    public StatementForge Forge { get; } = new();
    public FakeHub Server { get; }
    public HolderPhone Phone { get; }

    public static async Task<TestPhone> EnrolledAsync(Func<HttpMessageHandler, HttpMessageHandler>? network = null, PhoneStore? store = null)
    {
        var phone = new TestPhone(network, store);
        Assert.Null((await phone.EnrolAsync()).Problem);
        return phone;
    }

    public Task<PhoneAnswer<PhoneMemory>> EnrolAsync(string? code = null) =>
        Phone.EnrolAsync(FakeHub.Origin, Forge.Hub, code ?? Server.Code, CertificateSubject.Create("张三", "某公司", Forge.Enterprise.Code.ToString()), Pin);

    /// <summary>The same phone after its app was started again.</summary>
    public HolderPhone Restarted() => new(Phone.Store, new HttpClient(Server), Settings);

    /// <summary>An encrypt challenge over one file of this phone's.</summary>
    public (ChallengeId Challenge, SealedEnvelope Envelope) OfferEncrypt(params EnvelopeId[] withdraws)
    {
        var own = Phone.Identity!;
        var envelope = Forge.Envelope("1", header => header with { SignKeyId = own.SignKeyId, EncKeyId = own.EncKeyId }, sealedTo: own.EncKey);
        var challenge = ChallengeId.New();
        var statement = new EncryptStatement(Forge.Hub, Forge.Platform, challenge, "某交易平台", Forge.Opening, own.SignKeyId, Now.AddHours(1),
            [new EnvelopeClaim(envelope.Header, envelope.Commitment, Sm3Digest.Of(envelope.SealedKey))], withdraws).Encode();
        Server.Offer(challenge, ChallengeKind.Encrypt, statement);
        return (challenge, envelope with { Authorship = new Authorship(statement, [], []) });
    }

    public async Task<UnlockedChallenge> UnlockedAsync(ChallengeId challenge)
    {
        var scanned = (await Phone.ScanAsync(FakeHub.Url(challenge))).Value;
        return (await Phone.UnlockAsync(scanned, Pin)).Value;
    }

    /// <summary>What a hub answers to the phone's last response after the close: kept, with a receipt that says late.</summary>
    public HttpResponseMessage Late(ChallengeId challenge)
    {
        var kept = Phone.Store.Memory!.Responses[^1];
        var receipt = JsonNode.Parse(Server.ReceiptFor(challenge.ToString(), kept.Response, kept.Signature, ReceiptSubject.Late).Encode())!;
        return FakeHub.Problem(HttpStatusCode.Conflict, "window-closed", ("kept", true), ("receipt", receipt));
    }

    /// <summary>Now, always; timers are real, so that pauses end.</summary>
    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
