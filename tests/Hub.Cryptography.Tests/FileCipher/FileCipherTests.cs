using System.Security.Cryptography;

namespace Hub.Cryptography.Tests;

public sealed class FileCipherTests
{
    private const int Chunk = ChunkLayout.MinChunkSize;
    private const int Stride = Chunk + ChunkLayout.TagLength;
    private static readonly KeyId EncKeyId = KeyId.Of("a key"u8);
    private static readonly byte[] ContentKeyBytes = RandomNumberGenerator.GetBytes(ContentKey.Length);

    public static TheoryData<string> Suites => new(FileCipherSuite.Sm4Gcm.Name, FileCipherSuite.Aes256Gcm.Name);

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task What_is_encrypted_is_decrypted(string suite)
    {
        foreach (var length in new[] { 0, 1, 16, Chunk - 1, Chunk, Chunk + 1, 2 * Chunk, 5 * Chunk + 123 })
        {
            var plaintext = RandomNumberGenerator.GetBytes(length);
            var (file, ciphertext) = await EncryptAsync(suite, plaintext);
            Assert.Equal(new EncryptedFile(length, ciphertext.Length, Sm3Digest.Of(ciphertext)), file);
            Assert.Equal(new ChunkLayout(Chunk).CiphertextLength(length), ciphertext.Length);
            var (opening, opened) = await DecryptAsync(suite, ciphertext);
            Assert.Equal(new FileOpening.Opened(length), opening);
            Assert.Equal(plaintext, opened);
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task A_stream_that_gives_little_at_a_time_makes_no_difference(string suite)
    {
        var plaintext = RandomNumberGenerator.GetBytes(2 * Chunk + 5);
        var (_, ciphertext) = await EncryptAsync(suite, plaintext);
        using var cipher = Cipher(suite);
        var trickled = new MemoryStream();
        await cipher.EncryptAsync(new Trickle(plaintext), trickled);
        Assert.Equal(ciphertext, trickled.ToArray());
        var opened = new MemoryStream();
        Assert.IsType<FileOpening.Opened>(await cipher.DecryptAsync(new Trickle(ciphertext), opened));
        Assert.Equal(plaintext, opened.ToArray());
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task A_flipped_bit_is_found_in_its_chunk_and_nothing_of_the_chunk_is_written(string suite)
    {
        var plaintext = RandomNumberGenerator.GetBytes(3 * Chunk + 100);
        var (_, ciphertext) = await EncryptAsync(suite, plaintext);
        foreach (var at in new[] { 0, Chunk, Stride - 1, Stride, 2 * Stride + 7, 3 * Stride, ciphertext.Length - 1 })
        {
            var bad = (byte[])ciphertext.Clone();
            bad[at] ^= 0x10;
            var (opening, written) = await DecryptAsync(suite, bad);
            Assert.Equal(new FileOpening.Damaged(at / Stride, FileDefect.Altered), opening);
            Assert.Equal(plaintext[..(at / Stride * Chunk)], written);
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task A_file_cut_between_chunks_is_truncated(string suite)
    {
        var (_, ciphertext) = await EncryptAsync(suite, new byte[3 * Chunk]);
        foreach (var chunks in new[] { 1, 2 })
        {
            var (opening, _) = await DecryptAsync(suite, ciphertext[..(chunks * Stride)]);
            Assert.Equal(new FileOpening.Damaged(chunks - 1, FileDefect.Truncated), opening);
        }
        Assert.Equal(new FileOpening.Damaged(0, FileDefect.Truncated), (await DecryptAsync(suite, [])).Opening);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task A_file_cut_anywhere_is_refused(string suite)
    {
        var (_, ciphertext) = await EncryptAsync(suite, new byte[Chunk + 20]);
        for (var length = 0; length < ciphertext.Length; length += length is > 100 and < Chunk - 100 ? 97 : 1)
            Assert.IsType<FileOpening.Damaged>((await DecryptAsync(suite, ciphertext[..length])).Opening);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Bytes_after_the_last_chunk_are_refused(string suite)
    {
        var (_, whole) = await EncryptAsync(suite, new byte[2 * Chunk]);
        Assert.Equal(new FileOpening.Damaged(1, FileDefect.Extended), (await DecryptAsync(suite, [.. whole, 0])).Opening);
        Assert.Equal(new FileOpening.Damaged(1, FileDefect.Extended), (await DecryptAsync(suite, [.. whole, .. whole])).Opening);
        var (_, partial) = await EncryptAsync(suite, new byte[Chunk + 10]);
        Assert.Equal(new FileOpening.Damaged(1, FileDefect.Altered), (await DecryptAsync(suite, [.. partial, 0])).Opening);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Chunks_in_another_order_are_refused(string suite)
    {
        var (_, ciphertext) = await EncryptAsync(suite, RandomNumberGenerator.GetBytes(4 * Chunk));
        byte[] swapped = [.. ciphertext[..Stride], .. ciphertext[(2 * Stride)..(3 * Stride)], .. ciphertext[Stride..(2 * Stride)], .. ciphertext[(3 * Stride)..]];
        Assert.Equal(new FileOpening.Damaged(1, FileDefect.Altered), (await DecryptAsync(suite, swapped)).Opening);
        byte[] dropped = [.. ciphertext[..Stride], .. ciphertext[(2 * Stride)..]];
        Assert.Equal(new FileOpening.Damaged(1, FileDefect.Altered), (await DecryptAsync(suite, dropped)).Opening);
        byte[] repeated = [.. ciphertext[..Stride], .. ciphertext];
        Assert.Equal(new FileOpening.Damaged(1, FileDefect.Altered), (await DecryptAsync(suite, repeated)).Opening);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task A_chunk_of_another_file_is_refused(string suite)
    {
        var (_, ours) = await EncryptAsync(suite, new byte[3 * Chunk]);
        var (_, theirs) = await EncryptAsync(suite, new byte[3 * Chunk], envelopeId: "ev-2");
        byte[] spliced = [.. ours[..Stride], .. theirs[Stride..(2 * Stride)], .. ours[(2 * Stride)..]];
        Assert.Equal(new FileOpening.Damaged(1, FileDefect.Altered), (await DecryptAsync(suite, spliced)).Opening);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task An_empty_last_chunk_after_full_ones_is_refused_even_when_its_tag_is_good(string suite)
    {
        // Only who holds the key can make one: two ciphertexts of one plaintext would be two truths about one bid.
        var (_, two) = await EncryptAsync(suite, new byte[2 * Chunk]);
        using var aead = ChunkAead.Create(Suite(suite), FileKey(suite));
        var empty = new byte[ChunkLayout.TagLength];
        aead.Encrypt([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1], [], empty);
        byte[] forged = [.. two[..Stride], .. empty];
        Assert.Equal(new FileOpening.Damaged(1, FileDefect.Altered), (await DecryptAsync(suite, forged)).Opening);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Another_content_key_envelope_or_encryption_key_does_not_open(string suite)
    {
        var (_, ciphertext) = await EncryptAsync(suite, "a bid"u8.ToArray());
        using var otherKey = ContentKey.Generate();
        using var sameKey = ContentKey.FromBytes(ContentKeyBytes);
        var layout = new ChunkLayout(Chunk);
        FileCipher[] wrong =
        [
            new(Suite(suite), otherKey, "ev-1", EncKeyId, layout),
            new(Suite(suite), sameKey, "ev-2", EncKeyId, layout),
            new(Suite(suite), sameKey, "ev-1", KeyId.Of("another key"u8), layout),
            Cipher(suite == FileCipherSuite.Sm4Gcm.Name ? FileCipherSuite.Aes256Gcm.Name : FileCipherSuite.Sm4Gcm.Name),
        ];
        foreach (var cipher in wrong)
        {
            using (cipher)
                Assert.Equal(new FileOpening.Damaged(0, FileDefect.Altered), await cipher.DecryptAsync(new MemoryStream(ciphertext), new MemoryStream()));
        }
    }

    [Fact]
    public async Task A_cipher_encrypts_one_file_only()
    {
        using var cipher = Cipher(FileCipherSuite.Aes256Gcm.Name);
        await cipher.EncryptAsync(new MemoryStream([1]), new MemoryStream());
        await Assert.ThrowsAsync<InvalidOperationException>(() => cipher.EncryptAsync(new MemoryStream([2]), new MemoryStream()));
    }

    [Fact]
    public void An_envelope_id_outside_ascii_is_refused()
    {
        using var contentKey = ContentKey.Generate();
        Assert.Throws<ArgumentException>(() => new FileCipher(FileCipherSuite.Aes256Gcm, contentKey, "投标", EncKeyId, new ChunkLayout(Chunk)));
    }

    [Fact]
    public void Suites_are_found_by_their_exact_names()
    {
        foreach (var suite in new[] { FileCipherSuite.Sm4Gcm, FileCipherSuite.Aes256Gcm })
        {
            Assert.True(FileCipherSuite.TryParse(suite.Name, out var found));
            Assert.Same(suite, found);
            Assert.False(FileCipherSuite.TryParse(suite.Name.ToUpperInvariant(), out _));
        }
        Assert.False(FileCipherSuite.TryParse("aes-128-gcm-stream/1", out _));
        Assert.False(FileCipherSuite.TryParse(null, out _));
    }

    [Fact]
    public void A_content_key_prints_stars_compares_by_value_and_ends()
    {
        Assert.False(ContentKey.TryFromBytes(new byte[31], out _));
        using var one = ContentKey.FromBytes(ContentKeyBytes);
        using var same = ContentKey.FromBytes(ContentKeyBytes);
        var other = ContentKey.Generate();
        Assert.Equal(one, same);
        Assert.NotEqual(one, other);
        Assert.Equal("***", $"{one}");
        other.Dispose();
        Assert.Throws<ObjectDisposedException>(() => other.Bytes.Length);
    }

    [Theory]
    // RFC 5869, appendix A.1 and A.3 (empty salt, as here).
    [InlineData("000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9", "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")]
    [InlineData("", "", "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")]
    public void Published_examples_of_RFC_5869(string salt, string info, string expected)
    {
        var ikm = Enumerable.Repeat((byte)0x0b, 22).ToArray();
        var okm = HKDF.DeriveKey(HashAlgorithmName.SHA256, ikm, 42, Convert.FromHexString(salt), Convert.FromHexString(info));
        Assert.Equal(expected, Convert.ToHexStringLower(okm));
    }

    private static FileCipherSuite Suite(string name) => FileCipherSuite.TryParse(name, out var suite) ? suite : throw new ArgumentException(name);

    private static FileCipher Cipher(string suite, string envelopeId = "ev-1")
    {
        using var contentKey = ContentKey.FromBytes(ContentKeyBytes);
        return new FileCipher(Suite(suite), contentKey, envelopeId, EncKeyId, new ChunkLayout(Chunk));
    }

    private static byte[] FileKey(string suite)
    {
        var info = LengthPrefixed.Join("bid-file/1"u8.ToArray(), Ascii(suite), Ascii("ev-1"), Ascii(EncKeyId.ToString()));
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, ContentKeyBytes, Suite(suite).KeyLength, [], info);
    }

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private static async Task<(EncryptedFile File, byte[] Ciphertext)> EncryptAsync(string suite, byte[] plaintext, string envelopeId = "ev-1")
    {
        using var cipher = Cipher(suite, envelopeId);
        var ciphertext = new MemoryStream();
        var file = await cipher.EncryptAsync(new MemoryStream(plaintext), ciphertext);
        return (file, ciphertext.ToArray());
    }

    private static async Task<(FileOpening Opening, byte[] Plaintext)> DecryptAsync(string suite, byte[] ciphertext)
    {
        using var cipher = Cipher(suite);
        var plaintext = new MemoryStream();
        var opening = await cipher.DecryptAsync(new MemoryStream(ciphertext), plaintext);
        return (opening, plaintext.ToArray());
    }

    /// <summary>A stream that never gives more than 700 bytes a read, as a network does.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 700)], cancellationToken);
    }
}
