using Hub.Grains.Durability;

namespace Hub.Silo.Tests.Storage;

public sealed class FullDiskTests
{
    [Fact]
    public async Task A_full_disk_refuses_keeps_what_it_acknowledged_and_works_again_when_there_is_room()
    {
        await using var store = new TestStore(options => options.MaxDatabaseBytes = 2 << 20);
        var payload = new string('x', 100_000);
        var stored = 0;
        await Assert.ThrowsAsync<CommitFailedException>(async () =>
        {
            for (; stored < 100; stored++)
                await store.MustWriteAsync($"ch-{stored}", null, payload);
        });
        Assert.InRange(stored, 5, 30);
        for (var i = 0; i < stored; i++)
            Assert.Equal((payload, 1), await store.ReadAsync($"ch-{i}"));
        Assert.Null(await store.ReadAsync($"ch-{stored}"));
        await Assert.ThrowsAsync<CommitFailedException>(() => store.MustWriteAsync("ch-more", null, payload));

        // Two, since a new row may need a page of the tables' own beside its payload.
        Assert.Equal(2, await store.ClearAsync("ch-0", 1));
        Assert.Equal(2, await store.ClearAsync("ch-1", 1));
        await store.MustWriteAsync("ch-more", null, payload);
        await store.ReopenAsync();
        Assert.Equal((payload, 1), await store.ReadAsync("ch-more"));
    }
}
