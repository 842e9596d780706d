using Hub.Grains.Certificates;

namespace Hub.Grains.Tests.Certificates;

/// <summary>The protocol's table 5.2, row by row.</summary>
public class PinTableTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Two_wrong_tries_lock_nothing()
    {
        var guard = PinTries.Wrong(PinTries.Fresh, 2, Start);

        Assert.Null(PinGuardRules.Standing(guard, Start).LockedUntil);
        Assert.Equal(8, PinGuardRules.Standing(guard, Start).TriesLeft);
    }

    [Fact]
    public void The_third_wrong_try_is_answered_and_locks_for_an_hour_to_the_millisecond()
    {
        var guard = PinTries.Wrong(PinTries.Fresh, 3, Start);
        var third = guard.Tries[2].At;
        var until = third + TimeSpan.FromHours(1);

        Assert.Equal(until, Assert.IsType<TryDecision.Locked>(PinTries.Ask(guard, "next", third)).Until);
        Assert.Equal(7, Assert.IsType<TryDecision.Locked>(PinTries.Ask(guard, "next", until - Moment)).TriesLeft);
        Assert.Equal(6, Assert.IsType<TryDecision.Counted>(PinTries.Ask(guard, "next", until)).TriesLeft);
        Assert.IsType<TryDecision.Counted>(PinTries.Ask(guard, "next", until + Moment));
    }

    [Fact]
    public void The_fourth_wrong_try_locks_nothing_more()
    {
        var guard = PinTries.Wrong(PinTries.Fresh, 4, Start);

        Assert.IsType<TryDecision.Counted>(PinTries.Ask(guard, "next", guard.Tries[3].At));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(9)]
    [InlineData(10)]
    public void The_fifth_wrong_try_and_each_one_after_locks_for_a_day(int tries)
    {
        var guard = PinTries.Wrong(PinTries.Fresh, tries, Start);
        var until = guard.Tries[tries - 1].At + TimeSpan.FromHours(24);

        Assert.Equal(until, Assert.IsType<TryDecision.Locked>(PinTries.Ask(guard, "next", until - Moment)).Until);
        Assert.IsNotType<TryDecision.Locked>(PinTries.Ask(guard, "next", until));
        Assert.Equal(until, PinGuardRules.Standing(guard, until - Moment).LockedUntil);
        Assert.Null(PinGuardRules.Standing(guard, until).LockedUntil);
    }

    [Fact]
    public void The_tenth_is_answered_and_the_eleventh_erases_the_key()
    {
        var guard = PinTries.Wrong(PinTries.Fresh, 10, Start);
        var after = guard.Tries[9].At + TimeSpan.FromHours(24);

        Assert.IsType<TryDecision.Locked>(PinTries.Ask(guard, "next", after - Moment));
        var erase = Assert.IsType<TryDecision.Erase>(PinTries.Ask(guard, "next", after));

        Assert.Equal([1], erase.Versions);
        Assert.IsType<TryDecision.Erased>(PinTries.Ask(erase.Next, "another", after + TimeSpan.FromDays(1000)));
        Assert.IsType<TryDecision.Erased>(PinTries.Ask(erase.Next, "1", after));
    }

    [Fact]
    public void The_row_of_ten_is_not_forgotten_however_long_somebody_waits()
    {
        var guard = PinTries.Wrong(PinTries.Fresh, 10, Start);

        Assert.IsType<TryDecision.Erase>(PinTries.Ask(guard, "next", Start + TimeSpan.FromDays(4000)));
    }

    [Fact]
    public void Thirty_uncleared_tries_of_a_year_erase_the_key_at_the_next_one_though_right_ones_lie_between()
    {
        var guard = PinTries.Fresh;
        for (var i = 0; i < 29; i++)
        {
            guard = PinTries.Wrong(guard, 1, Start.AddDays(i), "wrong" + i);
            guard = PinTries.Right(guard, "right" + i, Start.AddDays(i));
        }
        guard = PinTries.Wrong(guard, 1, Start.AddDays(29), "last");

        Assert.IsType<TryDecision.Erase>(PinTries.Ask(guard, "next", Start.AddDays(365) - Moment));
        // The first of them is a year old now.
        Assert.IsType<TryDecision.Counted>(PinTries.Ask(guard, "next", Start.AddDays(365)));
    }

    [Fact]
    public void Twenty_nine_uncleared_tries_of_a_year_do_not()
    {
        var guard = PinTries.Fresh;
        for (var i = 0; i < 29; i++)
        {
            guard = PinTries.Wrong(guard, 1, Start.AddDays(i), "wrong" + i);
            guard = PinTries.Right(guard, "right" + i, Start.AddDays(i));
        }

        Assert.IsType<TryDecision.Counted>(PinTries.Ask(guard, "next", Start.AddDays(40)));
    }

    [Fact]
    public void Three_openings_at_once_with_the_right_pin_leave_no_lock_once_all_are_answered()
    {
        var guard = PinTries.Wrong(PinTries.Fresh, 3, Start);
        Assert.NotNull(PinGuardRules.Standing(guard, Start).LockedUntil);

        foreach (var name in guard.Tries.Select(counted => counted.Name).ToList())
            guard = PinTries.Cleared(guard, name);

        Assert.Null(PinGuardRules.Standing(guard, Start).LockedUntil);
        Assert.Equal(0, PinGuardRules.Standing(guard, Start).FailedSinceLastUse);
        Assert.IsType<TryDecision.Counted>(PinTries.Ask(guard, "next", Start));
    }

    [Fact]
    public void Of_three_openings_at_once_the_first_answer_already_lifts_the_lock()
    {
        var guard = PinTries.Wrong(PinTries.Fresh, 3, Start);

        guard = PinTries.Cleared(guard, guard.Tries[0].Name);

        Assert.Null(PinGuardRules.Standing(guard, Start).LockedUntil);
        Assert.Equal(2, PinGuardRules.Standing(guard, Start).FailedSinceLastUse);
    }

    [Fact]
    public void A_right_try_that_was_never_answered_is_cleared_later_and_ends_the_row()
    {
        var guard = PinTries.Wrong(PinTries.Fresh, 2, Start);
        guard = PinTries.Counted(guard, "right", Start.AddMinutes(1));
        Assert.NotNull(PinGuardRules.Standing(guard, Start.AddMinutes(1)).LockedUntil);

        guard = PinTries.Cleared(guard, "right");

        Assert.Equal(10, PinGuardRules.Standing(guard, Start.AddMinutes(1)).TriesLeft);
        Assert.IsType<ClearDecision.Already>(PinGuardRules.Clear(guard, "right"));
    }

    [Fact]
    public void An_older_try_that_is_cleared_late_makes_no_lock_and_does_not_hide_what_came_after_it()
    {
        var guard = PinTries.Counted(PinTries.Fresh, "right", Start);
        guard = PinTries.Wrong(guard, 3, Start.AddMinutes(1));

        guard = PinTries.Cleared(guard, "right");

        Assert.Equal(3, PinGuardRules.Standing(guard, Start.AddMinutes(1)).FailedSinceLastUse);
        Assert.Null(PinGuardRules.Standing(guard, guard.Tries[^1].At).LockedUntil);
        Assert.NotNull(PinGuardRules.Standing(PinTries.Wrong(guard, 2, guard.Tries[^1].At, "later"), Start.AddDays(1)).LockedUntil);
    }

    [Fact]
    public void A_known_try_is_answered_again_while_locked_and_counts_once()
    {
        var guard = PinTries.Wrong(PinTries.Fresh, 3, Start);

        Assert.Equal(7, Assert.IsType<TryDecision.Known>(PinTries.Ask(guard, guard.Tries[0].Name, Start)).TriesLeft);
    }

    [Fact]
    public void An_unknown_try_clears_nothing() =>
        Assert.IsType<ClearDecision.Unknown>(PinGuardRules.Clear(PinTries.Wrong(PinTries.Fresh, 3, Start), "never"));

    [Fact]
    public void A_version_that_is_not_there_is_named_and_not_counted() =>
        Assert.Equal(1, Assert.IsType<TryDecision.OtherVersion>(PinGuardRules.Try(PinTries.Fresh, 2, "x", Start)).Current);
}
