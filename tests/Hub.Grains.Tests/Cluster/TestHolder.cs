using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Cluster;

/// <summary>A bidder's phone, reduced to what grains see of it: it signs, and blinds a PIN, but keeps no blob.</summary>
internal sealed class TestHolder : IDisposable
{
    private readonly HubCluster _cluster;

    private TestHolder(HubCluster cluster) => _cluster = cluster;

    public HolderKeys Keys { get; } = HolderKeys.Generate();

    public DeviceKey Device { get; } = DeviceKey.Generate();

    public EnterpriseId Enterprise { get; private set; }

    public KeyId SignKeyId => Keys.Sign.PublicKey.KeyId;

    public KeyId EncKeyId => Keys.Encryption.PublicKey.KeyId;

    public ICertificateGrain Certificate => _cluster.Grains.GetGrain<ICertificateGrain>(CertificateKey.Of(SignKeyId));

    /// <summary>A phone with certificates of an enterprise whose code ends in <paramref name="number"/>.</summary>
    public static async Task<TestHolder> EnrolAsync(HubCluster cluster, string holder = "张小三", int number = 0)
    {
        var phone = new TestHolder(cluster);
        var seventeen = $"91650100MA{number:0000000}";
        var credit = seventeen + CreditCode.CheckCharacter(seventeen);
        phone.Enterprise = CreditCode.TryParse(credit, out var code) ? new EnterpriseId(code) : throw new InvalidOperationException();
        var subject = CertificateSubject.Create(holder, "Enterprise " + number, credit);
        var record = EnrolmentRecord.Of(
            cluster.Hub, cluster.Authority.NewCode(cluster.AnchorBytes, holder, "Enterprise " + number, credit), SigningRequest.Create(phone.Keys.Sign, subject).Der.ToArray(),
            SigningRequest.Create(phone.Keys.Encryption, subject).Der.ToArray(), phone.Device.PublicKey.Spki.ToArray(), Blind()).Encode();
        Assert.Null((await phone.Certificate.Enrol(new SignedBody(record, phone.Device.Sign(record)), cluster.Clock.Now)).Refusal);
        return phone;
    }

    public Task<Outcome<ScanAnswer>> ScanAsync(ChallengeId challenge, DateTimeOffset arrival, DeviceKey? signedBy = null)
    {
        var record = new ScanRecord(_cluster.Hub, challenge, new string('A', 20), SignKeyId, arrival).Encode();
        return Challenge(challenge).Scan(new SignedBody(record, (signedBy ?? Device).Sign(record)), arrival);
    }

    /// <summary>One try; gives B, which names it.</summary>
    public async Task<(byte[] Blinded, Outcome<Evaluation> Answer)> UnlockAsync(ChallengeId challenge, byte[] nonce, DateTimeOffset arrival)
    {
        var blinded = Blind();
        var record = new PinEvalRecord(_cluster.Hub, challenge, SignKeyId, 1, nonce, blinded).Encode();
        return (blinded, await Challenge(challenge).Unlock(new SignedBody(record, Device.Sign(record)), arrival));
    }

    public SignedBody Respond(ScanAnswer scanned, byte[] blinded, PlatformId platform, params EnvelopeResult[] results)
    {
        var record = new ResponseRecord(
            _cluster.Hub, platform, scanned.Kind, ChallengeId.TryParse(scanned.ChallengeId, out var id) ? id : default, Sm3Digest.Of(scanned.Statement!), SignKeyId, EncKeyId,
            scanned.Nonce!, PinTryId.Of(blinded), results, _cluster.Clock.Now).Encode();
        return new SignedBody(record, Keys.Sign.Sign(record));
    }

    public SignedBody Reject(ScanAnswer scanned)
    {
        var record = new RejectRecord(
            _cluster.Hub, scanned.Kind, ChallengeId.TryParse(scanned.ChallengeId, out var id) ? id : default, Sm3Digest.Of(scanned.Statement!), SignKeyId, scanned.Nonce!, "other", _cluster.Clock.Now).Encode();
        return new SignedBody(record, Device.Sign(record));
    }

    public IChallengeGrain Challenge(ChallengeId challenge) => _cluster.Grains.GetGrain<IChallengeGrain>(challenge.ToString());

    public void Dispose()
    {
        Keys.Dispose();
        Device.Dispose();
    }

    private static byte[] Blind()
    {
        Assert.True(Pin.TryParse("246813", out var pin, out _));
        using (pin)
        using (var salt = DeviceSalt.Generate())
        using (var attempt = PinAttempt.Begin(pin, salt, Argon2Cost.Load))
            return attempt.Blinded.ToArray();
    }
}
