using System.Net;
using System.Text.Json;
using Bidder;
using Hub.Cryptography;

namespace Hub.Phone.Tests;

/// <summary>The sample platform's public interface and the hub behind it, in memory.</summary>
internal sealed class FakePlatform(StatementForge forge) : HttpMessageHandler
{
    public const string Name = "某交易平台";

    public List<string> PageSecrets { get; } = [];
    public Dictionary<string, byte[]> Ciphertexts { get; } = [];
    public List<SealedEnvelope> Registered { get; } = [];
    public byte[] Statement { get; private set; } = [];
    public string AllBodiesBeforeTheAnswer { get; private set; } = "";
    public Func<EncryptStatement, EncryptStatement> AlterStatement { get; set; } = statement => statement;
    public Func<ReceiptLeaf, ReceiptLeaf> AlterReceipt { get; set; } = leaf => leaf;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        if (request.Headers.TryGetValues(PageSecret.Header, out var secrets))
            PageSecrets.Add(Assert.Single(secrets));
        return request.RequestUri!.AbsolutePath.Split('/')[1..] switch
        {
            ["openings", _] => Describe(),
            ["openings", _, "bids"] => Bid(request, body),
            ["openings", _, "envelopes", _] => Register(body),
            ["openings", _, "envelopes", var envelope, "ciphertext"] => Upload(envelope, body),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };
    }

    private HttpResponseMessage Describe()
    {
        var record = forge.Descriptor.Encode();
        var signed = new SignedRecord(record, forge.SignerKey.Sign(record));
        return Json(RecordWriter.Write(writer => writer.Object("descriptor", item => SignedRecord.Write(item, signed)).BytesList("chain", [forge.SignerCertificate.Der.ToArray(), forge.Authority.IssuingDer])));
    }

    private HttpResponseMessage Bid(HttpRequestMessage request, byte[] body)
    {
        Assert.Single(request.Headers.GetValues("Idempotency-Key"));
        AllBodiesBeforeTheAnswer += System.Text.Encoding.UTF8.GetString(body);
        using var json = JsonDocument.Parse(body);
        var claims = json.RootElement.GetProperty("envelopes").EnumerateArray().Select(claim => new EnvelopeClaim(
            claim.GetProperty("header").GetBytesFromBase64(), Sm3Digest.Parse(claim.GetProperty("commitment").GetString()!), Sm3Digest.Parse(claim.GetProperty("sealedKeyDigest").GetString()!))).ToList();
        Statement = AlterStatement(new EncryptStatement(forge.Hub, forge.Platform, forge.Challenge, Name, forge.Opening, forge.Own.SignKeyId, TestPhone.Now.AddHours(1), claims, [])).Encode();
        return Json(RecordWriter.Write(writer => writer.Text("challenge", forge.Challenge).Bytes("statement", Statement).Time("expires", TestPhone.Now.AddHours(1)).Text("watchToken", "token")
            .Text("live", "https://api.example.test/live").Text("url", FakeHub.Url(forge.Challenge))));
    }

    private HttpResponseMessage Register(byte[] body)
    {
        Assert.True(RecordReader.TryRead(body, 1 << 20, SealedEnvelope.Read, out var envelope, out var defect), defect);
        Assert.True(BidHeader.TryParse(envelope.Header, out var header, out _));
        Registered.Add(envelope);
        var receipt = forge.Receipted(AlterReceipt(new ReceiptLeaf(forge.Hub, forge.Platform, ChallengeKind.Encrypt, ReceiptSubject.Registration, forge.Opening, null, header.Envelope, Sm3Digest.Of(envelope.Leaf()), TestPhone.Now)));
        return Json(RecordWriter.Write(writer => writer.Object("receipt", item => Receipt.Write(item, receipt))));
    }

    private HttpResponseMessage Upload(string envelope, byte[] body)
    {
        Ciphertexts[envelope] = body;
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private static HttpResponseMessage Json(byte[] body) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(body) };
}

/// <summary>A phone that signs whatever it is shown, with the key it is given.</summary>
internal sealed class ObedientPhone(StatementForge forge, FakePlatform platform, Sm2PrivateKey signer) : IAnswerWatch
{
    public async Task<PhoneDecision> WaitAsync(BidChallenge challenge, Func<string, CancellationToken, Task> show, CancellationToken cancellation)
    {
        await show(FakeHub.Url(challenge.Challenge), cancellation);
        var response = new ResponseRecord(forge.Hub, forge.Platform, ChallengeKind.Encrypt, challenge.Challenge, Sm3Digest.Of(platform.Statement), forge.Own.SignKeyId, forge.Own.EncKeyId,
            new byte[32], PinTryId.Of([1]), [], TestPhone.Now).Encode();
        return new PhoneDecision.Approved(response, signer.Sign(response));
    }
}
