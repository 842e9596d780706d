using CsCheck;
using Hub.Grains.Certificates;

namespace Hub.Grains.Tests.Certificates;

/// <summary>What holds for every history of tries, answers and waiting.</summary>
public class PinPropertyTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // A step: wait so many minutes, then try (under a new name or an old one) or clear one of the last tries.
    private static readonly Gen<(int Minutes, int Kind, int Which)[]> Histories =
        Gen.Select(Gen.OneOf(Gen.Int[0, 5], Gen.Int[0, 3000], Gen.Int[0, 100_000]), Gen.Int[0, 9], Gen.Int[0, 12]).Array[1, 80];

    [Fact]
    public void Never_more_than_ten_evaluations_follow_each_other_without_an_answer_and_never_more_than_thirty_a_year() => Histories.Sample(history =>
    {
        var run = new Run();
        var answered = new List<(DateTimeOffset At, string Name)>();
        var cleared = new HashSet<string>();
        foreach (var step in history)
        {
            run.Take(step);
            if (run.Evaluated is { } name)
                answered.Add((run.Now, name));
            if (run.ClearedName is { } clearedName)
                cleared.Add(clearedName);
            var row = answered.AsEnumerable().Reverse().TakeWhile(one => !cleared.Contains(one.Name)).Count();
            Assert.True(row <= 10);
            Assert.True(answered.Count(one => !cleared.Contains(one.Name) && run.Now - one.At < TimeSpan.FromDays(365)) <= 30);
        }
    });

    [Fact]
    public void No_try_of_the_row_is_forgotten_and_the_list_stays_bounded() => Histories.Sample(history =>
    {
        var run = new Run();
        var row = new List<string>();
        foreach (var step in history)
        {
            run.Take(step);
            if (run.Evaluated is { } name)
                row.Add(name);
            if (run.ClearedName is { } clearedName && row.IndexOf(clearedName) is >= 0 and var at)
                row.RemoveRange(0, at + 1);
            Assert.Equal(row, [.. PinPolicy.Row(run.Guard.Tries).ToArray().Select(counted => counted.Name)]);
            Assert.True(run.Guard.Tries.Count <= PinGuardRules.ClearedKept + 1 + PinPolicy.TriesInRow + PinPolicy.TriesInYear);
        }
    });

    [Fact]
    public void A_lock_only_ends_by_time_or_by_an_answer_and_an_answer_never_makes_one() => Histories.Sample(history =>
    {
        var run = new Run();
        foreach (var step in history)
        {
            var before = run.Guard;
            var lockedBefore = PinPolicy.LockedUntil(PinPolicy.Row(before.Tries));
            run.Take(step);
            var locked = PinPolicy.LockedUntil(PinPolicy.Row(run.Guard.Tries));
            if (run.ClearedName is not null)
                Assert.True(locked is null || locked <= lockedBefore);
            else if (run.Evaluated is null)
                Assert.Equal(lockedBefore, locked);
            else
                Assert.True(lockedBefore is null || locked >= lockedBefore);
            if (locked is { } until)
            {
                Assert.IsNotType<TryDecision.Counted>(PinTries.Ask(run.Guard, "probe", until.AddMilliseconds(-1)));
                Assert.IsNotType<TryDecision.Locked>(PinTries.Ask(run.Guard, "probe", until));
            }
        }
    });

    [Fact]
    public void Clearing_every_try_always_lifts_every_lock() => Histories.Sample(history =>
    {
        var run = new Run();
        foreach (var step in history)
            run.Take(step);
        var guard = run.Guard;
        foreach (var name in guard.Tries.Where(counted => !counted.Cleared).Select(counted => counted.Name).ToList())
            guard = PinTries.Cleared(guard, name);

        Assert.Equal(0, PinPolicy.Row(guard.Tries).Length);
        Assert.Null(PinPolicy.LockedUntil(PinPolicy.Row(guard.Tries)));
    });

    /// <summary>A history, step by step.</summary>
    private sealed class Run
    {
        private int _names;

        public PinGuardState Guard { get; private set; } = PinTries.Fresh;

        public DateTimeOffset Now { get; private set; } = Start;

        public string? Evaluated { get; private set; }

        public string? ClearedName { get; private set; }

        public void Take((int Minutes, int Kind, int Which) step)
        {
            Now += TimeSpan.FromMinutes(step.Minutes);
            (Evaluated, ClearedName) = (null, null);
            if (step.Kind < 6 || Guard.Tries.Count == 0)
                Ask("try" + _names++);
            else if (step.Kind == 6)
                Ask(Guard.Tries[^Math.Min(step.Which + 1, Guard.Tries.Count)].Name);
            else
                Clear(Guard.Tries[^Math.Min(step.Which + 1, Guard.Tries.Count)].Name);
        }

        private void Ask(string name)
        {
            switch (PinTries.Ask(Guard, name, Now))
            {
                case TryDecision.Counted counted:
                    (Guard, Evaluated) = (counted.Next, name);
                    break;
                case TryDecision.Erase erase:
                    Guard = erase.Next;
                    break;
            }
        }

        private void Clear(string name)
        {
            if (PinGuardRules.Clear(Guard, name) is ClearDecision.Cleared cleared)
                (Guard, ClearedName) = (cleared.Next, name);
        }
    }
}
