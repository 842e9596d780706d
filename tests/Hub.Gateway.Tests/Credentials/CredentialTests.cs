using System.Net.Http.Headers;
using Hub.Gateway.Credentials;
using Hub.Gateway.Problems;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Tests.Credentials;

public sealed class CredentialTests
{
    private const string Opening = "/api/openings/" + Hosting.Bodies.OpeningText;

    private static async Task<GatewayHost> StartAsync(Action<GatewayOptions>? configure = null)
    {
        var host = await GatewayHost.StartAsync(configure: configure);
        host.Grains.Answer<IOpeningGrain, OpeningSummary>(nameof(IOpeningGrain.Read), (_, _) => new OpeningSummary(Hosting.Bodies.Terms(), 3));
        return host;
    }

    [Theory, InlineData(null), InlineData("pl-test"), InlineData("pl-test."), InlineData("pl-test.wrong"), InlineData("PL-TEST.secret-of-pl-test"), InlineData("pl-other.secret-of-pl-test")]
    public async Task A_missing_or_wrong_credential_is_refused_before_anything_else(string? credential)
    {
        await using var host = await StartAsync();
        host.Api.DefaultRequestHeaders.Authorization = credential is null ? null : new AuthenticationHeaderValue("Bearer", credential);
        var response = await host.Api.GetAsync(Opening);
        Assert.Equal("unauthenticated", await response.ProblemAsync(401));
        Assert.Equal(0, host.Grains.Count(nameof(IOpeningGrain.Read)));
    }

    [Fact]
    public async Task A_right_credential_is_believed_for_five_seconds_and_not_longer()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 3; i++)
            Assert.True((await host.Api.GetAsync(Opening)).IsSuccessStatusCode);
        Assert.Equal(1, host.Grains.Count(nameof(IPlatformGrain.Authenticate)));
        host.Grains.On<IPlatformGrain, Task<bool>>(nameof(IPlatformGrain.Authenticate), (_, _) => Task.FromResult(false));
        host.Time.Advance(CredentialCheck.Believed - TimeSpan.FromMilliseconds(1));
        Assert.True((await host.Api.GetAsync(Opening)).IsSuccessStatusCode);
        host.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("unauthenticated", await (await host.Api.GetAsync(Opening)).ProblemAsync(401));
    }

    [Fact]
    public async Task Not_found_or_not_yours_comes_no_sooner_for_what_is_quickly_found_out()
    {
        await using var host = await StartAsync();
        host.Grains.Answer<IOpeningGrain, OpeningSummary>(nameof(IOpeningGrain.Read), (_, _) => new NotFound());
        for (var i = 0; i < 20; i++)
        {
            var began = System.Diagnostics.Stopwatch.GetTimestamp();
            Assert.Equal("not-found", await (await host.Api.GetAsync(Opening)).ProblemAsync(404));
            // The timer's clock may step by some milliseconds; without the wait it would be a fraction of one.
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began) > EvenAnswer.Pace / 2);
        }
    }

    [Theory, InlineData(0, 20), InlineData(1, 20), InlineData(19, 20), InlineData(20, 40), InlineData(21, 40), InlineData(59, 60), InlineData(1000, 1020)]
    public void Not_found_that_took_long_to_find_out_waits_for_the_next_multiple_too(int passed, int due) =>
        Assert.Equal(TimeSpan.FromMilliseconds(due), TimeSpan.FromMilliseconds(passed) + EvenAnswer.Rest(TimeSpan.FromMilliseconds(passed)));

    [Fact]
    public async Task A_credential_that_an_operator_ends_is_believed_no_more_and_the_platforms_others_are()
    {
        await using var host = await StartAsync();
        host.Management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.AdminToken);
        host.Management.DefaultRequestHeaders.Add("X-Hub-Actor", "root");
        Assert.True((await host.Api.GetAsync(Opening)).IsSuccessStatusCode);
        host.Grains.On<IPlatformGrain, Task<bool>>(nameof(IPlatformGrain.Authenticate), (_, _) => Task.FromResult(false));
        host.Grains.Answer<IPlatformGrain, Done>(nameof(IPlatformGrain.RevokeCredential), (_, _) => Done.It);
        Assert.True((await host.Api.GetAsync(Opening)).IsSuccessStatusCode);
        Assert.Equal(204, (int)(await host.Management.DeleteAsync($"/admin/platforms/{GatewayHost.Platform}/credentials/one")).StatusCode);
        Assert.Equal("unauthenticated", await (await host.Api.GetAsync(Opening)).ProblemAsync(401));
    }

    [Fact]
    public async Task A_credential_that_is_ended_while_it_is_asked_about_is_not_believed_afterwards()
    {
        await using var host = await StartAsync();
        host.Management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.AdminToken);
        host.Management.DefaultRequestHeaders.Add("X-Hub-Actor", "root");
        host.Grains.Answer<IPlatformGrain, Done>(nameof(IPlatformGrain.RevokeCredential), (_, _) => Done.It);
        var answer = new TaskCompletionSource<bool>();
        host.Grains.On<IPlatformGrain, Task<bool>>(nameof(IPlatformGrain.Authenticate), (_, _) => answer.Task);
        var asking = host.Api.GetAsync(Opening);
        await Eventually.TrueAsync(() => host.Grains.Count(nameof(IPlatformGrain.Authenticate)) == 1);
        await host.Management.DeleteAsync($"/admin/platforms/{GatewayHost.Platform}/credentials/one");
        host.Grains.On<IPlatformGrain, Task<bool>>(nameof(IPlatformGrain.Authenticate), (_, _) => Task.FromResult(false));
        answer.SetResult(true);
        Assert.True((await asking).IsSuccessStatusCode);
        Assert.Equal("unauthenticated", await (await host.Api.GetAsync(Opening)).ProblemAsync(401));
    }

    [Fact]
    public async Task Wrong_credentials_use_up_the_address_and_a_known_platform_goes_on()
    {
        await using var host = await StartAsync(options => options.StrangersPerMinute = 3);
        Assert.True((await host.Api.GetAsync(Opening)).IsSuccessStatusCode);
        using var stranger = new HttpClient { BaseAddress = host.Addresses.Api };
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "pl-test.guess");
        for (var i = 0; i < 3; i++)
            Assert.Equal("unauthenticated", await (await stranger.GetAsync(Opening)).ProblemAsync(401));
        var shut = await stranger.GetAsync(Opening);
        Assert.Equal("rate-limited", await shut.ProblemAsync(429));
        Assert.True(shut.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        host.Time.Advance(CredentialCheck.Believed);
        Assert.True((await host.Api.GetAsync(Opening)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Calls_of_one_credential_are_bounded_each_second()
    {
        await using var host = await StartAsync(options => options.CredentialPerSecond = 2);
        Assert.True((await host.Api.GetAsync(Opening)).IsSuccessStatusCode);
        Assert.True((await host.Api.GetAsync(Opening)).IsSuccessStatusCode);
        Assert.Equal("rate-limited", await (await host.Api.GetAsync(Opening)).ProblemAsync(429));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await host.Api.GetAsync(Opening)).IsSuccessStatusCode);
    }
}
