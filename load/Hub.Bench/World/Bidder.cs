using System.Security.Cryptography;
using Hub.Bench.House;
using Hub.Cryptography;

namespace Hub.Bench.World;

/// <summary>
/// A bidder with an enrolled phone. It makes and signs the records of a phone itself instead of being a <c>HolderPhone</c>, so that the driver can prepare ahead and holds its keys open:
/// it shares the cores with the hub, and what a phone does for itself must not slow what is measured.
/// </summary>
internal sealed class Bidder : IDisposable
{
    private readonly DeviceKey _device = DeviceKey.Generate();
    private readonly DeviceSalt _salt = DeviceSalt.Generate();
    private readonly HubId _hub;

    private Bidder(HubId hub, int number)
    {
        _hub = hub;
        Enterprise = new EnterpriseId(CodeOf(number));
        Name = $"Bench bidder {number}";
        Subject = CertificateSubject.Create("Holder " + number, Name, Enterprise.Code.ToString());
    }

    public EnterpriseId Enterprise { get; }

    public string Name { get; }

    public HolderKeys Keys { get; } = HolderKeys.Generate();

    public KeyId SignKeyId => Keys.Sign.PublicKey.KeyId;

    public KeyId EncKeyId => Keys.Encryption.PublicKey.KeyId;

    public byte[] DeviceKeySpki => _device.PublicKey.Spki.ToArray();

    public byte[] Certificate { get; private set; } = [];

    public IReadOnlyList<byte[]> Chain { get; private set; } = [];

    private CertificateSubject Subject { get; }

    public static async Task<Bidder> EnrolAsync(HubHouse house, JsonLine phone, int number, CancellationToken cancellation)
    {
        var bidder = new Bidder(house.Hub, number);
        using var attempt = bidder.BeginTry();
        var record = EnrolmentRecord.Of(house.Hub, house.Authority.NewCode(bidder.Subject), SigningRequest.Create(bidder.Keys.Sign, bidder.Subject).Der.ToArray(),
            SigningRequest.Create(bidder.Keys.Encryption, bidder.Subject).Der.ToArray(), bidder.DeviceKeySpki, attempt.Blinded.ToArray()).Encode();
        var answer = await phone.PostAsync("/p/enrolments", bidder.ByDevice(record), cancellation);
        bidder.Certificate = answer.GetProperty("signingCertificate").GetBytesFromBase64();
        bidder.Chain = [.. answer.GetProperty("chain").EnumerateArray().Select(issuer => issuer.GetBytesFromBase64())];
        return bidder;
    }

    /// <summary>The PIN stretched and blinded: it needs nothing of the hub's.</summary>
    public PinAttempt BeginTry()
    {
        if (!Pin.TryParse("bench-135791", out var pin, out _))
            throw new BenchFailedException("the PIN is none");
        using (pin)
            return PinAttempt.Begin(pin, _salt, Argon2Cost.Load);
    }

    /// <summary>Body of a scan.</summary>
    public byte[] Scan(ChallengeId challenge, string frame, DateTimeOffset now) => ByDevice(new ScanRecord(_hub, challenge, frame, SignKeyId, now).Encode());

    /// <summary>Body of a scan in this bidder's name, by somebody else's phone.</summary>
    public byte[] ScanBy(Bidder other, ChallengeId challenge, string frame, DateTimeOffset now) => other.ByDevice(new ScanRecord(_hub, challenge, frame, SignKeyId, now).Encode());

    /// <summary>Body of an unlock.</summary>
    public byte[] Unlock(ChallengeId challenge, byte[] nonce, PinAttempt attempt) =>
        ByDevice(new PinEvalRecord(_hub, challenge, SignKeyId, 1, nonce, attempt.Blinded.ToArray()).Encode());

    /// <summary>Record and signature of a response.</summary>
    public (byte[] Record, byte[] Signature) Answer(
        PlatformId platform, string kind, ChallengeId challenge, byte[] statement, byte[] nonce, PinAttempt attempt, IReadOnlyList<EnvelopeResult> results, DateTimeOffset now)
    {
        var record = new ResponseRecord(_hub, platform, kind, challenge, Sm3Digest.Of(statement), SignKeyId, EncKeyId, nonce, PinTryId.Of(attempt.Blinded.Encoded), results, now).Encode();
        return (record, Keys.Sign.Sign(record));
    }

    public static byte[] BodyOf((byte[] Record, byte[] Signature) answer) => RecordWriter.Write(writer => writer.Bytes("response", answer.Record).Bytes("signature", answer.Signature));

    public void Dispose()
    {
        _device.Dispose();
        _salt.Dispose();
        Keys.Dispose();
    }

    public static byte[] RandomBytes(int count) => RandomNumberGenerator.GetBytes(count);

    private byte[] ByDevice(byte[] record) => new SignedRecord(record, _device.Sign(record)).Encode();

    private static CreditCode CodeOf(int number)
    {
        var first = $"91650100MA7{number:D6}";
        return CreditCode.TryParse(first + CreditCode.CheckCharacter(first), out var code) ? code : throw new BenchFailedException($"{first} is no credit code");
    }
}
