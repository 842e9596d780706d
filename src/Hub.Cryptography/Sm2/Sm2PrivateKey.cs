using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC.Multiplier;
using Org.BouncyCastle.Security;

namespace Hub.Cryptography;

/// <summary>
/// An SM2 private key (GB/T 32918). Its bytes are zeroed on <see cref="Dispose"/>; the big integers that BouncyCastle makes of them while
/// it computes are not in our hands. Safe for many threads. Prints as <c>***</c>.
/// </summary>
public sealed class Sm2PrivateKey : IDisposable
{
    /// <summary>Bytes of the scalar, big-endian.</summary>
    public const int ScalarLength = Sm2Curve.FieldLength;

    private readonly byte[] _scalar;
    private bool _disposed;

    private Sm2PrivateKey(byte[] scalar, BigInteger d)
    {
        _scalar = scalar;
        PublicKey = Sm2PublicKey.FromPoint(new FixedPointCombMultiplier().Multiply(Sm2Curve.Domain.G, d).Normalize().GetEncoded(false));
    }

    /// <summary>The public half.</summary>
    public Sm2PublicKey PublicKey { get; }

    /// <summary>A new key from the operating system's random numbers.</summary>
    public static Sm2PrivateKey Generate()
    {
        Span<byte> scalar = stackalloc byte[ScalarLength];
        Sm2PrivateKey? key;
        do
            RandomNumberGenerator.Fill(scalar);
        while (!TryFromScalar(scalar, out key));
        CryptographicOperations.ZeroMemory(scalar);
        return key;
    }

    /// <summary>Takes 32 big-endian bytes in 1 … n-2 (GB/T 32918.1 §6.1: n-1 could not sign); false for anything else.</summary>
    public static bool TryFromScalar(ReadOnlySpan<byte> scalar, [NotNullWhen(true)] out Sm2PrivateKey? key)
    {
        key = null;
        if (scalar.Length != ScalarLength)
            return false;
        var d = new BigInteger(1, scalar);
        if (d.SignValue == 0 || d.CompareTo(Sm2Curve.Order.Subtract(BigInteger.One)) >= 0)
            return false;
        var bytes = GC.AllocateArray<byte>(ScalarLength, pinned: true);
        scalar.CopyTo(bytes);
        key = new Sm2PrivateKey(bytes, d);
        return true;
    }

    /// <inheritdoc cref="TryFromScalar"/>
    /// <exception cref="ArgumentException">Not such a scalar.</exception>
    public static Sm2PrivateKey FromScalar(ReadOnlySpan<byte> scalar) =>
        TryFromScalar(scalar, out var key) ? key : throw new ArgumentException("Not an SM2 private key: 32 bytes in 1 … n-2.", nameof(scalar));

    /// <summary>Reads a PKCS#8 PrivateKeyInfo (RFC 5958, RFC 5915); see <see cref="Sm2Pkcs8"/> for what is accepted.</summary>
    public static bool TryFromPkcs8(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out Sm2PrivateKey? key) => Sm2Pkcs8.TryDecode(der, out key);

    /// <inheritdoc cref="TryFromPkcs8"/>
    /// <exception cref="FormatException">Not such a key.</exception>
    public static Sm2PrivateKey FromPkcs8(ReadOnlyMemory<byte> der) =>
        TryFromPkcs8(der, out var key) ? key : throw new FormatException("Not a PKCS#8 SM2 private key.");

    /// <summary>PKCS#8 DER with the public key inside. The caller zeroes it.</summary>
    public byte[] ToPkcs8()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Sm2Pkcs8.Encode(_scalar, PublicKey.Point);
    }

    /// <summary>Writes the scalar, 32 big-endian bytes, to the start of <paramref name="target"/>. The caller zeroes it.</summary>
    public void ExportScalar(Span<byte> target)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _scalar.CopyTo(target);
    }

    /// <summary>
    /// Signs (数字签名, GB/T 32918.2 §6.1) SM3(Z ‖ message) with a fresh random number.
    /// </summary>
    /// <returns>SEQUENCE { r INTEGER, s INTEGER } in DER (GM/T 0009 §7.3), 70 to 72 bytes as a rule.</returns>
    public byte[] Sign(ReadOnlySpan<byte> message) => Sign(message, Sm2Curve.Random);

    /// <summary>The same with the random number of a published example.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> message, SecureRandom random)
    {
        var signer = new SM2Signer(StandardDsaEncoding.Instance, new SM3Digest());
        signer.Init(true, new ParametersWithID(new ParametersWithRandom(Parameters(), random), Sm2Curve.UserId));
        signer.BlockUpdate(message);
        return signer.GenerateSignature();
    }

    /// <summary>
    /// Decrypts what was sealed to <see cref="PublicKey"/> (私钥解密, GB/T 32918.4 §7.1).
    /// </summary>
    /// <returns>False if the form is not exact (<see cref="SealedForm.IsWellFormed"/>) or the hash does not fit: another key, or altered bytes. The plaintext is the caller's to zero.</returns>
    public bool TryUnseal(ReadOnlySpan<byte> der, out byte[] plaintext)
    {
        plaintext = [];
        if (!SealedForm.TryDecode(der, out var raw))
            return false;
        var engine = new SM2Engine(new SM3Digest(), SM2Engine.Mode.C1C3C2);
        engine.Init(false, Parameters());
        try
        {
            plaintext = engine.ProcessBlock(raw.AsSpan());
            return plaintext.Length > 0;
        }
        catch (InvalidCipherTextException)
        {
            return false;
        }
    }

    /// <summary>Zeroes the scalar; every later use throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_scalar);
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => "***";

    private ECPrivateKeyParameters Parameters()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new ECPrivateKeyParameters(new BigInteger(1, _scalar), Sm2Curve.Domain);
    }
}
