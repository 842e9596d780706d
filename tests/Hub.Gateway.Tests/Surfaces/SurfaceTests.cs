using Hub.Gateway.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace Hub.Gateway.Tests.Surfaces;

public sealed class SurfaceTests
{
    [Fact]
    public async Task Each_path_is_there_on_its_own_surface_and_nowhere_else()
    {
        await using var host = await GatewayHost.StartAsync();
        var surfaces = new[] { host.Api, host.Phone, host.Management };
        foreach (var (path, owner) in new[]
        {
            ("/api/hub", host.Api), ("/openapi/v1.json", host.Api), ("/live/negotiate", host.Api), ("/p/time", host.Phone), ("/health/live", host.Management), ("/metrics", host.Management),
            ("/admin/anchors", host.Management),
        })
        {
            foreach (var surface in surfaces)
            {
                using var request = new HttpRequestMessage(path.StartsWith("/live", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, path);
                request.Headers.Host = owner.BaseAddress!.Authority; // What a header says must not matter.
                var response = await surface.SendAsync(request);
                if (surface == owner)
                    Assert.NotEqual(404, (int)response.StatusCode);
                else
                    Assert.Equal("not-found", await response.ProblemAsync(404));
            }
        }
    }

    [Fact]
    public async Task Pages_of_any_origin_may_connect_and_none_may_read_what_is_the_operators()
    {
        await using var host = await GatewayHost.StartAsync();
        foreach (var (surface, path, open) in new[] { (host.Api, "/live/negotiate", true), (host.Phone, "/p/time", true), (host.Management, "/metrics", false), (host.Api, "/api/hub", false) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, path);
            request.Headers.Add("Origin", "https://page.test");
            request.Headers.Add("Access-Control-Request-Method", "POST");
            Assert.Equal(open, (await surface.SendAsync(request)).Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task Health_says_whether_grains_answer()
    {
        await using var host = await GatewayHost.StartAsync();
        Assert.True((await host.Management.GetAsync("/health/ready")).IsSuccessStatusCode);
        host.Grains.On<Grains.Contracts.ITrustGrain, Task<Grains.Contracts.TrustSnapshot>>("Read", (_, _) => throw new TimeoutException());
        Assert.Equal(503, (int)(await host.Management.GetAsync("/health/ready")).StatusCode);
        Assert.True((await host.Management.GetAsync("/health/live")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Every_mistake_of_the_options_is_named_at_once_and_the_hub_does_not_come_up()
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => GatewayHost.StartAsync(configure: options =>
        {
            (options.ApiUrl, options.PhoneUrl) = ("ftp://x", "http://127.0.0.1:7001");
            options.ManagementUrl = "http://127.0.0.1:7001";
            options.PhoneOrigin = "https://phone.test/path";
            options.AdminTokenFile = "/nowhere/token";
            options.TrustedProxies.Add("proxy.test");
            options.MaxFeedWaiters = 0;
        }));
        Assert.Equal(6, fault.Failures.Count());
    }
}
