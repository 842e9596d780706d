namespace Hub.Cryptography.Tests.Records;

public sealed class IdTests
{
    [Theory]
    [InlineData("91110000600037341L", true)]
    [InlineData("91350100M000100Y43", true)]
    [InlineData("91350100M000100Y44", false)] // the check character
    [InlineData("91350100m000100y43", false)] // lower case
    [InlineData("91350100M000100O43", false)] // O is not in the alphabet
    [InlineData("91350100M000100Y4", false)]
    [InlineData("", false)]
    public void A_credit_code_is_checked_by_GB_32100(string text, bool good) => Assert.Equal(good, CreditCode.TryParse(text, out _));

    [Fact]
    public void Every_single_wrong_character_of_a_credit_code_is_noticed()
    {
        const string code = "91350100M000100Y43";
        const string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
        for (var i = 0; i < code.Length; i++)
        {
            foreach (var other in alphabet.Where(other => other != code[i]))
                Assert.False(CreditCode.TryParse(code[..i] + other + code[(i + 1)..], out _));
        }
    }

    [Theory]
    [InlineData("ch-0123456789abcdef0123456789abcdef", true)]
    [InlineData("ch-0123456789ABCDEF0123456789abcdef", false)]
    [InlineData("ch-0123456789abcdef0123456789abcde", false)]
    [InlineData("op-0123456789abcdef0123456789abcdef", false)]
    [InlineData("ch-0123456789abcdef0123456789abcdeg", false)]
    [InlineData(null, false)]
    public void A_challenge_id_has_one_spelling(string? text, bool good)
    {
        Assert.Equal(good, ChallengeId.TryParse(text, out var id));
        if (good)
            Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData("pl-ab", true)]
    [InlineData("pl-a", false)]
    [InlineData("pl-a-b", false)]
    [InlineData("pl-abcdefghijklmnopqrstuvwxyz0123456", false)]
    public void A_platform_id_has_2_to_32_characters(string text, bool good) => Assert.Equal(good, PlatformId.TryParse(text, out _));

    [Fact]
    public void Times_keep_milliseconds_and_nothing_finer()
    {
        var time = new DateTimeOffset(2026, 11, 24, 17, 30, 0, TimeSpan.FromHours(8)).AddTicks(1_239_999);
        Assert.Equal("2026-11-24T09:30:00.123Z", WireTime.Format(time));
        Assert.True(WireTime.TryParse(WireTime.Format(time), out var read));
        Assert.Equal(WireTime.Cut(time), read);
    }
}
