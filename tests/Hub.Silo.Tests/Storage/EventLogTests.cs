using System.Text;
using Hub.Grains.Durability;

namespace Hub.Silo.Tests.Storage;

public sealed class EventLogTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 6, 7, 8, 9, 123, TimeSpan.Zero);

    [Fact]
    public async Task Stopping_stores_every_event_that_was_taken()
    {
        await using var store = new TestStore();
        for (var i = 0; i < 1_700; i++)
            Assert.True(store.Open.Events.Append(Event($"ch-{i % 2}", i)));
        await store.ReopenAsync();
        var first = await store.Open.EventReader.OfSubjectAsync("ch-1", 0, 800);
        var rest = await store.Open.EventReader.OfSubjectAsync("ch-1", first[^1].Position, 1_000);
        var read = first.Concat(rest).Select(stored => stored.Entry).ToArray();
        Assert.Equal(800, first.Count);
        Assert.Equal(Enumerable.Range(0, 850).Select(i => $"{2 * i + 1}"), read.Select(entry => Encoding.UTF8.GetString(entry.Detail)));
        Assert.All(read, entry => Assert.Equal((At, "scanned", "ch-1"), (entry.At, entry.Kind, entry.SubjectId)));
    }

    [Fact]
    public async Task Events_are_stored_by_themselves_within_a_moment()
    {
        await using var store = new TestStore();
        store.Open.Events.Append(Event("ch-1", 1));
        await Eventually.TrueAsync(async () => (await store.Open.EventReader.OfSubjectAsync("ch-1", 0, 10)).Count > 0, "an event stored");
    }

    [Fact]
    public async Task After_the_stop_and_over_the_size_events_are_refused()
    {
        await using var store = new TestStore();
        Assert.True(store.Open.Events.Append(new EventEntry(At, "scanned", "ch-1", new byte[EventEntry.MaxDetail])));
        Assert.Throws<ArgumentException>(() => store.Open.Events.Append(new EventEntry(At, "scanned", "ch-1", new byte[EventEntry.MaxDetail + 1])));
        await store.Open.StopAsync();
        Assert.False(store.Open.Events.Append(Event("ch-1", 1)));
    }

    [Fact]
    public async Task A_flood_is_cut_and_blocks_nobody()
    {
        await using var store = new TestStore();
        var taken = Enumerable.Range(0, 200_000).Count(i => store.Open.Events.Append(Event("ch-1", i)));
        // One place may still hold the word of the hub's own start.
        Assert.InRange(taken, 8_191, 199_999);
        await store.ReopenAsync();
        Assert.Equal(taken, store.Number("SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM events GROUP BY subject)"));
    }

    private static EventEntry Event(string subject, int i) => new(At, "scanned", subject, Encoding.UTF8.GetBytes($"{i}"));
}
