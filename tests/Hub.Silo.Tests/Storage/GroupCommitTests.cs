using Hub.Grains.Durability;
using Hub.Silo.Storage.GroupCommit;
using Hub.Silo.Storage.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Hub.Silo.Tests.Storage;

public sealed class GroupCommitTests
{
    private static readonly GroupCommitLimits Limits = new(1_000, 1 << 20, 100, 1 << 20, TimeSpan.FromSeconds(30));

    [Fact]
    public async Task A_failed_commit_fails_its_whole_batch_and_later_writes_work()
    {
        await using var bench = new Bench(Limits);
        // The row breaks a rule that is looked at only by COMMIT.
        bench.Script("""
            CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER fault AFTER INSERT ON rows WHEN NEW.id = 2 BEGIN INSERT INTO child VALUES (42); END;
            """);
        var batch = await bench.InOneBatchAsync(1, 2, 3);
        foreach (var write in batch)
            await Assert.ThrowsAsync<CommitFailedException>(() => write);
        Assert.Equal(0, bench.Rows);
        await Task.WhenAll(await bench.InOneBatchAsync(4, 5));
        Assert.Equal(2, bench.Rows);
    }

    [Fact]
    public async Task A_transaction_that_is_lost_midway_fails_its_whole_batch_and_later_writes_work()
    {
        await using var bench = new Bench(Limits);
        bench.Script("CREATE TRIGGER fault BEFORE INSERT ON rows WHEN NEW.id = 2 BEGIN SELECT RAISE(ROLLBACK, 'lost'); END;");
        foreach (var write in await bench.InOneBatchAsync(1, 2, 3))
            await Assert.ThrowsAsync<CommitFailedException>(() => write);
        Assert.Equal(0, bench.Rows);
        await Task.WhenAll(await bench.InOneBatchAsync(4, 5));
        Assert.Equal(2, bench.Rows);
    }

    [Fact]
    public async Task A_row_that_breaks_a_rule_fails_alone()
    {
        await using var bench = new Bench(Limits);
        var batch = await bench.InOneBatchAsync(1, 2, 1, 3);
        await Assert.ThrowsAsync<CompanionConflictException>(() => batch[2]);
        await Task.WhenAll(batch[0], batch[1], batch[3]);
        Assert.Equal(3, bench.Rows);
    }

    [Fact]
    public async Task An_item_of_several_statements_that_fails_midway_leaves_none_of_them()
    {
        await using var bench = new Bench(Limits);
        await bench.Writer.WriteAsync(new Row([1]));
        await Assert.ThrowsAsync<CompanionConflictException>(() => bench.Writer.WriteAsync(new Row([2, 1])));
        await bench.Writer.WriteAsync(new Row([3, 4]));
        Assert.Equal(3, bench.Rows);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once_and_takes_again_when_there_is_room()
    {
        await using var bench = new Bench(Limits with { QueueItems = 10 });
        var blocker = await bench.BlockAsync();
        var queued = Enumerable.Range(1, 10).Select(i => bench.Writer.WriteAsync(new Row([i]))).ToArray();
        await Assert.ThrowsAsync<StorageOverloadedException>(() => bench.Writer.WriteAsync(new Row([11])));
        blocker.Open.Set();
        await Task.WhenAll(queued);
        await bench.Writer.WriteAsync(new Row([11]));
        Assert.Equal(11, bench.Rows);
    }

    [Fact]
    public async Task A_queue_of_too_many_bytes_refuses_at_once()
    {
        await using var bench = new Bench(Limits with { QueueBytes = 1000 });
        var blocker = await bench.BlockAsync();
        var fits = bench.Writer.WriteAsync(new Row([1], 600));
        await Assert.ThrowsAsync<StorageOverloadedException>(() => bench.Writer.WriteAsync(new Row([2], 600)));
        blocker.Open.Set();
        await fits;
    }

    [Fact]
    public async Task Stopping_stores_what_is_queued_and_refuses_what_comes_after()
    {
        await using var bench = new Bench(Limits);
        var blocker = await bench.BlockAsync();
        var queued = Enumerable.Range(1, 250).Select(i => bench.Writer.WriteAsync(new Row([i]))).ToArray();
        var stopped = bench.Writer.StopAsync();
        await Assert.ThrowsAsync<StorageStoppedException>(() => bench.Writer.WriteAsync(new Row([999])));
        Assert.False(stopped.IsCompleted);
        blocker.Open.Set();
        await stopped;
        await Task.WhenAll(queued);
        Assert.Equal(250, bench.Rows);
    }

    [Fact]
    public async Task A_waiter_gives_up_after_thirty_seconds_and_what_was_not_begun_never_is()
    {
        var clock = new FakeTimeProvider();
        await using var bench = new Bench(Limits, clock);
        var blocker = await bench.BlockAsync();
        var write = bench.Writer.WriteAsync(new Row([1]));
        clock.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromMilliseconds(1));
        Assert.False(write.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<CommitTimeoutException>(() => write);
        blocker.Open.Set();
        await bench.Writer.WriteAsync(new Row([2]));
        Assert.Equal(1, bench.Rows);
    }

    [Fact]
    public async Task Waiters_go_on_off_the_writers_thread()
    {
        await using var bench = new Bench(Limits);
        var item = new Row([1]);
        var thread = item.Answer.ContinueWith(_ => Thread.CurrentThread.Name, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await bench.Writer.WriteAsync(item);
        Assert.NotEqual("hub-storage-writer", await thread);
        Assert.Equal("hub-storage-writer", item.Thread);
    }

    [Fact]
    public async Task What_somebody_waits_for_goes_before_what_nobody_does_and_both_get_through()
    {
        await using var bench = new Bench(Limits with { BatchItems = 2 });
        var blocker = await bench.BlockAsync();
        var order = new List<int>();
        var idle = new[] { 100, 101 }.Select(i => bench.Writer.WriteAsync(new Row([i], order: order), awaited: false)).ToArray();
        var awaited = new[] { 1, 2, 3, 4 }.Select(i => bench.Writer.WriteAsync(new Row([i], order: order))).ToArray();
        blocker.Open.Set();
        await Task.WhenAll(idle.Concat(awaited));
        Assert.Equal([1, 2, 100, 3, 4, 101], order);
    }

    [Fact]
    public async Task A_database_that_cannot_be_opened_fails_its_writers_and_is_tried_again()
    {
        await using var bench = new Bench(Limits);
        bench.Broken = true;
        await Assert.ThrowsAsync<CommitFailedException>(() => bench.Writer.WriteAsync(new Row([1])));
        bench.Broken = false;
        await bench.Writer.WriteAsync(new Row([2]));
        Assert.Equal(1, bench.Rows);
    }

    [Fact]
    public async Task A_disk_that_stays_full_is_told_once_a_minute_and_not_once_a_write()
    {
        var clock = new FakeTimeProvider();
        var log = new CountingLogger();
        await using var bench = new Bench(Limits, clock, log) { Broken = true };
        for (var minute = 1; minute <= 2; minute++)
        {
            for (var i = 0; i < 5; i++)
                await Assert.ThrowsAsync<CommitFailedException>(() => bench.Writer.WriteAsync(new Row([i])));
            Assert.Equal(minute, log.Lines);
            clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private sealed class CountingLogger : ILogger
    {
        public int Lines { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines++;
    }

    private sealed class Bench : IAsyncDisposable, IBeforeCommit
    {
        private readonly TempFolder _folder = new();

        public Bench(GroupCommitLimits limits, TimeProvider? clock = null, ILogger? log = null)
        {
            using (var session = SqliteSession.OpenWriter(Path))
                session.Script("CREATE TABLE rows (id INTEGER PRIMARY KEY)");
            Writer = new GroupCommitWriter(limits, () => Broken ? throw new IOException("no disk") : SqliteSession.OpenWriter(Path), this, clock ?? TimeProvider.System, log ?? NullLogger.Instance);
        }

        public GroupCommitWriter Writer { get; }

        public bool Broken { get; set; }

        public long Rows
        {
            get
            {
                using var session = SqliteSession.OpenPlain(Path);
                return session.Run("SELECT COUNT(*) FROM rows")!.Value;
            }
        }

        private string Path => _folder["bench.db"];

        public void Script(string sql)
        {
            using var session = SqliteSession.OpenPlain(Path);
            session.Script(sql);
        }

        /// <summary>Holds the writer inside a transaction until opened.</summary>
        public async Task<Blocker> BlockAsync()
        {
            var blocker = new Blocker();
            _ = Writer.WriteAsync(blocker);
            await blocker.Entered.Task;
            return blocker;
        }

        public async Task<Task<int>[]> InOneBatchAsync(params int[] ids)
        {
            var blocker = await BlockAsync();
            var writes = Array.ConvertAll(ids, id => Writer.WriteAsync(new Row([id])));
            blocker.Open.Set();
            return writes;
        }

        public void BeforeCommit(SqliteSession session, IReadOnlyList<WriteItem> done)
        {
        }

        public async ValueTask DisposeAsync()
        {
            await Writer.DisposeAsync();
            _folder.Dispose();
        }
    }

    private sealed class Row(int[] ids, int bytes = 1, List<int>? order = null) : WriteItem<int>
    {
        public override int Bytes => bytes;

        public override bool SeveralStatements => ids.Length > 1;

        public string? Thread { get; private set; }

        protected override int Outcome => ids.Length;

        public override bool Execute(SqliteSession session)
        {
            Thread = System.Threading.Thread.CurrentThread.Name;
            order?.Add(ids[0]);
            foreach (var id in ids)
                session.Run("INSERT INTO rows (id) VALUES (?1)", id);
            return true;
        }
    }

    private sealed class Blocker : WriteItem<int>
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Open { get; } = new();

        public override int Bytes => 1;

        public override bool SeveralStatements => false;

        protected override int Outcome => 0;

        public override bool Execute(SqliteSession session)
        {
            Entered.SetResult();
            Assert.True(Open.Wait(TimeSpan.FromSeconds(60)), "nobody opened");
            return true;
        }
    }
}
