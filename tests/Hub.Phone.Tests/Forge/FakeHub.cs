using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Cryptography;

namespace Hub.Phone.Tests;

/// <summary>The phone origin in memory: just enough of a hub to be honest, and a switch for each way of not being so.</summary>
internal sealed class FakeHub(StatementForge forge, DateTimeOffset now) : HttpMessageHandler
{
    public const string Origin = "https://m.example.test";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (byte[] Statement, string Kind)> _challenges = [];
    private readonly Dictionary<string, byte[]> _responses = [];
    private readonly Dictionary<string, byte[]> _answers = [];
    private DevicePublicKey? _device;
    private Sm2PublicKey? _signKey;
    private OprfServerKey _next = OprfServerKey.Generate();

    public OprfServerKey PinKey { get; private set; } = OprfServerKey.Generate();
    public int Version { get; private set; } = 1;
    public List<(string Path, byte[] Body)> Calls { get; } = [];
    public HashSet<string> Tries { get; } = [];
    public HashSet<string> Cleared { get; } = [];
    public bool Started { get; set; } = true;

    /// <summary>Answers instead of the hub, for a path that ends so; null lets the hub answer.</summary>
    public Func<string, HttpResponseMessage?> Instead { get; set; } = _ => null;

    /// <summary>What scans are told, beside the challenge.</summary>
    public string State { get; set; } = "scanned";

    public DateTimeOffset? ClosesAt { get; set; }

    public string PlatformName { get; set; } = "某交易平台";

    /// <summary>What a response that is taken gets its receipt for.</summary>
    public string Subject { get; set; } = ReceiptSubject.Response;

    /// <summary>What a false hub evaluates PINs with.</summary>
    public OprfServerKey? FalseKey { get; set; }

    public Func<ReceiptLeaf, ReceiptLeaf> AlterReceipt { get; set; } = leaf => leaf;
    public byte[]? FalseAnchors { get; set; }
    public bool CertifyAnotherKey { get; set; }
    public byte[] Anchors { get; } = new Anchors(forge.Hub, [forge.HubKey.PublicKey.Spki.ToArray()], [forge.Authority.RootDer]).Encode();
    public string Code => $"ca-test.0123456789ABCDEF-0123-x.{Sm3Digest.Of(Anchors)}";

    public static string Url(ChallengeId challenge) => $"{Origin}/p#{challenge}.AAAAAAAAAAAAAAAAAAAA";

    public void Offer(ChallengeId challenge, string kind, byte[] statement) => _challenges[challenge.ToString()] = (statement, kind);

    public byte[] ResponseTo(ChallengeId challenge) => _responses[challenge.ToString()];

    public int CallsTo(string ending) => Calls.Count(call => call.Path.EndsWith(ending, StringComparison.Ordinal));

    public static HttpResponseMessage Problem(HttpStatusCode status, string type, params (string Name, object Value)[] members)
    {
        var problem = members.ToDictionary(member => member.Name, member => member.Value);
        problem["type"] = "urn:hub:problem:" + type;
        problem["detail"] = "不行。";
        return new HttpResponseMessage(status) { Content = new StringContent(JsonSerializer.Serialize(problem), Encoding.UTF8, "application/problem+json") };
    }

    public Receipt ReceiptFor(string challenge, byte[] response, byte[] signature, string subject)
    {
        Assert.True(ChallengeId.TryParse(challenge, out var id));
        return forge.Receipted(AlterReceipt(new ReceiptLeaf(forge.Hub, forge.Platform, _challenges[challenge].Kind, subject, forge.Opening, id, null, Sm3Digest.OfParts(response, signature), now)));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        lock (_lock)
        {
            Calls.Add((path, body));
            return Instead(path) ?? Answer(path.Split('/'), body);
        }
    }

    private HttpResponseMessage Answer(string[] path, byte[] body) => path switch
    {
        ["", "p", "enrolments"] => Enrol(body),
        ["", "p", "challenges", var challenge, "scan"] => Scan(challenge, body),
        ["", "p", "challenges", _, "unlock"] => Unlock(body),
        ["", "p", "challenges", var challenge, "response"] => Respond(challenge, body),
        ["", "p", "challenges", _, "rejection"] => Read<RejectRecord>(body, RejectRecord.TryParse, ByDevice) is null ? Bad() : NoContent(),
        ["", "p", "pin", "proof"] => Prove(body),
        ["", "p", "pin", "ok"] => ClearTry(body),
        ["", "p", "pin", "changes"] => Change(body),
        ["", "p", "pin", "changes", "confirm"] => Confirm(body),
        _ => Problem(HttpStatusCode.NotFound, "not-found"),
    };

    private HttpResponseMessage Enrol(byte[] body)
    {
        // The same body again: the same answer.
        if (_answers.TryGetValue(Convert.ToHexString(body), out var before))
            return Json(before);
        Assert.True(SignedRecord.TryParse(body, 1 << 16, out var signed, out var defect), defect);
        Assert.True(EnrolmentRecord.TryParse(signed.Record, out var record, out defect), defect);
        Assert.True(DevicePublicKey.TryParse(record.DeviceKey, out _device) && _device.Verify(signed.Record, signed.Signature));
        Assert.True(SigningRequest.TryParse(record.SigningRequest, out var signing));
        Assert.True(SigningRequest.TryParse(record.EncryptionRequest, out var encryption));
        Assert.True(OprfElement.TryParse(record.Blinded, out var blinded));
        if (!EnrolmentCode.TryParse(Code, out var code) || record.Code != code.Ticket || !code.Verify(record.Proof, record.SigningRequest, record.EncryptionRequest, record.DeviceKey))
            return Problem(HttpStatusCode.UnprocessableEntity, "code-refused");
        _signKey = signing.PublicKey;
        if (CertifyAnotherKey)
            signing = SigningRequest.Create(Sm2PrivateKey.Generate(), CertificateSubject.Create("x"));
        var pair = forge.Authority.IssuePair(signing, encryption, CertificateSubject.Create("张三", "某公司", forge.Enterprise.Code.ToString()));
        var (evaluated, proof) = (FalseKey ?? PinKey).EvaluateWithProof(blinded);
        var answer = RecordWriter.Write(writer => writer
            .Text("hub", forge.Hub).Text("authority", "ca-test").Text("enterprise", forge.Enterprise).Text("enterpriseName", "某公司").Text("holder", "张三")
            .Bytes("signingCertificate", pair.Signing.Der).Bytes("encryptionCertificate", pair.Encryption.Der).BytesList("chain", [forge.Authority.IssuingDer])
            .Bytes("anchors", FalseAnchors ?? Anchors).Integer("version", 1).Bytes("publicKey", PinKey.PublicKey.Encoded).Bytes("evaluated", evaluated.Encoded).Bytes("proof", proof.Encoded)
            .Text("later", "a member that this phone does not know"));
        _answers[Convert.ToHexString(body)] = answer;
        return Json(answer);
    }

    private HttpResponseMessage Scan(string challenge, byte[] body)
    {
        if (Read<ScanRecord>(body, ScanRecord.TryParse, ByDevice) is null || !_challenges.TryGetValue(challenge, out var known))
            return Problem(HttpStatusCode.NotFound, "challenge-unavailable");
        return Json(RecordWriter.Write(writer =>
        {
            writer.Text("challenge", challenge).Text("kind", known.Kind).Text("state", State).Time("serverTime", now).Time("opensAt", StatementForge.Start);
            if (ClosesAt is { } closesAt)
                writer.Time("closesAt", closesAt);
            writer.Text("platformName", PlatformName);
            if (Started)
                writer.Bytes("statement", known.Statement).Bytes("nonce", Nonce(challenge))
                    .Object("pin", pin => pin.Integer("version", Version).Integer("triesLeft", 10 - Tries.Count + Cleared.Count).Integer("failedSinceLastUse", 0));
        }));
    }

    private HttpResponseMessage Unlock(byte[] body)
    {
        if (Read<PinEvalRecord>(body, PinEvalRecord.TryParse, ByDevice) is not { } record || !OprfElement.TryParse(record.Blinded, out var blinded))
            return Bad();
        if (record.Version != Version)
            return Problem(HttpStatusCode.Conflict, "version-mismatch", ("version", Version));
        Tries.Add(PinTryId.Of(record.Blinded).ToString());
        return Json(RecordWriter.Write(writer => writer.Bytes("evaluated", (FalseKey ?? PinKey).Evaluate(blinded).Encoded).Integer("triesLeft", 10 - Tries.Count + Cleared.Count)));
    }

    private HttpResponseMessage Prove(byte[] body)
    {
        if (Read<PinProofRecord>(body, PinProofRecord.TryParse, ByDevice) is not { } record || !OprfElement.TryParse(record.Blinded, out var blinded))
            return Bad();
        var key = FalseKey ?? PinKey;
        return Json(RecordWriter.Write(writer => writer.Bytes("proof", key.Prove(blinded, key.Evaluate(blinded)).Encoded)));
    }

    private HttpResponseMessage Respond(string challenge, byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var (response, signature) = (json.RootElement.GetProperty("response").GetBytesFromBase64(), json.RootElement.GetProperty("signature").GetBytesFromBase64());
        Assert.True(ResponseRecord.TryParse(response, out var record, out var defect), defect);
        Assert.True(_signKey!.Verify(response, signature));
        Assert.Equal(Sm3Digest.Of(_challenges[challenge].Statement), record.Statement);
        Assert.Contains(record.PinTry.ToString(), Tries);
        if (_responses.TryGetValue(challenge, out var before) && !before.AsSpan().SequenceEqual(body))
            return Problem(HttpStatusCode.Conflict, "already-decided", ("state", "approved"));
        _responses[challenge] = body;
        Cleared.Add(record.PinTry.ToString());
        return Json(RecordWriter.Write(writer => writer.Text("challenge", challenge).Text("state", "approved").Time("arrival", now)
            .Object("receipt", item => Receipt.Write(item, ReceiptFor(challenge, response, signature, Subject)))));
    }

    private HttpResponseMessage ClearTry(byte[] body)
    {
        if (Read<PinOkRecord>(body, PinOkRecord.TryParse, _signKey!.Verify) is not { } record)
            return Bad();
        Cleared.Add(record.PinTry.ToString());
        return NoContent();
    }

    private HttpResponseMessage Change(byte[] body)
    {
        if (Read<PinChangeRecord>(body, PinChangeRecord.TryParse, _signKey!.Verify) is not { } record || !OprfElement.TryParse(record.Blinded, out var blinded))
            return Bad();
        var (evaluated, proof) = _next.EvaluateWithProof(blinded);
        return Json(RecordWriter.Write(writer => writer.Integer("version", Version + 1).Bytes("publicKey", _next.PublicKey.Encoded).Bytes("evaluated", evaluated.Encoded).Bytes("proof", proof.Encoded)));
    }

    private HttpResponseMessage Confirm(byte[] body)
    {
        if (Read<PinChangedRecord>(body, PinChangedRecord.TryParse, _signKey!.Verify) is not { } record)
            return Bad();
        if (record.Version == Version + 1)
            (Version, PinKey, _next) = (record.Version, _next, OprfServerKey.Generate());
        return NoContent();
    }

    private delegate bool Parser<T>(ReadOnlyMemory<byte> bytes, out T? record, out string defect);

    private delegate bool Verifier(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    private bool ByDevice(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => _device!.Verify(message, signature);

    private static T? Read<T>(byte[] body, Parser<T> parse, Verifier verify) where T : class =>
        SignedRecord.TryParse(body, 1 << 16, out var signed, out _) && parse(signed.Record, out var record, out _) && verify(signed.Record, signed.Signature) ? record : null;

    private static byte[] Nonce(string challenge) => System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(challenge));

    private static HttpResponseMessage Bad() => Problem(HttpStatusCode.BadRequest, "malformed", ("where", "body"));

    private static HttpResponseMessage NoContent() => new(HttpStatusCode.NoContent);

    private static HttpResponseMessage Json(byte[] body) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(body) };
}
