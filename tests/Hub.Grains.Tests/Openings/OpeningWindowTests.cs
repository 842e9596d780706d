using Hub.Grains.Openings;

namespace Hub.Grains.Tests.Openings;

public class OpeningWindowTests
{
    private static readonly DateTimeOffset Start = OpeningScene.Start;
    private static readonly OpeningWindow Window = new(Start, Start.AddMinutes(10));

    [Theory]
    [InlineData(-1, true, false, false)]
    [InlineData(0, false, true, false)]
    [InlineData(599_999, false, true, false)]
    [InlineData(600_000, false, false, true)]
    [InlineData(600_001, false, false, true)]
    public void The_start_is_in_and_the_end_is_out(int milliseconds, bool ahead, bool inside, bool over)
    {
        var moment = Start.AddMilliseconds(milliseconds);

        Assert.Equal((ahead, inside, over), (Window.IsAhead(moment), Window.Contains(moment), Window.IsOver(moment)));
    }

    [Fact]
    public void A_window_that_ends_where_it_starts_holds_no_moment()
    {
        var empty = new OpeningWindow(Start, Start);

        Assert.False(empty.Contains(Start));
        Assert.True(empty.IsOver(Start));
        Assert.True(empty.IsAhead(Start - OpeningScene.Tick));
    }
}
