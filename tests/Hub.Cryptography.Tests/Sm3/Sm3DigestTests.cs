using System.Text;
using CsCheck;

namespace Hub.Cryptography.Tests;

public sealed class Sm3DigestTests
{
    private const string OfAbc = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";

    [Theory]
    [InlineData("abc", 1, OfAbc)]
    [InlineData("abcd", 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732")]
    public void Published_examples_of_GB_T_32905(string text, int times, string expected)
    {
        var message = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, times)));
        Assert.Equal(expected, Sm3Digest.Of(message).ToString());
    }

    [Fact]
    public void A_digest_survives_text_and_bytes() => Gen.Byte.Array[32].Sample(bytes =>
    {
        var digest = Sm3Digest.FromBytes(bytes);
        Assert.Equal(bytes, digest.ToArray());
        Assert.Equal(Convert.ToHexStringLower(bytes), digest.ToString());
        Assert.Equal(digest, Sm3Digest.Parse(digest.ToString()));
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0")]
    [InlineData("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e")]
    [InlineData("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e00")]
    [InlineData(" 6c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")]
    [InlineData("g6c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")]
    [InlineData("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e０")]
    public void Any_other_spelling_is_refused(string? text)
    {
        Assert.False(Sm3Digest.TryParse(text, out var digest));
        Assert.Equal(default, digest);
        Assert.Throws<FormatException>(() => Sm3Digest.Parse(text!));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void Another_number_of_bytes_is_refused(int length) => Assert.Throws<ArgumentException>(() => Sm3Digest.FromBytes(new byte[length]));

    [Fact]
    public void Pieces_give_the_digest_of_the_whole() => Gen.Byte.Array[0, 200].Array[0, 6].Sample(pieces =>
    {
        var hasher = new Sm3Hasher();
        foreach (var piece in pieces)
            hasher.Append(piece);
        Assert.Equal(Sm3Digest.Of([.. pieces.SelectMany(piece => piece)]), hasher.Finish());
    });

    [Fact]
    public void A_hasher_begins_anew_after_its_digest()
    {
        var hasher = new Sm3Hasher();
        hasher.Append("something"u8);
        hasher.Finish();
        hasher.Append("abc"u8);
        Assert.Equal(OfAbc, hasher.Finish().ToString());
    }

    [Fact]
    public void Parts_are_hashed_as_they_are_joined() => Gen.Byte.Array[0, 50].Array[0, 6].Sample(parts =>
        Assert.Equal(Sm3Digest.Of(LengthPrefixed.Join(parts)), Sm3Digest.OfParts(parts)));

    [Fact]
    public void Each_part_is_preceded_by_its_length_in_four_bytes() =>
        Assert.Equal("000000026162" + "00000000" + "0000000163", Convert.ToHexStringLower(LengthPrefixed.Join("ab"u8.ToArray(), [], "c"u8.ToArray())));

    [Fact]
    public void A_letter_that_moves_to_the_next_part_changes_the_digest() =>
        Assert.NotEqual(Sm3Digest.OfParts("ab"u8.ToArray(), "c"u8.ToArray()), Sm3Digest.OfParts("a"u8.ToArray(), "bc"u8.ToArray()));
}
