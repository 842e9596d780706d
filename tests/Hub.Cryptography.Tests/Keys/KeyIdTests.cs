namespace Hub.Cryptography.Tests;

public sealed class KeyIdTests
{
    [Fact]
    public void A_key_id_is_SM3_of_the_encoding_and_survives_text()
    {
        var id = KeyId.Of("abc"u8);
        Assert.Equal("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", id.ToString());
        Assert.Equal(Sm3Digest.Of("abc"u8), id.Digest);
        Assert.Equal(id, KeyId.Parse(id.ToString()));
        Assert.NotEqual(id, KeyId.Of("abd"u8));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0")]
    [InlineData("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e000")]
    public void Any_other_spelling_is_refused(string? text)
    {
        Assert.False(KeyId.TryParse(text, out var id));
        Assert.Equal(default, id);
        Assert.Throws<FormatException>(() => KeyId.Parse(text!));
    }
}
