using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Tests.Storage;

public sealed class CheckpointTests
{
    private static readonly string Payload = new('x', 100_000);

    [Fact]
    public async Task What_is_committed_reaches_the_database_file_without_the_writer()
    {
        await using var store = new TestStore();
        // A twentieth of what would make the writer do it.
        for (var i = 0; i < 30; i++)
            await store.MustWriteAsync($"ch-{i}", null, Payload);
        await Eventually.TrueAsync(() => new FileInfo(store.Database).Length >= 30 * Payload.Length, "the log moved into the database");
    }

    [Fact]
    public async Task The_log_begins_anew_while_writes_go_on()
    {
        await using var store = new TestStore();
        const long Bound = 3L * Checkpointer.WriterPages * 4096 / 2;
        for (long written = 0; written < 2 * Bound; written += Payload.Length)
            await store.MustWriteAsync($"ch-{written % 7}-{written}", null, Payload);
        Assert.InRange(new FileInfo(store.Database + "-wal").Length, 1, Bound);
    }
}
