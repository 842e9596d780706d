using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Hub.Cryptography;

/// <summary>
/// The private keys as a phone stores them, 100 bytes: nonce (12, random) ‖ ciphertext (72) ‖ tag (16), here joined plainly, of AES-256-GCM under a
/// <see cref="PinKey"/> with aad = keyId ‖ version ‖ K. The plaintext is sign ‖ enc: two 32-byte big-endian scalars, each after its length as four
/// big-endian bytes.
/// </summary>
/// <remarks>A random nonce serves: one wk encrypts one blob, or a handful.</remarks>
public static class PinBlob
{
    /// <summary>The length of a blob in bytes.</summary>
    public const int Length = NonceLength + PlaintextLength + TagLength;

    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int PartLength = sizeof(int) + Sm2PrivateKey.ScalarLength;
    private const int PlaintextLength = 2 * PartLength;

    /// <summary>Encrypts the keys, bound to the hub's public key K for this version.</summary>
    /// <exception cref="ArgumentException">The signing key is not the one the PIN's key was made for.</exception>
    public static byte[] Seal(PinKey key, OprfElement hubKey, HolderKeys keys)
    {
        if (keys.Sign.PublicKey.KeyId != key.Context.KeyId)
            throw new ArgumentException("The PIN's key was made for another signing key.", nameof(keys));
        Span<byte> plaintext = stackalloc byte[PlaintextLength];
        Write(plaintext, keys.Sign);
        Write(plaintext[PartLength..], keys.Encryption);

        var blob = new byte[Length];
        var nonce = blob.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var gcm = new AesGcm(key.Bytes, TagLength);
        gcm.Encrypt(nonce, plaintext, blob.AsSpan(NonceLength, PlaintextLength), blob.AsSpan(NonceLength + PlaintextLength), key.Context.BlobData(hubKey));
        CryptographicOperations.ZeroMemory(plaintext);
        return blob;
    }

    /// <summary>
    /// Decrypts the keys. False for any other length, key, K, version or byte: that is a wrong PIN, unless the hub evaluated with another k, which
    /// the proof of that answer shows (<see cref="OprfClient.VerifyProof"/>).
    /// </summary>
    public static bool TryOpen(PinKey key, OprfElement hubKey, ReadOnlySpan<byte> blob, [NotNullWhen(true)] out HolderKeys? keys)
    {
        keys = null;
        if (blob.Length != Length)
            return false;
        Span<byte> plaintext = stackalloc byte[PlaintextLength];
        try
        {
            using var gcm = new AesGcm(key.Bytes, TagLength);
            gcm.Decrypt(blob[..NonceLength], blob.Slice(NonceLength, PlaintextLength), blob[^TagLength..], plaintext, key.Context.BlobData(hubKey));
            if (!TryRead(plaintext, out var sign) || !TryRead(plaintext[PartLength..], out var encryption))
                return false;
            if (sign.PublicKey.KeyId != key.Context.KeyId)
                return false;
            keys = new HolderKeys(sign, encryption);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private static void Write(Span<byte> part, Sm2PrivateKey key)
    {
        BinaryPrimitives.WriteInt32BigEndian(part, Sm2PrivateKey.ScalarLength);
        key.ExportScalar(part[sizeof(int)..]);
    }

    private static bool TryRead(ReadOnlySpan<byte> part, [NotNullWhen(true)] out Sm2PrivateKey? key)
    {
        key = null;
        return BinaryPrimitives.ReadInt32BigEndian(part) == Sm2PrivateKey.ScalarLength
            && Sm2PrivateKey.TryFromScalar(part.Slice(sizeof(int), Sm2PrivateKey.ScalarLength), out key);
    }
}
