using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Hub.Cryptography;

/// <summary>SM4-GCM (GB/T 32907-2016 in the mode of NIST SP 800-38D, as RFC 8998 uses it) by BouncyCastle; neither .NET nor OpenSSL 3.0 has it.</summary>
internal sealed class Sm4Gcm(ReadOnlySpan<byte> key) : ChunkAead
{
    private readonly GcmBlockCipher _gcm = new(new SM4Engine());
    private readonly KeyParameter _key = new(key);

    public override void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> sealedChunk)
    {
        _gcm.Init(true, Parameters(nonce));
        var written = _gcm.ProcessBytes(plaintext, sealedChunk);
        _gcm.DoFinal(sealedChunk[written..]);
    }

    public override bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedChunk, Span<byte> plaintext)
    {
        _gcm.Init(false, Parameters(nonce));
        try
        {
            var written = _gcm.ProcessBytes(sealedChunk, plaintext);
            _gcm.DoFinal(plaintext[written..]);
            return true;
        }
        catch (InvalidCipherTextException)
        {
            return false;
        }
    }

    // BouncyCastle lets nobody zero its round keys; they go with the object.
    public override void Dispose()
    {
    }

    private AeadParameters Parameters(ReadOnlySpan<byte> nonce) => new(_key, ChunkLayout.TagLength * 8, nonce.ToArray());
}
