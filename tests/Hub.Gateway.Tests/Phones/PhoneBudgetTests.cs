using Hub.Cryptography;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Tests.Phones;

public sealed class PhoneBudgetTests : IDisposable
{
    private static readonly ChallengeId Challenge = ChallengeId.New();
    private readonly DeviceKey _device = DeviceKey.Generate();
    private readonly KeyId _owner = Hosting.Bodies.Key(1);

    public void Dispose() => _device.Dispose();

    // The grain of these tests believes the signature of _device for _owner and of nobody else.
    private async Task<GatewayHost> StartAsync(Action<GatewayOptions> configure)
    {
        var host = await GatewayHost.StartAsync(configure: configure);
        host.Grains.Answer<IChallengeGrain, ScanAnswer>(nameof(IChallengeGrain.Scan), (_, args) =>
        {
            var body = (SignedBody)args[0]!;
            return _device.PublicKey.Verify(body.Record, body.Signature) ? Hosting.Bodies.Scanned(Challenge, [1]) : new DeviceUnknown();
        });
        host.Grains.Answer<ICertificateGrain, CertificateIdentity>(nameof(ICertificateGrain.Identify), (key, _) => key == CertificateKey.Of(_owner)
            ? new CertificateIdentity(_owner.ToString(), _owner.ToString(), [], _device.PublicKey.Spki.ToArray(), [], [], [], "ca-test", "en", "n", "h", "s", "01", "phone", Hosting.Bodies.Noon)
            : new NotFound());
        return host;
    }

    private Task<HttpResponseMessage> OwnerScansAsync(GatewayHost host)
    {
        var record = Hosting.Bodies.Scan(host, Challenge, _owner);
        return host.Phone.PostAsync($"/p/challenges/{Challenge}/scan", Hosting.Bodies.Signed(record, _device.Sign(record)));
    }

    private static Task<HttpResponseMessage> StrangerScansAsync(GatewayHost host, KeyId key) =>
        host.Phone.PostAsync($"/p/challenges/{Challenge}/scan", Hosting.Bodies.Signed(Hosting.Bodies.Scan(host, Challenge, key)));

    [Fact]
    public async Task A_device_may_so_often_a_minute_and_then_says_when_again()
    {
        await using var host = await StartAsync(options => options.DevicePerMinute = 2);
        Assert.True((await OwnerScansAsync(host)).IsSuccessStatusCode);
        Assert.True((await OwnerScansAsync(host)).IsSuccessStatusCode);
        var shut = await OwnerScansAsync(host);
        Assert.Equal("rate-limited", await shut.ProblemAsync(429));
        Assert.NotNull(shut.Headers.RetryAfter);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await OwnerScansAsync(host)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_stranger_in_the_owners_name_uses_up_nothing_of_the_owners()
    {
        await using var host = await StartAsync(options => options.DevicePerMinute = 2);
        for (var i = 0; i < 5; i++)
            Assert.Equal("device-unknown", await (await StrangerScansAsync(host, _owner)).ProblemAsync(401));
        Assert.True((await OwnerScansAsync(host)).IsSuccessStatusCode);
    }

    [Theory, InlineData("repeated"), InlineData("repeated-late"), InlineData("already-decided"), InlineData("challenge-expired")]
    public async Task What_is_answered_without_a_look_at_the_signature_uses_up_nothing_of_the_owners(string answered)
    {
        await using var host = await StartAsync(options => options.DevicePerMinute = 2);
        var then = host.Time.GetUtcNow().AddMinutes(-5);
        host.Grains.Answer<IChallengeGrain, Acknowledgement>(nameof(IChallengeGrain.Respond), (id, _) => answered switch
        {
            "repeated" => new Acknowledgement(id, "approved", then, Hosting.Bodies.ReceiptJson),
            "repeated-late" => new WindowClosed(then, then.AddMinutes(-2), then.AddMinutes(-1), true, Hosting.Bodies.ReceiptJson),
            "already-decided" => new AlreadyDecided("approved"),
            _ => new ChallengeExpired(then),
        });
        for (var i = 0; i < 5; i++)
            Assert.NotEqual(429, (int)(await RespondAsync(host)).StatusCode);
        Assert.True((await OwnerScansAsync(host)).IsSuccessStatusCode);
    }

    [Theory, InlineData("accepted"), InlineData("late"), InlineData("results-mismatch")]
    public async Task What_the_owner_signed_is_the_owners(string answered)
    {
        await using var host = await StartAsync(options => options.DevicePerMinute = 2);
        host.Grains.Answer<IChallengeGrain, Acknowledgement>(nameof(IChallengeGrain.Respond), (id, args) => (answered, (DateTimeOffset)args[1]!) switch
        {
            ("accepted", var arrival) => new Acknowledgement(id, "approved", arrival, Hosting.Bodies.ReceiptJson),
            ("late", var arrival) => new WindowClosed(arrival, arrival.AddMinutes(-2), arrival.AddMinutes(-1), true, Hosting.Bodies.ReceiptJson),
            _ => new ResultsMismatch("results"),
        });
        for (var i = 0; i < 2; i++)
            Assert.NotEqual(429, (int)(await RespondAsync(host)).StatusCode);
        Assert.Equal("rate-limited", await (await OwnerScansAsync(host)).ProblemAsync(429));
    }

    private Task<HttpResponseMessage> RespondAsync(GatewayHost host) => host.Phone.PostAsync(
        $"/p/challenges/{Challenge}/response", Hosting.Bodies.Json(new { response = Hosting.Bodies.Response(host, Challenge, _owner), signature = new byte[8] }));

    [Fact]
    public async Task An_address_that_strangers_have_used_up_still_serves_whoever_has_the_key()
    {
        await using var host = await StartAsync(options => options.StrangersPerMinute = 3);
        for (var i = 0; i < 3; i++)
            Assert.Equal("device-unknown", await (await StrangerScansAsync(host, Hosting.Bodies.Key((byte)(10 + i)))).ProblemAsync(401));
        var asked = host.Grains.Count(nameof(IChallengeGrain.Scan));
        Assert.Equal("rate-limited", await (await StrangerScansAsync(host, Hosting.Bodies.Key(20))).ProblemAsync(429));
        Assert.Equal("rate-limited", await (await StrangerScansAsync(host, _owner)).ProblemAsync(429));
        Assert.Equal(asked, host.Grains.Count(nameof(IChallengeGrain.Scan)));
        Assert.True((await OwnerScansAsync(host)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Certificates_that_a_challenge_does_not_need_shut_out_themselves_alone()
    {
        await using var host = await StartAsync(options => options.ChallengePerMinute = 2);
        var needed = new NeededCertificate("CN=张*三", "01", "phone", "张*三", _owner.ToString());
        host.Grains.Answer<IChallengeGrain, ScanAnswer>(nameof(IChallengeGrain.Scan), (_, args) =>
        {
            Assert.True(ScanRecord.TryParse(((SignedBody)args[0]!).Record, out var scan, out _));
            return scan.SignKeyId == _owner ? Hosting.Bodies.Scanned(Challenge, [1]) : new WrongCertificate(needed);
        });
        Assert.Equal("wrong-certificate", await (await StrangerScansAsync(host, Hosting.Bodies.Key(5))).ProblemAsync(403));
        Assert.Equal("wrong-certificate", await (await StrangerScansAsync(host, Hosting.Bodies.Key(6))).ProblemAsync(403));
        Assert.Equal("rate-limited", await (await StrangerScansAsync(host, Hosting.Bodies.Key(5))).ProblemAsync(429));
        Assert.True((await OwnerScansAsync(host)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Only_a_named_proxy_is_believed_who_it_speaks_for()
    {
        foreach (var (proxies, separate) in new[] { (Array.Empty<string>(), false), (["10.9.9.9"], false), (["127.0.0.1"], true), (["127.0.0.0/8"], true) })
        {
            await using var host = await StartAsync(options =>
            {
                options.StrangersPerMinute = 1;
                foreach (var proxy in proxies)
                    options.TrustedProxies.Add(proxy);
            });
            Assert.Equal("device-unknown", await (await FromAsync(host, "198.51.100.1")).ProblemAsync(401));
            Assert.Equal(separate ? "device-unknown" : "rate-limited", await (await FromAsync(host, "198.51.100.2")).ProblemAsync(separate ? 401 : 429));
            Assert.Equal("rate-limited", await (await FromAsync(host, "198.51.100.1")).ProblemAsync(429));
        }

        static Task<HttpResponseMessage> FromAsync(GatewayHost host, string address)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"/p/challenges/{Challenge}/scan") { Content = Hosting.Bodies.Signed(Hosting.Bodies.Scan(host, Challenge, Hosting.Bodies.Key(9))) };
            request.Headers.Add("X-Forwarded-For", address);
            return host.Phone.SendAsync(request);
        }
    }
}
