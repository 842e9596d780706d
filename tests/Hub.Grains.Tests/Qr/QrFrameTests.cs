using CsCheck;
using Hub.Cryptography;
using Hub.Grains.Qr;

namespace Hub.Grains.Tests.Qr;

public sealed class QrFrameTests
{
    // The start of a step: 15 s divide a minute.
    private static readonly DateTimeOffset StepStart = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);
    private static readonly ChallengeId Challenge = ChallengeId.New();
    private readonly QrFrames _frames = new(FixedKeys.Qr());

    [Theory]
    [InlineData(-15_001, false)]
    [InlineData(-15_000, true)]
    [InlineData(0, true)]
    [InlineData(14_999, true)]
    [InlineData(29_999, true)]
    [InlineData(30_000, false)]
    public void Rotating_frame_lives_for_its_step_and_one_on_either_side(int milliseconds, bool alive)
    {
        var frame = _frames.Issue(Challenge, StepStart, 1)[0].Frame;
        Assert.Equal(alive, _frames.Verify(Challenge, frame, StepStart.AddMilliseconds(milliseconds)));
    }

    [Fact]
    public void Book_has_one_frame_a_step_from_now_on()
    {
        var book = _frames.Issue(Challenge, StepStart.AddSeconds(7), 4);
        Assert.Equal(StepStart, book[0].From);
        Assert.All(book.Zip(book.Skip(1)), pair => Assert.Equal(pair.First.Until, pair.Second.From));
        Assert.All(book, frame => Assert.True(_frames.Verify(Challenge, frame.Frame, frame.From)));
        Assert.All(book, frame => Assert.Equal(QrFrames.FrameLength, frame.Frame.Length));
        Assert.Equal(4, book.DistinctBy(frame => frame.Frame).Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(QrFrames.MaxBook + 1)]
    public void Book_outside_its_bounds_is_a_fault_of_the_caller(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _frames.Issue(Challenge, StepStart, count));

    [Fact]
    public void Long_lived_frame_outlives_every_step()
    {
        var frame = _frames.IssueLongLived(Challenge, StepStart, StepStart.AddHours(1)).Frame;
        Assert.True(_frames.Verify(Challenge, frame, StepStart.AddDays(3)));
    }

    [Fact]
    public void Frame_is_of_one_challenge_and_one_hub()
    {
        var frame = _frames.Issue(Challenge, StepStart, 1)[0].Frame;
        Assert.False(_frames.Verify(ChallengeId.New(), frame, StepStart));
        Assert.False(new QrFrames(FixedKeys.Qr("another hub")).Verify(Challenge, frame, StepStart));
    }

    [Fact]
    public void Frame_with_any_character_changed_is_refused()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var frame = _frames.Issue(Challenge, StepStart, 1)[0].Frame;
        Gen.Select(Gen.Int[0, QrFrames.FrameLength - 1], Gen.Char[Alphabet])
            .Where((place, character) => frame[place] != character)
            .Sample((place, character) => Assert.False(_frames.Verify(Challenge, frame[..place] + character + frame[(place + 1)..], StepStart)));
    }

    [Fact]
    public void Any_text_is_answered_and_none_is_a_frame() =>
        Gen.String.Sample(text => Assert.False(_frames.Verify(Challenge, text, StepStart)));

    [Fact]
    public void Frame_does_not_print_itself()
    {
        var frame = _frames.Issue(Challenge, StepStart, 1)[0];
        Assert.DoesNotContain(frame.Frame, frame.ToString(), StringComparison.Ordinal);
    }
}
