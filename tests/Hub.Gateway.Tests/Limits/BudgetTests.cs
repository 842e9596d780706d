using Hub.Gateway.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Hub.Gateway.Tests.Limits;

public sealed class BudgetTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 9, 30, 0, TimeSpan.Zero));

    [Fact]
    public void So_many_charges_a_window_and_all_again_in_the_next()
    {
        var budget = new Budget<string>(2, TimeSpan.FromMinutes(1), _time);
        Assert.True(budget.TryCharge("a"));
        Assert.False(budget.IsExhausted("a"));
        Assert.True(budget.TryCharge("a"));
        Assert.True(budget.IsExhausted("a"));
        Assert.False(budget.TryCharge("a"));
        Assert.False(budget.IsExhausted("b"));
        _time.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromTicks(1));
        Assert.True(budget.IsExhausted("a"));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(budget.IsExhausted("a"));
        Assert.True(budget.TryCharge("a"));
    }

    [Fact]
    public void To_be_asked_makes_no_entry()
    {
        var budget = new Budget<int>(1, TimeSpan.FromMinutes(1), _time, capacity: 3);
        for (var i = 0; i < 10; i++)
            Assert.False(budget.IsExhausted(i));
        Assert.Equal(0, budget.Size);
    }

    [Fact]
    public void Keys_that_find_a_full_table_share_one_budget_until_the_next_window()
    {
        var budget = new Budget<int>(2, TimeSpan.FromMinutes(1), _time, capacity: 3);
        for (var i = 0; i < 3; i++)
            Assert.True(budget.TryCharge(i));
        Assert.True(budget.TryCharge(10));
        Assert.False(budget.IsExhausted(11));
        Assert.True(budget.TryCharge(11));
        Assert.Equal(3, budget.Size);
        Assert.True(budget.IsExhausted(12));
        Assert.False(budget.TryCharge(12));
        Assert.False(budget.IsExhausted(0));
        Assert.True(budget.TryCharge(0));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(budget.IsExhausted(12));
        Assert.True(budget.TryCharge(12));
        Assert.Equal(1, budget.Size);
    }
}
