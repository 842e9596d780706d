using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Hub.Grains.Durability;
using Hub.Silo.Storage.GroupCommit;
using Hub.Silo.Storage.Health;
using Hub.Silo.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Hub.Silo.Tests.Storage;

public sealed class StoreHealthTests
{
    private static readonly HealthCheckContext Context = new();

    [Fact]
    public async Task A_store_at_its_bound_is_not_ready_and_is_again_when_there_is_room()
    {
        await using var store = new TestStore(options => options.MaxDatabaseBytes = 2 << 20);
        Assert.Equal(HealthStatus.Healthy, await AskAsync(store));
        var stored = 0;
        await Assert.ThrowsAsync<CommitFailedException>(async () =>
        {
            for (; stored < 100; stored++)
                await store.MustWriteAsync($"ch-{stored}", null, new string('x', 100_000));
        });
        Assert.Equal(HealthStatus.Unhealthy, await AskAsync(store));
        for (var i = 0; i < 5; i++)
            await store.ClearAsync($"ch-{i}", 1);
        Assert.Equal(HealthStatus.Healthy, await AskAsync(store));
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_is_not_ready_and_is_again_when_it_can()
    {
        await using var store = new TestStore();
        using (var other = SqliteSession.OpenPlain(store.Database))
        {
            other.Script("BEGIN IMMEDIATE");
            var refused = await CheckAsync(store);
            Assert.Equal(HealthStatus.Unhealthy, refused.Status);
            // Said by the database, which waits longer than the check would: its clock stands.
            Assert.IsAssignableFrom<StorageException>(refused.Exception);
        }
        Assert.Equal(HealthStatus.Healthy, await AskAsync(store));
    }

    [Fact]
    public async Task A_write_that_hangs_is_not_waited_for_longer_than_two_seconds()
    {
        var clock = new FakeTimeProvider();
        await using var store = new TestStore();
        using (var other = SqliteSession.OpenPlain(store.Database))
        {
            other.Script("BEGIN IMMEDIATE");
            // The database itself would wait five seconds, by a clock of its own.
            var asking = new StoreTakesWrites(store.Open, clock).CheckHealthAsync(Context);
            clock.Advance(TimeSpan.FromMilliseconds(1_999));
            Assert.False(asking.IsCompleted);
            clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.IsType<TimeoutException>((await asking).Exception);
        }
    }

    [Fact]
    public async Task Who_asks_within_a_second_gets_the_last_answer_without_another_write()
    {
        var clock = new FakeTimeProvider();
        await using var store = new TestStore();
        var check = new StoreTakesWrites(store.Open, clock);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(Context)).Status);
        store.Sql("DELETE FROM hub_meta WHERE name = 'heartbeat'");
        clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(Context)).Status);
        Assert.Equal(0, Beats());
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(Context)).Status);
        Assert.Equal(1, Beats());

        long? Beats() => store.Number("SELECT count(*) FROM hub_meta WHERE name = 'heartbeat'");
    }

    [Fact]
    public async Task The_metrics_of_the_store_move_with_its_heartbeat_and_with_nothing_else()
    {
        await using var store = new TestStore();
        var open = store.Open;
        var told = new ConcurrentQueue<(string Name, double Value)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Meter.Name == "Hub.Storage")
                it.EnableMeasurementEvents(instrument, instrument.Name);
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, name) => told.Enqueue(((string)name!, value)));
        listener.SetMeasurementEventCallback<long>((_, value, _, name) => told.Enqueue(((string)name!, value)));
        listener.Start();
        // Other stores of other tests beat beside this one: only names and what is no heartbeat are looked at.
        for (var i = 0; i < 50; i++)
            await store.MustWriteAsync($"ch-{i}", null, "x");
        listener.RecordObservableInstruments();
        Assert.All(told, it => Assert.Contains(it.Name, new[] { "hub.storage.heartbeat", "hub.storage.heartbeats.failed", "hub.storage.events.dropped" }));
        // Nothing failed, and this can be read.
        Assert.Contains(("hub.storage.heartbeats.failed", 0), told);
        Assert.Contains(("hub.storage.events.dropped", 0), told);
        await open.BeatAsync();
        listener.RecordObservableInstruments();
        Assert.Contains(told, it => it.Name == "hub.storage.heartbeat" && it.Value > 0);
    }

    [Theory]
    [InlineData(0.001, 0.01)]
    [InlineData(0.01, 0.01)]
    [InlineData(0.0101, 0.025)]
    [InlineData(3, 5)]
    [InlineData(60, 10)]
    public void A_heartbeats_time_is_told_in_steps_that_one_more_write_does_not_move(double took, double told) =>
        Assert.Equal(told, StorageMetrics.Step(TimeSpan.FromSeconds(took)));

    [Fact]
    public async Task A_stopped_store_is_not_ready()
    {
        await using var store = new TestStore();
        await store.Open.StopAsync();
        Assert.Equal(HealthStatus.Unhealthy, await AskAsync(store));
    }

    [Fact]
    public async Task The_silo_registers_the_check()
    {
        using var folder = new TempFolder();
        using var signer = new TestSigner();
        using var host = TestSilo.Build(folder.Path, signer);
        await host.StartAsync();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        // This one has the machine's clock, and a disk may be slow.
        await Eventually.TrueAsync(async () => (await health.CheckHealthAsync()).Entries["store"].Status == HealthStatus.Healthy, "a store that is ready");
        await host.StopAsync();
    }

    [Fact]
    public async Task An_operators_action_without_a_state_is_read_again()
    {
        await using var store = new TestStore();
        var action = new AdminActionRow(new DateTimeOffset(2026, 11, 24, 9, 30, 0, TimeSpan.Zero), "root", "backup", "/backups/today", "");
        await store.Open.AdminActionLog.AppendAsync(action);
        Assert.Equal(action, Assert.Single(await store.Open.AdminActions.ListAsync(0, 10)).Action);
    }

    private static async Task<HealthStatus> AskAsync(TestStore store) => (await CheckAsync(store)).Status;

    // A check of its own each time: the answer of a second ago is not asked for here. Its clock stands, so that a slow disk is not taken for one that takes no writes.
    private static Task<HealthCheckResult> CheckAsync(TestStore store) => new StoreTakesWrites(store.Open, new FakeTimeProvider()).CheckHealthAsync(Context);
}
