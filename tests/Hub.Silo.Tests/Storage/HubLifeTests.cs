using System.Text.Json;

namespace Hub.Silo.Tests.Storage;

public sealed class HubLifeTests
{
    [Fact]
    public async Task Starts_and_stops_are_on_record_and_a_start_says_when_the_hub_was_last_alive()
    {
        await using var store = new TestStore();
        Assert.True(await store.Open.BeatAsync());
        var before = DateTimeOffset.UtcNow;
        await store.ReopenAsync();
        await store.ReopenAsync();

        var events = await store.Open.EventReader.OfSubjectAsync("hub", 0, 100);
        Assert.Equal(["hub-started", "hub-stopped", "hub-started", "hub-stopped"], events.Select(it => it.Entry.Kind));
        Assert.Equal(JsonValueKind.Null, Detail(0).ValueKind);
        Assert.InRange(Detail(2).GetDateTimeOffset(), before.AddMinutes(-1), DateTimeOffset.UtcNow);

        JsonElement Detail(int index) => JsonDocument.Parse(events[index].Entry.Detail).RootElement.GetProperty("lastAlive");
    }
}
