using System.Diagnostics.CodeAnalysis;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;
using Org.BouncyCastle.Security;

namespace Hub.Cryptography;

/// <summary>
/// An SM2 public key (GB/T 32918). The decoded point is kept: BouncyCastle attaches tables to it that make every verification
/// after the first few twice as fast, so ask <see cref="Sm2KeyCache"/> rather than decode again. Safe for many threads.
/// </summary>
public sealed class Sm2PublicKey
{
    /// <summary>Bytes of the DER SubjectPublicKeyInfo (RFC 5480): there is exactly one encoding of a key.</summary>
    public const int SpkiLength = 91;

    // SEQUENCE { SEQUENCE { id-ecPublicKey 1.2.840.10045.2.1, sm2p256v1 1.2.156.10197.1.301 }, BIT STRING } up to the point itself.
    private static readonly byte[] SpkiPrefix = Convert.FromHexString("3059301306072a8648ce3d020106082a811ccf5501822d034200");

    private readonly ECPoint _point;
    private readonly ECPublicKeyParameters _parameters;
    private readonly byte[] _spki;
    private readonly byte[] _z;

    private Sm2PublicKey(ECPoint point, ReadOnlySpan<byte> encodedPoint)
    {
        // The parameters validate and normalise the point; theirs is the instance that carries the tables.
        _parameters = new ECPublicKeyParameters(point, Sm2Curve.Domain);
        _point = _parameters.Q;
        _spki = [.. SpkiPrefix, .. encodedPoint];
        KeyId = KeyId.Of(_spki);
        _z = IdentityDigest(encodedPoint);
    }

    /// <summary>The key's name.</summary>
    public KeyId KeyId { get; }

    /// <summary>The 91 bytes of the DER SubjectPublicKeyInfo.</summary>
    public ReadOnlySpan<byte> Spki => _spki;

    /// <summary>The uncompressed point, 04‖x‖y, 65 bytes.</summary>
    public ReadOnlySpan<byte> Point => _spki.AsSpan(SpkiPrefix.Length);

    /// <summary>Reads a SubjectPublicKeyInfo of exactly 91 bytes with this curve's name and a point on it; anything else is refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> spki, [NotNullWhen(true)] out Sm2PublicKey? key)
    {
        key = null;
        return spki.Length == SpkiLength && spki.StartsWith(SpkiPrefix) && TryFromPoint(spki[SpkiPrefix.Length..], out key);
    }

    /// <summary>Takes an uncompressed point, 04‖x‖y, 65 bytes; false if it is not on the curve.</summary>
    public static bool TryFromPoint(ReadOnlySpan<byte> point, [NotNullWhen(true)] out Sm2PublicKey? key)
    {
        var decoded = Sm2Curve.DecodePoint(point);
        key = decoded is null ? null : new Sm2PublicKey(decoded, point);
        return key is not null;
    }

    /// <inheritdoc cref="TryFromPoint"/>
    /// <exception cref="ArgumentException">Not a point of the curve.</exception>
    public static Sm2PublicKey FromPoint(ReadOnlySpan<byte> point) =>
        TryFromPoint(point, out var key) ? key : throw new ArgumentException("Not an uncompressed point of sm2p256v1.", nameof(point));

    /// <summary>
    /// Checks a signature (签名验证, GB/T 32918.2 §7.1) over SM3(Z ‖ message), Z made with the user id 1234567812345678.
    /// </summary>
    /// <param name="message">The bytes that were signed, not their digest.</param>
    /// <param name="derSignature">SEQUENCE { r INTEGER, s INTEGER } (GM/T 0009 §7.3) in strict DER, both in 1 … n-1. Whatever is wrong with it, the answer is false.</param>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> derSignature)
    {
        if (!Sm2Signature.TryParse(derSignature, out var r, out var s))
            return false;
        var n = Sm2Curve.Order;
        var t = r.Add(s).Mod(n);
        if (t.SignValue == 0)
            return false;
        var sum = ECAlgorithms.SumOfTwoMultiplies(Sm2Curve.Domain.G, s, _point, t).Normalize();
        if (sum.IsInfinity)
            return false;
        return HashToInteger(message).Add(sum.AffineXCoord.ToBigInteger()).Mod(n).Equals(r);
    }

    /// <summary>
    /// Encrypts to this key (公钥加密, GB/T 32918.4) so that only the holder of the private key can read it; each call gives other bytes.
    /// </summary>
    /// <param name="plaintext">1 … <see cref="SealedForm.MaxPlaintextLength"/> bytes.</param>
    /// <returns>GM/T 0009 §7.2 DER: SEQUENCE { x INTEGER, y INTEGER, hash OCTET STRING (32), cipher OCTET STRING }, that is C1C3C2.</returns>
    /// <exception cref="ArgumentException">The plaintext is empty or too long.</exception>
    public byte[] Seal(ReadOnlySpan<byte> plaintext) => Seal(plaintext, Sm2Curve.Random);

    /// <summary>The same with the random number of a published example.</summary>
    internal byte[] Seal(ReadOnlySpan<byte> plaintext, SecureRandom random)
    {
        if (plaintext.Length is 0 or > SealedForm.MaxPlaintextLength)
            throw new ArgumentException($"A plaintext has 1 to {SealedForm.MaxPlaintextLength} bytes, not {plaintext.Length}.", nameof(plaintext));
        var engine = new SM2Engine(new SM3Digest(), SM2Engine.Mode.C1C3C2);
        engine.Init(true, new ParametersWithRandom(_parameters, random));
        return SealedForm.Encode(engine.ProcessBlock(plaintext));
    }

    /// <summary>Makes the tables now that BouncyCastle would otherwise make during the first four verifications.</summary>
    public void Warm()
    {
        // The library promotes a point to a wide window only after it was asked for four times.
        for (var use = 0; use < 5; use++)
            WNafUtilities.Precompute(_point, WNafUtilities.GetWindowSize(256), true);
    }

    /// <summary>The key id.</summary>
    public override string ToString() => KeyId.ToString();

    private BigInteger HashToInteger(ReadOnlySpan<byte> message)
    {
        var sm3 = new SM3Digest();
        Span<byte> hash = stackalloc byte[Sm3Digest.Length];
        sm3.BlockUpdate(_z);
        sm3.BlockUpdate(message);
        sm3.DoFinal(hash);
        return new BigInteger(1, hash);
    }

    /// <summary>Z (GB/T 32918.2 §5.5): SM3(ENTL ‖ ID ‖ a ‖ b ‖ xG ‖ yG ‖ xA ‖ yA), plainly joined; ENTL is the id's length in bits.</summary>
    private static byte[] IdentityDigest(ReadOnlySpan<byte> encodedPoint)
    {
        var domain = Sm2Curve.Domain;
        var sm3 = new Sm3Hasher();
        sm3.Append([(byte)(Sm2Curve.UserId.Length * 8 >> 8), (byte)(Sm2Curve.UserId.Length * 8)]);
        sm3.Append(Sm2Curve.UserId);
        sm3.Append(domain.Curve.A.GetEncoded());
        sm3.Append(domain.Curve.B.GetEncoded());
        sm3.Append(domain.G.GetEncoded(false).AsSpan(1));
        sm3.Append(encodedPoint[1..]);
        return sm3.Finish().ToArray();
    }
}
