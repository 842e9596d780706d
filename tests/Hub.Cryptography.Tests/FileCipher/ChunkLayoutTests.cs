using CsCheck;

namespace Hub.Cryptography.Tests;

public sealed class ChunkLayoutTests
{
    private const int Chunk = ChunkLayout.MinChunkSize;
    private readonly ChunkLayout _layout = new(Chunk);

    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 17)]
    [InlineData(Chunk - 1, Chunk + 15)]
    [InlineData(Chunk, Chunk + 16)]
    [InlineData(Chunk + 1, Chunk + 33)]
    [InlineData(2 * Chunk, 2 * Chunk + 32)]
    public void Each_plaintext_length_has_one_ciphertext_length(long plaintext, long ciphertext)
    {
        Assert.Equal(ciphertext, _layout.CiphertextLength(plaintext));
        Assert.True(_layout.TryGetPlaintextLength(ciphertext, out var back));
        Assert.Equal(plaintext, back);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(Chunk + 16 + 1)]
    [InlineData(Chunk + 16 + 15)]
    [InlineData(Chunk + 16 + 16)]
    [InlineData(2 * (Chunk + 16) + 16)]
    [InlineData(long.MaxValue)]
    public void A_length_that_no_plaintext_has_is_refused(long ciphertext) => Assert.False(_layout.TryGetPlaintextLength(ciphertext, out _));

    [Fact]
    public void Lengths_go_both_ways() => Gen.Long[0, 1L << 40].Sample(plaintext =>
        Assert.True(_layout.TryGetPlaintextLength(_layout.CiphertextLength(plaintext), out var back) && back == plaintext));

    [Fact]
    public void Every_ciphertext_length_is_of_one_plaintext_length_or_of_none()
    {
        var possible = Enumerable.Range(0, 3 * Chunk).ToDictionary(length => _layout.CiphertextLength(length), length => (long)length);
        for (var length = 0L; length < 3 * Chunk; length++)
            Assert.Equal(possible.TryGetValue(length, out var plaintext) ? plaintext : -1, _layout.TryGetPlaintextLength(length, out var found) ? found : -1);
    }

    [Fact]
    public void The_most_chunks_fit_and_one_byte_more_does_not()
    {
        var longest = ChunkLayout.MaxChunks * Chunk;
        Assert.True(_layout.TryGetPlaintextLength(_layout.CiphertextLength(longest), out var back));
        Assert.Equal(longest, back);
        Assert.Throws<ArgumentOutOfRangeException>(() => _layout.CiphertextLength(longest + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _layout.CiphertextLength(-1));
        Assert.False(_layout.TryGetPlaintextLength(_layout.CiphertextLength(longest) + 17, out _));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(-4096, false)]
    [InlineData(2048, false)]
    [InlineData(4095, false)]
    [InlineData(4096, true)]
    [InlineData(5000, false)]
    [InlineData(1024 * 1024, true)]
    [InlineData(4 * 1024 * 1024, true)]
    [InlineData(8 * 1024 * 1024, false)]
    public void A_chunk_size_is_a_power_of_two_in_bounds(int size, bool good)
    {
        Assert.Equal(good, ChunkLayout.IsChunkSize(size));
        if (!good)
            Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkLayout(size));
    }
}
