using System.Globalization;

namespace Hub.Silo.Tests.Storage;

public sealed class GrainStateTests
{
    [Fact]
    public async Task A_state_is_read_as_it_was_written_also_after_reopening()
    {
        await using var store = new TestStore();
        Assert.Null(await store.ReadAsync("ch-1"));
        Assert.Equal(1, await store.WriteAsync("ch-1", null, "one"));
        Assert.Equal(2, await store.WriteAsync("ch-1", 1, "two"));
        Assert.Equal(("two", 2), await store.ReadAsync("ch-1"));
        await store.ReopenAsync();
        Assert.Equal(("two", 2), await store.ReadAsync("ch-1"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    [InlineData(2L)]
    public async Task A_write_that_expects_another_version_changes_nothing(long? expected)
    {
        await using var store = new TestStore();
        await store.WriteAsync("ch-1", null, "one");
        Assert.Null(await store.WriteAsync("ch-1", expected, "two"));
        Assert.Equal(("one", 1), await store.ReadAsync("ch-1"));
    }

    [Fact]
    public async Task A_write_that_expects_a_version_of_a_row_that_is_not_there_makes_none()
    {
        await using var store = new TestStore();
        Assert.Null(await store.WriteAsync("ch-1", 1, "one"));
        Assert.Null(await store.ReadAsync("ch-1"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1L)]
    public async Task Of_many_writers_of_one_row_one_wins(long? expected)
    {
        await using var store = new TestStore();
        if (expected is not null)
            await store.WriteAsync("ch-1", null, "before");
        var versions = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => store.WriteAsync("ch-1", expected, $"by {i}")));
        var winner = Assert.Single(Enumerable.Range(0, 50), i => versions[i] is not null);
        Assert.Equal(($"by {winner}", (expected ?? 0) + 1), await store.ReadAsync("ch-1"));
    }

    [Fact]
    public async Task Clearing_empties_the_state_and_goes_on_counting_so_that_no_version_comes_twice()
    {
        await using var store = new TestStore();
        await store.WriteAsync("ch-1", null, "one");
        Assert.Null(await store.ClearAsync("ch-1", 7));
        Assert.Equal(2, await store.ClearAsync("ch-1", 1));
        Assert.Equal((null, 2), await store.ReadAsync("ch-1"));
        Assert.Null(await store.WriteAsync("ch-1", null, "as if it were new"));
        Assert.Null(await store.WriteAsync("ch-1", 1, "as if nothing had happened"));
        Assert.Equal(3, await store.WriteAsync("ch-1", 2, "again"));
    }

    [Fact]
    public async Task Two_thousand_writes_at_once_are_all_acknowledged_and_all_there_after_reopening()
    {
        await using var store = new TestStore();
        var versions = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => store.WriteAsync(Grain(i), null, $"state {i}")));
        Assert.All(versions, version => Assert.Equal(1, version));
        await store.ReopenAsync();
        for (var i = 0; i < 2_000; i++)
            Assert.Equal(($"state {i}", 1), await store.ReadAsync(Grain(i)));
    }

    [Fact]
    public async Task A_second_hub_cannot_open_the_same_database()
    {
        await using var store = new TestStore();
        Assert.Throws<IOException>(store.OpenStorage);
    }

    private static string Grain(int i) => string.Create(CultureInfo.InvariantCulture, $"ch-{i}");
}
