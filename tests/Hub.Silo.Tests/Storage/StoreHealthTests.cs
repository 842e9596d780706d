using Hub.Grains.Durability;
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
            Assert.Equal(HealthStatus.Unhealthy, await AskAsync(store));
        }
        Assert.Equal(HealthStatus.Healthy, await AskAsync(store));
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
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, report.Entries["store"].Status);
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

    // A check of its own each time: the answer of a second ago is not asked for here.
    private static async Task<HealthStatus> AskAsync(TestStore store) => (await new StoreTakesWrites(store.Open, TimeProvider.System).CheckHealthAsync(Context)).Status;
}
