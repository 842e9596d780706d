using System.Text;
using Hub.Grains.Durability;
using Hub.Silo.Storage;
using Hub.Silo.Storage.Backup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Hub.Silo.Tests.Storage;

public sealed class GrainTests
{
    [Fact]
    public async Task Grains_write_through_the_stock_provider_and_find_their_state_after_a_restart()
    {
        using var folder = new TempFolder();
        using var signer = new TestSigner();
        using (var host = TestSilo.Build(folder.Path, signer))
        {
            await host.StartAsync();
            var grains = host.Services.GetRequiredService<IGrainFactory>();
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => grains.GetGrain<INoteGrain>($"note-{i}").WriteAsync($"text {i}")));
            var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
                grains.GetGrain<INoteGrain>($"note-{i}").WriteAtomicAsync($"atomic {i}", "op-1", Encoding.UTF8.GetBytes($"leaf {i}"))));
            Assert.Equal(Enumerable.Range(1, 200).Select(n => (long?)n), results.Select(result => result.FeedNumber).Order());
            for (var i = 0; i < 200; i++)
                signer.Check(results[i].Receipt!, Encoding.UTF8.GetBytes($"leaf {i}"));
            await grains.GetGrain<INoteGrain>("note-0").ClearAsync();
            await grains.GetGrain<INoteGrain>("note-0").WriteAsync("after clear");
            await host.StopAsync();
        }
        using (var host = TestSilo.Build(folder.Path, signer))
        {
            await host.StartAsync();
            var grains = host.Services.GetRequiredService<IGrainFactory>();
            Assert.Equal("after clear", await grains.GetGrain<INoteGrain>("note-0").ReadAsync());
            for (var i = 1; i < 200; i++)
                Assert.Equal($"atomic {i}", await grains.GetGrain<INoteGrain>($"note-{i}").ReadAsync());
            await grains.GetGrain<INoteGrain>("note-1").WriteAsync("goes on");
            await host.StopAsync();
        }
    }

    [Fact]
    public async Task A_companion_conflict_reaches_the_grains_caller_by_its_own_type_and_leaves_the_state()
    {
        using var folder = new TempFolder();
        using var signer = new TestSigner();
        using var host = TestSilo.Build(folder.Path, signer);
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        await grains.GetGrain<INoteGrain>("note-1").RegisterAsync("op-1", "ev-1");
        await grains.GetGrain<INoteGrain>("note-2").WriteAsync("before");
        await Assert.ThrowsAsync<CompanionConflictException>(() => grains.GetGrain<INoteGrain>("note-2").RegisterAsync("op-1", "ev-1"));
        Assert.Equal("before", await grains.GetGrain<INoteGrain>("note-2").ReadAsync());
        await host.StopAsync();
    }

    [Fact]
    public async Task Every_port_is_there_and_a_host_that_is_disposed_at_once_stores_what_was_taken()
    {
        using var folder = new TempFolder();
        using var signer = new TestSigner();
        using (var host = TestSilo.Build(folder.Path, signer))
        {
            await host.StartAsync();
            Type[] ports =
            [
                typeof(IAtomicWrite), typeof(ISealer), typeof(IHubKeys), typeof(IHubIdentity), typeof(IFeedReader), typeof(IEnvelopeReader), typeof(IBoardReader),
                typeof(ICertificateFinder), typeof(IReceiptReader), typeof(IEventLog), typeof(IEventReader), typeof(ITombstones), typeof(IOpenTries), typeof(SqliteBackup),
            ];
            Assert.All(ports, port => Assert.NotNull(host.Services.GetService(port)));
            host.Services.GetRequiredService<IEventLog>().Append(new EventEntry(DateTimeOffset.UnixEpoch, "scanned", "ch-1", []));
        }
        using (var host = TestSilo.Build(folder.Path, signer))
        {
            await host.StartAsync();
            Assert.Single(await host.Services.GetRequiredService<IEventReader>().OfSubjectAsync("ch-1", 0, 10));
            await host.StopAsync();
        }
    }

    [Fact]
    public async Task Wrong_options_stop_the_start_all_named()
    {
        using var folder = new TempFolder();
        using var host = TestSilo.Build(silo => silo.AddHubSiloStorage(options => options.Readers = 0));
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(3, refusal.Failures.Count());
    }
}
