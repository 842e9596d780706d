using System.Text.Json;
using Hub.Cryptography;
using Hub.Phone;

namespace Hub.EndToEnd.Tests.World;

/// <summary>
/// A holder whose keys the test knows. It speaks the phone's protocol byte by byte, so that it can also say what no honest phone would; <see cref="Phone"/> is the same holder with an honest one.
/// </summary>
internal sealed class Holder
{
    private readonly HubWorld _world;

    private Holder(HubWorld world, string pin) => (_world, PinText) = (world, pin);

    public HolderKeys Keys { get; } = HolderKeys.Generate();

    public DeviceKey Device { get; } = DeviceKey.Generate();

    public DeviceSalt Salt { get; } = DeviceSalt.Generate();

    public string PinText { get; }

    public string Name { get; private init; } = "";

    public EnterpriseId Enterprise { get; private set; }

    public PhoneMemory Memory { get; private set; } = new();

    public Sm2Certificate Certificate => Sm2Certificate.TryParse(Memory.SigningCertificate, out var certificate) ? certificate : throw new InvalidOperationException();

    public KeyId SignKeyId => Keys.Sign.PublicKey.KeyId;

    public KeyId EncKeyId => Keys.Encryption.PublicKey.KeyId;

    public static CreditCode CreditCodeOf(int number)
    {
        var seventeen = $"91650100MA{number:0000000}";
        return CreditCode.TryParse(seventeen + CreditCode.CheckCharacter(seventeen), out var code) ? code : throw new InvalidOperationException();
    }

    public static async Task<Holder> EnrolAsync(HubWorld world, string name, int enterprise, string pin = "Proof-246813")
    {
        var holder = new Holder(world, pin) { Name = name, Enterprise = new EnterpriseId(CreditCodeOf(enterprise)) };
        var subject = CertificateSubject.Create(name, "Enterprise " + enterprise, holder.Enterprise.Code.ToString());
        using var attempt = holder.Attempt(pin);
        var record = EnrolmentRecord.Of(
            world.Hub.Id, world.Authority.NewCode(world.Anchors, subject), SigningRequest.Create(holder.Keys.Sign, subject).Der.ToArray(),
            SigningRequest.Create(holder.Keys.Encryption, subject).Der.ToArray(), holder.Device.PublicKey.Spki.ToArray(), attempt.Blinded.ToArray()).Encode();
        var answer = (await holder.PostAsync("/p/enrolments", holder.ByDevice(record).Encode())).Value;
        Assert.True(OprfElement.TryParse(answer.GetProperty("publicKey").GetBytesFromBase64(), out var hubKey));
        Assert.True(OprfElement.TryParse(answer.GetProperty("evaluated").GetBytesFromBase64(), out var evaluated));
        using var key = attempt.Finish(evaluated, new PinContext(world.Hub.Id.ToString(), holder.SignKeyId, 1));
        holder.Memory = new PhoneMemory
        {
            Hub = world.Hub.Id.ToString(),
            PhoneOrigin = world.Hub.Phone.GetLeftPart(UriPartial.Authority),
            Authority = TestAuthority.Id,
            Enterprise = holder.Enterprise.ToString(),
            EnterpriseName = answer.GetProperty("enterpriseName").GetString()!,
            Holder = name,
            SigningCertificate = answer.GetProperty("signingCertificate").GetBytesFromBase64(),
            EncryptionCertificate = answer.GetProperty("encryptionCertificate").GetBytesFromBase64(),
            Chain = [.. answer.GetProperty("chain").EnumerateArray().Select(item => item.GetBytesFromBase64())],
            Anchors = answer.GetProperty("anchors").GetBytesFromBase64(),
            DeviceKey = holder.Device.ExportPkcs8(),
            Salt = holder.Salt.Export(),
            Pin = new PhonePin { Version = 1, PublicKey = hubKey.ToArray(), Blob = PinBlob.Seal(key, hubKey, holder.Keys), MemoryKiB = Argon2Cost.Load.MemoryKiB, Passes = Argon2Cost.Load.Passes },
        };
        return holder;
    }

    /// <summary>An honest phone with these keys.</summary>
    /// <param name="calls">Requests for one step, the first included.</param>
    public HolderPhone Phone(int calls = 6) =>
        new(PhoneStore.InMemory(Memory), _world.Line.Http, new PhoneSettings { PinCost = Argon2Cost.Load, MaxCalls = calls, CallTimeout = TimeSpan.FromSeconds(20) });

    public SignedRecord ByDevice(byte[] record) => new(record, Device.Sign(record));

    public Task<CallAnswer> PostAsync(string path, byte[] body) => _world.Line.PostAsync(new Uri(_world.Hub.Phone, path), body);

    /// <param name="url">A QR code's text; its frame is used, whatever challenge it is of.</param>
    public Task<CallAnswer> ScanAsync(ChallengeId challenge, string url) =>
        PostAsync($"/p/challenges/{challenge}/scan", ByDevice(new ScanRecord(_world.Hub.Id, challenge, url[(url.LastIndexOf('.') + 1)..], SignKeyId, WireTime.Cut(DateTimeOffset.UtcNow)).Encode()).Encode());

    /// <summary>Scans until the statement comes; a stale frame is passed over like on a phone.</summary>
    public async Task<ScanView> ScanUntilReadyAsync(ChallengeId challenge, Func<Task<string>> url)
    {
        ScanView? view = null;
        await Eventually.TrueAsync(async () =>
        {
            var answer = await ScanAsync(challenge, await url());
            if (answer.Problem == "challenge-unavailable")
                return false;
            view = answer.Value.TryGetProperty("statement", out _) ? new ScanView(challenge, answer.Json) : null;
            return view is not null;
        }, "a statement for the scan");
        return view!;
    }

    /// <summary>One try, a new B each time.</summary>
    public Task<PinTried> UnlockAsync(ChallengeId challenge, byte[] nonce, string? pin = null)
    {
        using var attempt = Attempt(pin ?? PinText);
        return UnlockAsync(challenge, nonce, attempt.Blinded.ToArray());
    }

    /// <summary>The try with this B, again or for the first time.</summary>
    public async Task<PinTried> UnlockAsync(ChallengeId challenge, byte[] nonce, byte[] blinded)
    {
        var record = new PinEvalRecord(_world.Hub.Id, challenge, SignKeyId, 1, nonce, blinded).Encode();
        return new PinTried(blinded, await PostAsync($"/p/challenges/{challenge}/unlock", ByDevice(record).Encode()));
    }

    public SignedRecord Sign(ScanView scan, PlatformId platform, PinTryId pinTry, IReadOnlyList<EnvelopeResult> results) =>
        Sign(new ResponseRecord(
            _world.Hub.Id, platform, scan.Kind, scan.Challenge, Sm3Digest.Of(scan.Statement), SignKeyId, EncKeyId, scan.Nonce, pinTry, results, WireTime.Cut(DateTimeOffset.UtcNow)).Encode());

    public SignedRecord Sign(ResponseRecord response) => Sign(response.Encode());

    public SignedRecord Sign(byte[] record) => new(record, Keys.Sign.Sign(record));

    /// <summary>Re-seals every content key of a decrypt statement to the opening.</summary>
    public IReadOnlyList<EnvelopeResult> Open(byte[] bytes, Sm2PublicKey openingKey)
    {
        Assert.True(DecryptStatement.TryParse(bytes, out var statement, out var defect), defect);
        return [.. statement.Envelopes.Select(frozen =>
        {
            Assert.True(BidHeader.TryParse(frozen.Envelope.Header, out var header, out var wrong), wrong);
            Assert.True(Keys.Encryption.TryUnseal(frozen.Envelope.SealedKey, out var joined));
            return new EnvelopeResult(header.Envelope, openingKey.Seal(joined), null);
        })];
    }

    public static byte[] BodyOf(SignedRecord response) => RecordWriter.Write(writer => writer.Bytes("response", response.Record).Bytes("signature", response.Signature));

    public Task<CallAnswer> RespondAsync(ChallengeId challenge, SignedRecord response) => PostAsync($"/p/challenges/{challenge}/response", BodyOf(response));

    public PinAttempt Attempt(string text)
    {
        Assert.True(Pin.TryParse(text, out var pin, out _));
        using (pin)
            return PinAttempt.Begin(pin, Salt, Argon2Cost.Load);
    }
}

/// <summary>What a scan showed to the certificate that is needed.</summary>
internal sealed record ScanView(ChallengeId Challenge, JsonElement Json)
{
    public string Kind => Json.GetProperty("kind").GetString()!;

    public byte[] Statement => Json.GetProperty("statement").GetBytesFromBase64();

    public byte[] Nonce => Json.GetProperty("nonce").GetBytesFromBase64();

    public JsonElement Pin => Json.GetProperty("pin");
}

/// <summary>A PIN try and what the hub said.</summary>
internal sealed record PinTried(byte[] Blinded, CallAnswer Answer)
{
    public PinTryId PinTry => PinTryId.Of(Blinded);

    public int TriesLeft => Answer.Value.GetProperty("triesLeft").GetInt32();
}
