using Hub.Cryptography;
using Hub.Gateway.Metrics;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Tests.Metrics;

public sealed class MetricsTests
{
    private static readonly ChallengeId Challenge = ChallengeId.New();

    [Fact]
    public async Task Only_allowed_names_are_exported_whatever_the_hub_has_done()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Grains.Answer<IChallengeGrain, ScanAnswer>(nameof(IChallengeGrain.Scan), (_, _) => Hosting.Bodies.Scanned(Challenge, [1]));
        await host.Phone.PostAsync($"/p/challenges/{Challenge}/scan", Hosting.Bodies.Signed(Hosting.Bodies.Scan(host, Challenge, Hosting.Bodies.Key(1))));
        await (await host.Grains.Joined.Task).ChallengeChanged(Hosting.Bodies.Snapshot(Challenge, 2, "approved", Hosting.Bodies.Result(host.Time.GetUtcNow())) with { Answers = true });
        var allowed = AllowedInstruments.Names.Select(name => name.Replace('.', '_')).ToList();
        var lines = (await host.Management.GetStringAsync("/metrics")).Split('\n');
        var names = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToList();
        Assert.All(names.Where(name => name is not ("target_info" or "target" or "otel_scope_info" or "otel_scope")), name => Assert.Contains(allowed, it => name.StartsWith(it, StringComparison.Ordinal)));
        Assert.Contains(names, name => name.StartsWith("hub_phone_calls", StringComparison.Ordinal));
        Assert.Contains(names, name => name.StartsWith("hub_push_latency", StringComparison.Ordinal));
        Assert.Contains(names, name => name.StartsWith("dotnet_process_cpu_time", StringComparison.Ordinal));
        Assert.DoesNotContain(Challenge.ToString(), string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_for_operators_has_every_metric_and_no_other()
    {
        await using var host = await GatewayHost.StartAsync();
        var told = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "operations.md"))
            .Where(line => line.StartsWith("| `hub_", StringComparison.Ordinal) || line.StartsWith("| `dotnet_", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split(',')).Select(name => name.Trim(' ', '`')).ToList();
        Assert.Equal(AllowedInstruments.Names.Count, told.Count);
        Assert.All(AllowedInstruments.Names, name => Assert.Contains(told, it => it.StartsWith(name.Replace('.', '_'), StringComparison.Ordinal)));
        Assert.Contains("service_name=\"hub\"", await host.Management.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_latency_of_an_answer_is_measured_at_the_push_that_follows_it_and_at_no_later_one()
    {
        await using var host = await GatewayHost.StartAsync();
        var observer = await host.Grains.Joined.Task;
        var pushed = Hosting.Bodies.Snapshot(Challenge, 2, "approved", Hosting.Bodies.Result(host.Time.GetUtcNow()));
        await observer.ChallengeChanged(pushed with { Answers = true });
        host.Time.Advance(TimeSpan.FromMinutes(20));
        // The platform has opened the files, and whoever watches is told of it.
        await observer.ChallengeChanged(pushed with { Number = 3 });
        var lines = (await host.Management.GetStringAsync("/metrics")).Split('\n');
        Assert.Contains("} 1", Assert.Single(lines, line => line.StartsWith("hub_push_latency_seconds_count", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scan_before_the_start_and_an_encrypt_challenge_leave_no_trace_in_the_metrics()
    {
        await using var host = await GatewayHost.StartAsync();
        var observer = await host.Grains.Joined.Task;
        var before = await CallsAsync(host);
        host.Grains.Answer<IChallengeGrain, ScanAnswer>(nameof(IChallengeGrain.Scan), (_, _) => Hosting.Bodies.Scanned(Challenge, null));
        await ScanAsync(host);
        host.Grains.Answer<IChallengeGrain, ScanAnswer>(nameof(IChallengeGrain.Scan), (_, _) => Hosting.Bodies.Scanned(Challenge, [1]) with { Kind = ChallengeKind.Encrypt });
        await ScanAsync(host);
        host.Grains.Answer<IChallengeGrain, ScanAnswer>(nameof(IChallengeGrain.Scan), (_, _) => new ChallengeUnavailable());
        await ScanAsync(host);
        await observer.ChallengeChanged(Hosting.Bodies.Snapshot(Challenge, 2, "approved", Hosting.Bodies.Result(host.Time.GetUtcNow())) with { Kind = ChallengeKind.Encrypt, Answers = true });
        Assert.Equal(before, await CallsAsync(host));

        static Task ScanAsync(GatewayHost host) =>
            host.Phone.PostAsync($"/p/challenges/{Challenge}/scan", Hosting.Bodies.Signed(Hosting.Bodies.Scan(host, Challenge, Hosting.Bodies.Key(1))));

        static async Task<string> CallsAsync(GatewayHost host) => string.Join('\n',
            (await host.Management.GetStringAsync("/metrics")).Split('\n').Where(line => line.StartsWith("hub_phone", StringComparison.Ordinal) || line.StartsWith("hub_push", StringComparison.Ordinal)));
    }
}
