using CsCheck;
using Hub.Cryptography;
using Hub.Grains.Qr;

namespace Hub.Grains.Tests.Qr;

public sealed class TokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 30, 0, 123, TimeSpan.Zero);
    private static readonly ChallengeId Challenge = ChallengeId.New();
    private readonly WatchToken _watch = new(FixedKeys.Qr());
    private readonly BoardToken _board = new(FixedKeys.Qr());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Watch_token_gives_back_what_it_was_made_of(bool longLived)
    {
        Assert.True(_watch.TryOpen(_watch.Issue(Challenge, longLived, Now.AddHours(1)), Now, out var grant));
        Assert.Equal(new WatchGrant(Challenge, longLived, Now.AddHours(1)), grant);
    }

    [Fact]
    public void Board_token_gives_back_what_it_was_made_of()
    {
        var opening = OpeningId.New();
        Assert.True(_board.TryOpen(_board.Issue(opening, Now.AddHours(1)), Now, out var grant));
        Assert.Equal(new BoardGrant(opening, Now.AddHours(1)), grant);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void Token_ends_at_its_expiry(int milliseconds, bool alive)
    {
        var at = Now.AddMilliseconds(milliseconds);
        Assert.Equal(alive, _watch.TryOpen(_watch.Issue(Challenge, false, Now), at, out _));
        Assert.Equal(alive, _board.TryOpen(_board.Issue(OpeningId.New(), Now), at, out _));
    }

    [Fact]
    public void Token_of_one_kind_or_hub_is_none_of_another()
    {
        var later = Now.AddHours(1);
        Assert.False(_watch.TryOpen(_board.Issue(OpeningId.New(), later), Now, out _));
        Assert.False(_board.TryOpen(_watch.Issue(Challenge, false, later), Now, out _));
        Assert.False(_watch.TryOpen(new WatchToken(FixedKeys.Qr("another hub")).Issue(Challenge, false, later), Now, out _));
    }

    [Fact]
    public void Token_with_any_byte_changed_cut_or_added_is_refused()
    {
        var token = _watch.Issue(Challenge, false, Now.AddHours(1));
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(token);
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte[1, 255]).Sample((place, change) =>
        {
            var altered = (byte[])bytes.Clone();
            altered[place] ^= change;
            Assert.False(Opens(altered));
            Assert.False(Opens(bytes[..place]));
        });
        Assert.False(Opens([.. bytes, 0]));

        bool Opens(byte[] altered) => _watch.TryOpen(System.Buffers.Text.Base64Url.EncodeToString(altered), Now, out _);
    }

    [Fact]
    public void Any_text_is_answered_and_none_is_a_token() => Gen.String.Sample(text => Assert.False(_watch.TryOpen(text, Now, out _)));
}
