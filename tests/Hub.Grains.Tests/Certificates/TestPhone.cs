using System.Security.Cryptography;
using System.Text;
using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Certificates;

/// <summary>A phone's keys and what it sends. PINs are plain inputs of the OPRF here: Argon2id is the phone's own matter.</summary>
internal sealed class TestPhone : IDisposable
{
    private readonly Sm2PrivateKey _sign = Sm2PrivateKey.Generate();
    private readonly Sm2PrivateKey _encrypt = Sm2PrivateKey.Generate();
    private readonly DeviceKey _device = DeviceKey.Generate();

    public KeyId SignKeyId => _sign.PublicKey.KeyId;

    public KeyId EncKeyId => _encrypt.PublicKey.KeyId;

    public byte[] DeviceSpki => _device.PublicKey.Spki.ToArray();

    public SigningRequest SigningRequest => SigningRequest.Create(_sign, CertificateSubject.Create("x"));

    public SigningRequest EncryptionRequest => SigningRequest.Create(_encrypt, CertificateSubject.Create("x"));

    public static byte[] Nonce(int n) => SHA256.HashData(BitConverter.GetBytes(n));

    public static byte[] Blinded(string pin) => OprfClient.Blind(Encoding.UTF8.GetBytes(pin)).Blinded.ToArray();

    public SignedBody Enrolment(HubId hub, EnrolmentCode code, Func<EnrolmentRecord, EnrolmentRecord>? alter = null)
    {
        var record = EnrolmentRecord.Of(hub, code, SigningRequest.Der.ToArray(), EncryptionRequest.Der.ToArray(), _device.PublicKey.Spki.ToArray(), Blinded("123456"));
        return ByDevice((alter?.Invoke(record) ?? record).Encode());
    }

    public SignedBody ByDevice(byte[] record) => new(record, _device.Sign(record));

    public SignedBody ByHolder(byte[] record) => new(record, _sign.Sign(record));

    public void Dispose()
    {
        _sign.Dispose();
        _encrypt.Dispose();
        _device.Dispose();
    }
}
