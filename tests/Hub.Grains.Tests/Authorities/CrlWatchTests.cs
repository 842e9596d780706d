using Hub.Grains.Authorities;
using Hub.Grains.Contracts;
using Hub.Grains.Tests.Certificates;
using Hub.Grains.Tests.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Grains.Tests.Authorities;

public sealed class CrlWatchTests
{
    [Fact]
    public async Task A_list_is_said_to_be_missing_due_and_overdue_before_a_freeze_finds_out()
    {
        await using var hub = await TrustHub.Start();
        var clock = new SteppedClock(TrustHub.Now);
        var lines = new Lines();
        using var watch = new CrlWatch(hub.Services.GetRequiredService<IGrainFactory>(), clock, lines);

        await watch.LookAsync();
        await watch.LookAsync();
        Assert.Equal([2310], lines.Ids);
        var due = hub.Authority.Validity.NotAfter;
        await hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName).TakeCrl(hub.Authority.Crl(1), TrustHub.Now).Value();
        clock.Reach(due - CrlWatch.Soon);
        await watch.LookAsync();
        Assert.Equal([2310], lines.Ids);
        clock.Reach(due - CrlWatch.Soon + TimeSpan.FromSeconds(1));
        await watch.LookAsync();
        clock.Reach(due - CrlWatch.Soon + TimeSpan.FromMinutes(30));
        await watch.LookAsync();
        Assert.Equal([2310, 2311], lines.Ids);
        clock.Reach(due);
        await watch.LookAsync();
        Assert.Equal([2310, 2311, 2312], lines.Ids);
    }

    [Fact]
    public async Task A_list_that_is_made_for_less_than_two_days_is_said_to_be_due_when_half_of_its_time_is_over()
    {
        await using var hub = await TrustHub.Start();
        var (made, clock, lines) = (TrustHub.Now, new SteppedClock(TrustHub.Now), new Lines());
        await hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName).TakeCrl(hub.Authority.Crl(1, made, made.AddHours(12)), made).Value();
        using var watch = new CrlWatch(hub.Services.GetRequiredService<IGrainFactory>(), clock, lines);

        clock.Reach(made.AddHours(6));
        await watch.LookAsync();
        Assert.Empty(lines.Ids);
        clock.Reach(made.AddHours(6).AddSeconds(1));
        await watch.LookAsync();
        Assert.Equal([2311], lines.Ids);
    }

    [Fact]
    public async Task The_seconds_that_are_left_are_measured_by_authority()
    {
        await using var hub = await TrustHub.Start();
        var clock = new SteppedClock(TrustHub.Now);
        using var watch = new CrlWatch(hub.Services.GetRequiredService<IGrainFactory>(), clock, new Lines());
        double Measured()
        {
            var one = Assert.Single(watch.Measure());
            Assert.Equal(new KeyValuePair<string, object?>("authority", TrustHub.AuthorityName), Assert.Single(one.Tags.ToArray()));
            return one.Value;
        }

        await watch.LookAsync();
        Assert.Equal(0, Measured());
        await hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName).TakeCrl(hub.Authority.Crl(1), TrustHub.Now).Value();
        await watch.LookAsync();
        Assert.Equal((hub.Authority.Validity.NotAfter - TrustHub.Now).TotalSeconds, Measured());
        clock.Reach(hub.Authority.Validity.NotAfter.AddDays(1));
        Assert.Equal(0, Measured());
    }

    private sealed class Lines : ILogger<CrlWatch>
    {
        public List<int> Ids { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Ids.Add(eventId.Id);
    }
}
