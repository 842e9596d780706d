using CsCheck;
using Hub.Cryptography;
using TradingPlatform.Openings;
using TradingPlatform.Tests.Forge;

namespace TradingPlatform.Tests.Openings;

public sealed class WindowRulesTests
{
    private const int Seconds = 100;
    private static readonly DateTimeOffset Earliest = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private static readonly Gen<ArrivedAmendment[]> Amendments =
        Gen.Select(Gen.Int[-20, 60], Gen.Int[0, 5], Gen.Int[0, 400], (after, kind, until) => (after, kind, until)).Array[0, 12].Select(InOrder);

    public static TheoryData<string, DateTimeOffset?, DateTimeOffset?> Endings => new()
    {
        { "", At(0), At(100) },
        { "extend 99 to 300", At(0), At(300) },
        { "extend 100 to 300", At(0), At(100) },
        { "extend 50 to 100", At(0), At(100) },
        { "extend 50 to 90", At(0), At(100) },
        { "extend 50 to 200, extend 199 to 300", At(0), At(300) },
        { "extend 50 to 200, extend 200 to 300", At(0), At(200) },
        { "extend -5 to 300", At(0), At(300) },
        { "close 40", At(0), At(40) },
        { "close -1", At(0), At(100) },
        { "close 0", At(0), At(0) },
        { "close 100", At(0), At(100) },
        { "close 40, extend 39 to 300", At(0), At(40) },
        { "close 40, close 30", At(0), At(40) },
        { "extend 10 to 300, close 250", At(0), At(250) },
        { "note 10, admit 20", At(0), At(100) },
        { "start 50", At(0), At(100) },
    };

    [Theory, MemberData(nameof(Endings))]
    public void By_the_clock_each_amendment_counts_before_the_end_that_was_in_force(string amendments, DateTimeOffset? start, DateTimeOffset? end) =>
        Assert.Equal(new DecryptionWindow(start!.Value, end!.Value), WindowRules.Of(Terms(OpeningStart.Clock), At(-10), Parse(amendments)));

    [Theory]
    [InlineData("", null, null)]
    [InlineData("note 10, extend 10 to 300, close 20", null, null)]
    [InlineData("start -1", null, null)]
    [InlineData("start 0", 0, 100)]
    [InlineData("start 30", 30, 130)]
    [InlineData("start 30, start 60", 30, 130)]
    [InlineData("start 30, close 29", 30, 130)]
    [InlineData("start 30, close 30", 30, 30)]
    [InlineData("start -1, start 30, extend 129 to 200", 30, 200)]
    public void By_the_host_s_hand_nothing_is_open_before_the_start_arrived(string amendments, int? start, int? end) =>
        Assert.Equal(start is null ? null : new DecryptionWindow(At(start.Value), At(end!.Value)), WindowRules.Of(Terms(OpeningStart.Host), At(-10), Parse(amendments)));

    [Fact]
    public void Freeze_that_came_after_the_earliest_start_opens_the_window() =>
        Assert.Equal(new DecryptionWindow(At(7), At(107)), WindowRules.Of(Terms(OpeningStart.Clock), At(7), []));

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(99_999, true)]
    [InlineData(100_000, false)]
    public void Start_is_in_the_window_and_end_is_not(int milliseconds, bool inside) =>
        Assert.Equal(inside, WindowRules.Of(Terms(OpeningStart.Clock), At(-10), [])!.Value.Contains(At(0).AddMilliseconds(milliseconds)));

    /// <summary>So whether an answer counts is decided at its arrival, and no later amendment changes it: not a close, not an extension.</summary>
    [Fact]
    public void What_arrives_later_changes_nothing_for_what_has_arrived() => Gen.Select(Amendments, Gen.Int[-20, 700], Gen.Bool).Sample((amendments, moment, clock) =>
    {
        var terms = Terms(clock ? OpeningStart.Clock : OpeningStart.Host);
        var answer = At(moment);
        var before = WindowRules.Of(terms, At(-30), amendments.Where(amendment => amendment.Arrival <= answer));
        var all = WindowRules.Of(terms, At(-30), amendments);
        return (before is { } one && one.Contains(answer)) == (all is { } other && other.Contains(answer));
    });

    [Fact]
    public void Only_a_close_shortens_the_window_and_never_below_its_own_arrival() => Amendments.Sample(amendments =>
    {
        var terms = Terms(OpeningStart.Clock);
        var end = At(Seconds);
        for (var count = 1; count <= amendments.Length; count++)
        {
            var next = WindowRules.Of(terms, At(-30), amendments.Take(count))!.Value;
            var last = amendments[count - 1];
            if (next.Start != At(0) || next.End < end && !(last.Action is AmendmentAction.Close && next.End == last.Arrival))
                return false;
            end = next.End;
        }
        return true;
    });

    [Fact]
    public void Notes_and_admissions_move_nothing() => Amendments.Sample(amendments =>
    {
        var moving = amendments.Where(amendment => amendment.Action is not (AmendmentAction.Note or AmendmentAction.Admit));
        return WindowRules.Of(Terms(OpeningStart.Host), At(-30), moving) == WindowRules.Of(Terms(OpeningStart.Host), At(-30), amendments);
    });

    private static OpeningDescriptor Terms(string start) => PlatformForge.Terms with { Deadline = Earliest.AddMinutes(-1), EarliestStart = Earliest, Start = start, WindowSeconds = Seconds };

    private static DateTimeOffset At(int seconds) => Earliest.AddSeconds(seconds);

    /// <summary>Arrivals never go back.</summary>
    private static ArrivedAmendment[] InOrder((int After, int Kind, int Until)[] steps)
    {
        var at = -20;
        return [.. steps.Select(step =>
        {
            at += Math.Max(0, step.After);
            return new ArrivedAmendment(step.Kind switch
            {
                0 => new AmendmentAction.Start(),
                1 or 2 => new AmendmentAction.Extend(At(step.Until)),
                3 => new AmendmentAction.Close(),
                4 => new AmendmentAction.Note("x"),
                _ => new AmendmentAction.Admit(ChallengeId.New(), default),
            }, At(at));
        })];
    }

    private static IEnumerable<ArrivedAmendment> Parse(string amendments) =>
        amendments.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split(' ')).Select(words => new ArrivedAmendment(words[0] switch
        {
            "start" => new AmendmentAction.Start(),
            "extend" => new AmendmentAction.Extend(At(int.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture))),
            "close" => new AmendmentAction.Close(),
            "admit" => new AmendmentAction.Admit(ChallengeId.New(), default),
            _ => new AmendmentAction.Note("x"),
        }, At(int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture))));
}
