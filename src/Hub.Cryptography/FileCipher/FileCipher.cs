using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Cryptography;

/// <summary>
/// Encrypts and decrypts one bid file in chunks, never whole in memory. Each chunk is authenticated and bound to its place and to
/// whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár), so that nothing can be cut, swapped or added.
/// </summary>
/// <remarks>
/// File key = HKDF-SHA-256 (RFC 5869; ikm = content key, empty salt, info = "bid-file/1" ‖ suite ‖ envelope id ‖ encKeyId), so it belongs to one file alone and the
/// nonce may be plain: seven zero bytes, the chunk's index as four big-endian bytes, 1 for the last chunk and 0 for the others. No associated data.
/// A content key therefore encrypts one file once. Memory: three to four chunks. Not for use by two threads at once.
/// </remarks>
public sealed class FileCipher : IDisposable
{
    private readonly ChunkAead _aead;
    private readonly ChunkLayout _layout;
    private bool _encrypted;

    /// <summary>Derives the file key.</summary>
    /// <param name="suite">Which cipher, by the header.</param>
    /// <param name="contentKey">Not kept.</param>
    /// <param name="envelopeId">ASCII, by the header.</param>
    /// <param name="encKeyId">The key that the content key is sealed to, by the header.</param>
    /// <param name="layout">The chunk size, by the header.</param>
    public FileCipher(FileCipherSuite suite, ContentKey contentKey, string envelopeId, KeyId encKeyId, ChunkLayout layout)
    {
        if (layout.ChunkSize == 0)
            throw new ArgumentException("A layout has a chunk size.", nameof(layout));
        _layout = layout;
        Span<byte> fileKey = stackalloc byte[suite.KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, contentKey.Bytes, fileKey, salt: [], Info(suite, envelopeId, encKeyId));
        _aead = ChunkAead.Create(suite, fileKey);
        CryptographicOperations.ZeroMemory(fileKey);
    }

    /// <summary>Reads <paramref name="plaintext"/> to its end and writes the ciphertext.</summary>
    /// <exception cref="InvalidOperationException">Called a second time: another plaintext under the same nonces would give both away. Or there are more than <see cref="ChunkLayout.MaxChunks"/> chunks.</exception>
    public async Task<EncryptedFile> EncryptAsync(Stream plaintext, Stream ciphertext, CancellationToken cancellation = default)
    {
        if (_encrypted)
            throw new InvalidOperationException("A content key encrypts one file once.");
        _encrypted = true;
        var digest = new Sm3Hasher();
        var output = ArrayPool<byte>.Shared.Rent(_layout.Stride);
        using var chunks = new ChunkReader(plaintext, _layout.ChunkSize);
        try
        {
            long read = 0, written = 0;
            for (uint index = 0; index < ChunkLayout.MaxChunks; index++)
            {
                var (chunk, isLast) = await chunks.ReadAsync(cancellation);
                var sealedChunk = output.AsMemory(0, chunk.Length + ChunkLayout.TagLength);
                _aead.Encrypt(Nonce(index, isLast), chunk.Span, sealedChunk.Span);
                digest.Append(sealedChunk.Span);
                await ciphertext.WriteAsync(sealedChunk, cancellation);
                read += chunk.Length;
                written += sealedChunk.Length;
                if (isLast)
                    return new EncryptedFile(read, written, digest.Finish());
            }
            throw new InvalidOperationException("The file has more chunks than can be counted; take a larger chunk size.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    /// <summary>
    /// Reads <paramref name="ciphertext"/> up to its end or its first wrong chunk. A chunk is written only after its tag was found good; the whole is good only when
    /// the result is <see cref="FileOpening.Opened"/>. It does not compare the header's digest of the ciphertext: that is checked where the file is taken in.
    /// </summary>
    public async Task<FileOpening> DecryptAsync(Stream ciphertext, Stream plaintext, CancellationToken cancellation = default)
    {
        var output = ArrayPool<byte>.Shared.Rent(_layout.ChunkSize);
        using var chunks = new ChunkReader(ciphertext, _layout.Stride);
        try
        {
            long written = 0;
            for (uint index = 0; index < ChunkLayout.MaxChunks; index++)
            {
                var (chunk, isLast) = await chunks.ReadAsync(cancellation);
                if (chunk.Length < ChunkLayout.TagLength)
                    return new FileOpening.Damaged(index, FileDefect.Truncated);
                // Only an empty file has an empty chunk: one plaintext, one length of ciphertext.
                if (chunk.Length == ChunkLayout.TagLength && index > 0)
                    return new FileOpening.Damaged(index, FileDefect.Altered);
                var opened = output.AsMemory(0, chunk.Length - ChunkLayout.TagLength);
                if (!_aead.TryDecrypt(Nonce(index, isLast), chunk.Span, opened.Span))
                    return new FileOpening.Damaged(index, Diagnose(index, isLast, chunk.Span, opened.Span));
                await plaintext.WriteAsync(opened, cancellation);
                written += opened.Length;
                if (isLast)
                    return new FileOpening.Opened(written);
            }
            return new FileOpening.Damaged(ChunkLayout.MaxChunks, FileDefect.Extended);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output, clearArray: true);
        }
    }

    /// <summary>Forgets the file key, as far as the libraries let it.</summary>
    public void Dispose() => _aead.Dispose();

    /// <summary>A chunk that is good with the other flag stands at a wrong end of the file.</summary>
    private FileDefect Diagnose(uint index, bool isLast, ReadOnlySpan<byte> chunk, Span<byte> scratch) =>
        !_aead.TryDecrypt(Nonce(index, !isLast), chunk, scratch) ? FileDefect.Altered
        : isLast ? FileDefect.Truncated
        : FileDefect.Extended;

    private static byte[] Nonce(uint index, bool isLast)
    {
        var nonce = new byte[ChunkAead.NonceLength];
        BinaryPrimitives.WriteUInt32BigEndian(nonce.AsSpan(7), index);
        nonce[^1] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }

    private static byte[] Info(FileCipherSuite suite, string envelopeId, KeyId encKeyId) =>
        Ascii.IsValid(envelopeId)
            ? LengthPrefixed.Join("bid-file/1"u8.ToArray(), Encoding.ASCII.GetBytes(suite.Name), Encoding.ASCII.GetBytes(envelopeId), Encoding.ASCII.GetBytes(encKeyId.ToString()))
            : throw new ArgumentException("An envelope id is ASCII.", nameof(envelopeId));
}
