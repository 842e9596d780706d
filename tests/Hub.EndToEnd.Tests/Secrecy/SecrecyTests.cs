using System.Globalization;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;
using Hub.Phone;

namespace Hub.EndToEnd.Tests.Secrecy;

/// <summary>Before the start nobody but the platform learns who has bid or how many (D10; Tendering and Bidding Law, Article 22).</summary>
public sealed class SecrecyTests
{
    /// <summary>What time and the whole process drive, and the heartbeat: their values may differ, their names and labels may not.</summary>
    private static readonly string[] DrivenByTime =
    [
        "dotnet_process_cpu_time_seconds_total", "dotnet_process_memory_working_set_bytes", "dotnet_gc_last_collection_heap_size_bytes", "dotnet_thread_pool_thread_count", "hub_storage_heartbeat_seconds",
    ];

    [Fact]
    public async Task With_no_one_or_seven_bidders_every_answer_metric_and_log_line_is_the_same()
    {
        await using var world = await HubWorld.StartAsync();
        var platform = await world.NewPlatformAsync();
        var other = await world.NewPlatformAsync();
        var holders = await world.EnrolAsync(8, enterprise: null);
        var stranger = new Stranger(world, other, await other.DescribeAsync(TimeSpan.FromHours(1)), holders[7]);
        var seen = new List<Seen>();
        foreach (var bidders in new[] { 0, 1, 7 })
        {
            var logged = world.Hub.Log.Length;
            var opening = await platform.DescribeAsync(TimeSpan.FromHours(1));
            var boardToken = await opening.BoardTokenAsync();
            var (challenge, encrypt) = (ChallengeId.New(), ChallengeId.New());
            // With no bid there is no code to scan: that of another opening stands in for it.
            var url = $"{world.Hub.Phone}p#{challenge}.{new string('A', 20)}";
            foreach (var holder in holders.Take(bidders))
            {
                var registered = await opening.BidAsync(holder);
                Assert.True(EncryptStatement.TryParse(registered.Sealed.Authorship.Statement, out var statement, out var defect), defect);
                (challenge, encrypt) = (registered.Challenge, statement.Challenge);
                url = await opening.UrlAsync(challenge);
            }
            Assert.Equal(bidders, (await platform.GetAsync(opening.Path)).Value.GetProperty("envelopes").GetInt32());
            var answers = await stranger.AskAsync(opening, challenge, encrypt, url, boardToken);
            seen.Add(new Seen(answers, await MetricsAsync(world), Stranger.Normalise(world.Hub.Log[logged..])));
        }

        foreach (var with in seen.Skip(1))
        {
            Assert.Equal(seen[0].Answers, with.Answers);
            Assert.Equal(seen[0].Metrics, with.Metrics);
            Assert.Equal(seen[0].Log, with.Log);
        }
        // The questions reach something: the hall's board is there, and says nothing.
        Assert.Contains("\"tiles\":[]", seen[2].Answers["the hall's board"], StringComparison.Ordinal);
        Assert.Contains("challenge-unavailable", seen[2].Answers["scan of the decrypt"], StringComparison.Ordinal);
        Assert.Contains("not-found", seen[2].Answers["another platform GET opening"], StringComparison.Ordinal);
        Assert.Contains("bad-token", seen[2].Answers["Watch with an invented token"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_registration_and_its_scans_change_no_metric_and_no_health_answer()
    {
        await using var world = await HubWorld.StartAsync();
        var platform = await world.NewPlatformAsync();
        var holders = await world.EnrolAsync(2, enterprise: null);
        // The first of everything: instruments come into being with it, whoever it is for.
        var first = await platform.DescribeAsync(TimeSpan.FromHours(1));
        await first.BidAsync(holders[0]);
        var opening = await platform.DescribeAsync(TimeSpan.FromHours(1));
        var before = (await MetricsAsync(world), await HealthAsync());
        var bid = await opening.BidAsync(holders[1]);
        Assert.Equal(before, (await MetricsAsync(world), await HealthAsync()), Same);
        await holders[1].Phone().ScanAsync(await opening.UrlAsync(bid.Challenge));
        await holders[0].Phone().ScanAsync(await opening.UrlAsync(bid.Challenge));
        Assert.Equal(before, (await MetricsAsync(world), await HealthAsync()), Same);

        async Task<string> HealthAsync()
        {
            var (live, ready) = (await world.Line.GetAsync(new Uri(world.Hub.Management, "/health/live")), await world.Line.GetAsync(new Uri(world.Hub.Management, "/health/ready")));
            return $"{live.Status} {System.Text.Encoding.UTF8.GetString(live.Body)} {ready.Status} {System.Text.Encoding.UTF8.GetString(ready.Body)}";
        }

        static bool Same((IReadOnlyList<string> Metrics, string Health) one, (IReadOnlyList<string> Metrics, string Health) other) =>
            one.Metrics.SequenceEqual(other.Metrics) && one.Health == other.Health;
    }

    [Fact]
    public async Task Before_the_start_the_owner_sees_a_countdown_and_others_with_the_same_code_see_nothing()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync(TimeSpan.FromHours(1));
        var (owner, colleague) = (await world.EnrolAsync(7001), await world.EnrolAsync(7001));
        var bid = await opening.BidAsync(owner);
        var url = await opening.UrlAsync(bid.Challenge);

        var scanned = (await owner.Phone().ScanAsync(url)).Value;
        Assert.False(scanned.IsReady);
        Assert.Equal(opening.EarliestStart, scanned.OpensAt);
        var unavailable = (await colleague.Phone().ScanAsync(url)).Problem;
        Assert.Equal("urn:hub:problem:challenge-unavailable", unavailable?.Type);
        var invented = (await colleague.Phone().ScanAsync(url.Replace(bid.Challenge.ToString(), ChallengeId.New().ToString(), StringComparison.Ordinal))).Problem;
        Assert.Equal(Without(invented!), Without(unavailable!));

        static object Without(PhoneProblem problem) =>
            (problem.Type, problem.Detail, problem.Next, problem.Status, string.Join(",", problem.Members.Where(member => member.Key != "trace").Select(member => member.ToString())));
    }

    private sealed record Seen(SortedDictionary<string, string> Answers, IReadOnlyList<string> Metrics, string Log);

    private static async Task<IReadOnlyList<string>> MetricsAsync(HubWorld world)
    {
        var answer = await world.Line.GetAsync(new Uri(world.Hub.Management, "/metrics"));
        Assert.Equal(200, answer.Status);
        var lines = System.Text.Encoding.UTF8.GetString(answer.Body).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, line => line.StartsWith("dotnet_process_", StringComparison.Ordinal));
        // Goes by the clock and by what CAs bring, and is first there a minute after the start.
        lines = [.. lines.Where(line => !line.Contains("hub_authority_crl_remaining", StringComparison.Ordinal))];
        return [.. lines.Select(line => DrivenByTime.Any(line.StartsWith) ? line[..line.IndexOf(' ', StringComparison.Ordinal)] : WithoutTime(line)).Order(StringComparer.Ordinal)];
    }

    // A sample may carry the time of its reading as a third word.
    private static string WithoutTime(string line)
    {
        var last = line.LastIndexOf(' ');
        return !line.StartsWith('#') && long.TryParse(line.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time > 1_000_000_000_000 ? line[..last] : line;
    }
}
