using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Hub.Cryptography;

/// <summary>
/// The public half of a phone's device key (DKpub): ECDSA on P-256 with SHA-256. On the wire the 91 bytes of DER SubjectPublicKeyInfo
/// (RFC 5480, named curve, uncompressed point) that WebCrypto's <c>exportKey("spki", …)</c> gives. Safe for many threads.
/// </summary>
/// <remarks>Keep it where it is used again: making the platform's key object costs twice as much as a verification.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "A value that is kept in state and caches; the native key is freed with it by its own handle.")]
public sealed class DevicePublicKey : IEquatable<DevicePublicKey>
{
    /// <summary>The length of the encoding in bytes.</summary>
    public const int SpkiLength = 91;

    /// <summary>The longest signature in bytes: two 33-byte integers and their headers.</summary>
    public const int MaxSignatureLength = 72;

    private const int HeaderLength = 27;
    private const int CoordinateLength = 32;

    // SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING { 04 ‖ x ‖ y } }, everything but the two coordinates.
    private static ReadOnlySpan<byte> Header =>
        [0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04];

    // A platform key object is not documented as safe for two threads at once.
    private readonly Lock _turn = new();
    private readonly byte[] _spki;
    private readonly ECDsa _key;

    private DevicePublicKey(byte[] spki)
    {
        _spki = spki;
        _key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint
            {
                X = spki[HeaderLength..(HeaderLength + CoordinateLength)],
                Y = spki[(HeaderLength + CoordinateLength)..],
            },
        });
    }

    /// <summary>The 91 bytes.</summary>
    public ReadOnlySpan<byte> Spki => _spki;

    /// <summary>Reads exactly that form; false for another curve, a compressed point, a point off the curve or any other byte. Never throws.</summary>
    public static bool TryParse(ReadOnlySpan<byte> spki, [NotNullWhen(true)] out DevicePublicKey? key)
    {
        key = null;
        if (spki.Length != SpkiLength || !spki.StartsWith(Header))
            return false;
        try
        {
            key = new DevicePublicKey(spki.ToArray());
            return true;
        }
        catch (CryptographicException)
        {
            // The platform's only way to say that the point is not on the curve.
            return false;
        }
    }

    /// <summary>
    /// True if <paramref name="signature"/> is this key's ECDSA signature over SHA-256 of <paramref name="message"/>, as a DER SEQUENCE
    /// { r, s } (RFC 3279 §2.2.3). WebCrypto signs in the plain form r ‖ s (IEEE P1363): the phone converts before it sends.
    /// False, never an exception, for anything else.
    /// </summary>
    /// <remarks>As with every ECDSA, (r, n − s) verifies where (r, s) does: a signature is no identifier.</remarks>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length > MaxSignatureLength)
            return false;
        try
        {
            lock (_turn)
                return _key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Equals(DevicePublicKey? other) => other is not null && Spki.SequenceEqual(other.Spki);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DevicePublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_spki, HeaderLength);

    /// <summary>Lower-case hex of SHA-256 of the encoding: enough to tell two phones apart in a log.</summary>
    public override string ToString() => Convert.ToHexStringLower(SHA256.HashData(_spki));
}
