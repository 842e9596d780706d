using System.Net;
using Hub.Cryptography;
using Hub.Gateway.Phones;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Tests.Phones;

/// <summary>Enrolments need no key that the hub knows and no code that is good, and wait for a CA: the one call that strangers can make last.</summary>
public sealed class EnrolmentFloodTests : IDisposable
{
    private static readonly Enrolment Enrolled = new("ca-test", "en", "n", "h", [1], [1], [], [1], 1, [1], [1], [1]);

    private readonly DeviceKey _device = DeviceKey.Generate();
    private readonly TaskCompletionSource<Outcome<Enrolment>> _ca = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task Enrolments_that_wait_for_a_CA_are_bounded_and_afterwards_an_honest_one_is_taken()
    {
        await using var host = await WaitingAsync(options => options.TrustedProxies.Add("127.0.0.1"));
        var waiting = Enumerable.Range(0, EnrolmentsUnderWay.OfAuthority).Select(i => EnrolAsync(host, from: 1 + (i / EnrolmentsUnderWay.OfAddress))).ToList();
        await Eventually.TrueAsync(() => host.Grains.Count(nameof(ICertificateGrain.Enrol)) == EnrolmentsUnderWay.OfAuthority);
        for (var i = 0; i < 3; i++)
        {
            var refused = await EnrolAsync(host, from: 100 + i);
            Assert.Equal("overloaded", await refused.ProblemAsync(503));
            Assert.NotNull(refused.Headers.RetryAfter);
        }
        Assert.Equal(EnrolmentsUnderWay.OfAuthority, host.Grains.Count(nameof(ICertificateGrain.Enrol)));
        // Another CA's holders are none the worse.
        host.Grains.Answer<ICertificateGrain, Enrolment>(nameof(ICertificateGrain.Enrol), (_, _) => Enrolled);
        Assert.Equal(HttpStatusCode.OK, (await EnrolAsync(host, "ca-other")).StatusCode);

        _ca.SetResult(new AuthorityUnavailable());
        foreach (var answer in await Task.WhenAll(waiting))
            Assert.Equal("authority-unavailable", await answer.ProblemAsync(503));
        Assert.Equal(HttpStatusCode.OK, (await EnrolAsync(host)).StatusCode);
    }

    [Fact]
    public async Task One_address_leaves_room_for_others_at_a_CA_that_is_slow()
    {
        await using var host = await WaitingAsync(options => options.TrustedProxies.Add("127.0.0.1"));
        var waiting = Enumerable.Range(0, EnrolmentsUnderWay.OfAddress).Select(_ => EnrolAsync(host, from: 1)).ToList();
        await Eventually.TrueAsync(() => host.Grains.Count(nameof(ICertificateGrain.Enrol)) == EnrolmentsUnderWay.OfAddress);
        Assert.Equal("overloaded", await (await EnrolAsync(host, from: 1)).ProblemAsync(503));
        waiting.Add(EnrolAsync(host, from: 2));
        await Eventually.TrueAsync(() => host.Grains.Count(nameof(ICertificateGrain.Enrol)) == EnrolmentsUnderWay.OfAddress + 1);
        _ca.SetResult(Enrolled);
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task A_stranger_pays_for_an_enrolment_before_the_CA_is_asked()
    {
        await using var host = await WaitingAsync(options => options.StrangersPerMinute = 2);
        var waiting = new[] { EnrolAsync(host), EnrolAsync(host) };
        await Eventually.TrueAsync(() => host.Grains.Count(nameof(ICertificateGrain.Enrol)) == 2);
        Assert.Equal("rate-limited", await (await EnrolAsync(host)).ProblemAsync(429));
        _ca.SetResult(new CodeRefused());
        foreach (var answer in await Task.WhenAll(waiting))
            Assert.Equal("code-refused", await answer.ProblemAsync(422));
        Assert.Equal("rate-limited", await (await EnrolAsync(host)).ProblemAsync(429));
    }

    [Fact]
    public async Task An_enrolment_that_succeeds_gives_back_what_it_paid()
    {
        await using var host = await GatewayHost.StartAsync(configure: options => options.StrangersPerMinute = 1);
        KnowNobody(host);
        host.Grains.Answer<ICertificateGrain, Enrolment>(nameof(ICertificateGrain.Enrol), (_, _) => Enrolled);
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, (await EnrolAsync(host)).StatusCode);
    }

    private async Task<GatewayHost> WaitingAsync(Action<GatewayOptions>? configure = null)
    {
        var host = await GatewayHost.StartAsync(configure: configure);
        KnowNobody(host);
        host.Grains.On<ICertificateGrain, Task<Outcome<Enrolment>>>(nameof(ICertificateGrain.Enrol), (_, _) => _ca.Task);
        return host;
    }

    private static void KnowNobody(GatewayHost host) => host.Grains.Answer<ICertificateGrain, CertificateIdentity>(nameof(ICertificateGrain.Identify), (_, _) => new NotFound());

    private Task<HttpResponseMessage> EnrolAsync(GatewayHost host, string authority = "ca-test", int from = 1)
    {
        Assert.True(AuthorityId.TryParse(authority, out var ca));
        using var signing = Sm2PrivateKey.Generate();
        var request = SigningRequest.Create(signing, CertificateSubject.Create("x")).Der.ToArray();
        var record = EnrolmentRecord.Of(
            Hosting.Bodies.HubId, EnrolmentCode.New(ca, Sm3Digest.Of([1])), request, request, _device.PublicKey.Spki.ToArray(), OprfClient.Blind("1"u8.ToArray()).Blinded.ToArray()).Encode();
        var call = new HttpRequestMessage(HttpMethod.Post, "/p/enrolments") { Content = Hosting.Bodies.Signed(record, _device.Sign(record)) };
        call.Headers.Add("X-Forwarded-For", $"198.51.100.{from}");
        return host.Phone.SendAsync(call);
    }
}
