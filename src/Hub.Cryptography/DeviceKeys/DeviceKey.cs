using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Hub.Cryptography;

/// <summary>
/// The private half of a device key, for phones that are programs: a phone in a browser keeps its own in WebCrypto, not exportable.
/// It is not behind the PIN and proves only "the enrolled device". Not for use by two threads at once. Prints as <c>***</c>.
/// </summary>
public sealed class DeviceKey : IDisposable
{
    private readonly ECDsa _key;

    private DeviceKey(ECDsa key)
    {
        _key = key;
        if (!DevicePublicKey.TryParse(key.ExportSubjectPublicKeyInfo(), out var publicKey))
            throw new ArgumentException("A device key is a key of P-256.", nameof(key));
        PublicKey = publicKey;
    }

    /// <summary>DKpub.</summary>
    public DevicePublicKey PublicKey { get; }

    /// <summary>A new random key.</summary>
    public static DeviceKey Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Restores a key from <see cref="ExportPkcs8"/>; false if the bytes are not one PKCS#8 key of P-256.</summary>
    public static bool TryParse(ReadOnlySpan<byte> pkcs8, [NotNullWhen(true)] out DeviceKey? key)
    {
        key = null;
        var imported = ECDsa.Create();
        try
        {
            imported.ImportPkcs8PrivateKey(pkcs8, out var read);
            if (read == pkcs8.Length && imported.KeySize == 256 && imported.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                key = new DeviceKey(imported);
                return true;
            }
        }
        catch (CryptographicException)
        {
            // Not a key; said by the return value.
        }

        imported.Dispose();
        return false;
    }

    /// <summary>PKCS#8 DER, unencrypted. The caller zeroes it.</summary>
    public byte[] ExportPkcs8() => _key.ExportPkcs8PrivateKey();

    /// <summary>ECDSA over SHA-256 of <paramref name="message"/>, a DER SEQUENCE { r, s } of at most 72 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message) => _key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
