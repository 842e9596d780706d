using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Hub.Cryptography;
using Hub.Grains.Durability;

namespace Hub.Silo.Storage.Sealing;

/// <summary><see cref="ISealer"/> and <see cref="IHubKeys"/> over one <see cref="MasterKey"/>.</summary>
/// <remarks>
/// Sealed bytes: version 1 ‖ nonce (12, random) ‖ ciphertext ‖ tag (16), plainly joined. Random nonces are good for 2^32 messages under one key
/// (SP 800-38D §8.3): at a thousand writes a second of one purpose, day and night, 49 days; a hub writes that in an opening's minutes only.
/// </remarks>
internal sealed class Sealer(MasterKey master) : ISealer, IHubKeys, IDisposable
{
    private const byte Version = 1;
    private const int NonceLength = 12, TagLength = 16, Overhead = 1 + NonceLength + TagLength;
    private const int BlindLength = 16;

    private readonly ConcurrentDictionary<string, ThreadLocal<AesGcm>> _ciphers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _blindKeys = new(StringComparer.Ordinal);

    public byte[] Seal(string purpose, string context, ReadOnlySpan<byte> plaintext)
    {
        var result = new byte[Overhead + plaintext.Length];
        result[0] = Version;
        var nonce = result.AsSpan(1, NonceLength);
        Nonces.Take(nonce);
        Cipher(purpose).Encrypt(nonce, plaintext, result.AsSpan(1 + NonceLength, plaintext.Length), result.AsSpan(^TagLength..), Bound(purpose, context));
        return result;
    }

    public byte[] Unseal(string purpose, string context, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < Overhead || sealedBytes[0] != Version)
            throw new UnsealException($"Not a sealed {purpose}, or of a version that this program does not know.");
        var plaintext = new byte[sealedBytes.Length - Overhead];
        try
        {
            Cipher(purpose).Decrypt(
                sealedBytes.Slice(1, NonceLength), sealedBytes[(1 + NonceLength)..^TagLength], sealedBytes[^TagLength..], plaintext, Bound(purpose, context));
        }
        catch (AuthenticationTagMismatchException reason)
        {
            throw new UnsealException($"A sealed {purpose} was changed, moved, or made under another master key.", reason);
        }
        return plaintext;
    }

    public byte[] BlindIndex(string purpose, string value)
    {
        var key = _blindKeys.GetOrAdd(purpose, static (name, from) => from.Derive("blind", name), master);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value), mac);
        return mac[..BlindLength].ToArray();
    }

    public byte[] Derive(string purpose) => master.Derive("key", purpose);

    public void Dispose()
    {
        foreach (var cipher in _ciphers.Values)
        {
            foreach (var each in cipher.Values)
                each.Dispose();
            cipher.Dispose();
        }
        _ciphers.Clear();
        foreach (var key in _blindKeys.Values)
            CryptographicOperations.ZeroMemory(key);
        _blindKeys.Clear();
    }

    // An AesGcm object is not for two threads at once, and setting up its key costs more than sealing a small state.
    private AesGcm Cipher(string purpose) => _ciphers.GetOrAdd(purpose, static (name, from) => new ThreadLocal<AesGcm>(
        () =>
        {
            var key = from.Derive("seal", name);
            try
            {
                return new AesGcm(key, TagLength);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(key);
            }
        },
        trackAllValues: true), master).Value!;

    /// <summary>Random bytes, a page at a time for each thread: asked for one by one, they would cost more than the sealing.</summary>
    private static class Nonces
    {
        [ThreadStatic]
        private static byte[]? page;

        [ThreadStatic]
        private static int rest;

        public static void Take(Span<byte> nonce)
        {
            page ??= new byte[256 * NonceLength];
            if (rest == 0)
            {
                RandomNumberGenerator.Fill(page);
                rest = page.Length;
            }
            rest -= NonceLength;
            page.AsSpan(rest, NonceLength).CopyTo(nonce);
        }
    }

    private static byte[] Bound(string purpose, string context) => LengthPrefixed.Join(Encoding.UTF8.GetBytes(purpose), Encoding.UTF8.GetBytes(context));
}
