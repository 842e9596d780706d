using Hub.Cryptography;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;
using Hub.Grains.Qr;

namespace Hub.Gateway.Tests.Phones;

public sealed class PhoneCallTests
{
    private static readonly ChallengeId Challenge = ChallengeId.New();
    private static readonly KeyId Owner = Hosting.Bodies.Key(1);

    [Fact]
    public async Task A_scan_gets_what_the_grain_answers()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Grains.Answer<IChallengeGrain, ScanAnswer>(nameof(IChallengeGrain.Scan), (_, _) => Hosting.Bodies.Scanned(Challenge, [1, 2, 3]));
        var response = await host.Phone.PostAsync($"/p/challenges/{Challenge}/scan", Hosting.Bodies.Signed(Hosting.Bodies.Scan(host, Challenge, Owner)));
        Assert.Equal(
            $$"""{"challenge":"{{Challenge}}","kind":"decrypt","state":"scanned","serverTime":"2026-11-24T09:30:00.000Z","opensAt":"2026-11-24T12:00:00.000Z","platformName":"测试平台","name":"一号公路","statement":"AQID","nonce":"{{Convert.ToBase64String(new byte[32])}}","pin":{"version":1,"triesLeft":10,"failedSinceLastUse":0} }""".Replace(" ", "", StringComparison.Ordinal),
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_stale_frame_is_the_same_for_a_real_and_an_invented_challenge_and_touches_no_grain()
    {
        await using var host = await GatewayHost.StartAsync();
        var record = Hosting.Bodies.Scan(host, Challenge, Owner);
        host.Time.Advance(2 * QrFrames.Step);
        var real = await host.Phone.PostAsync($"/p/challenges/{Challenge}/scan", Hosting.Bodies.Signed(record));
        var invented = ChallengeId.New();
        var other = await host.Phone.PostAsync($"/p/challenges/{invented}/scan",
            Hosting.Bodies.Signed(new ScanRecord(Hosting.Bodies.HubId, invented, new string('A', 20), Owner, host.Time.GetUtcNow()).Encode()));
        Assert.Equal("challenge-unavailable", await real.ProblemAsync(404));
        Assert.Equal("challenge-unavailable", await other.ProblemAsync(404));
        Assert.Equal(Masked(await real.Content.ReadAsStringAsync()), Masked(await other.Content.ReadAsStringAsync()));
        Assert.DoesNotContain(host.Grains.Calls, call => call.Grain != typeof(IGatewaysGrain));

        static string Masked(string text) => System.Text.RegularExpressions.Regex.Replace(text, "\"trace\":\"[^\"]*\"", "");
    }

    [Fact]
    public async Task A_record_of_another_challenge_than_the_path_is_refused()
    {
        await using var host = await GatewayHost.StartAsync();
        var other = ChallengeId.New();
        Assert.Equal("challenge-unavailable",
            await (await host.Phone.PostAsync($"/p/challenges/{other}/scan", Hosting.Bodies.Signed(Hosting.Bodies.Scan(host, Challenge, Owner)))).ProblemAsync(404));
        Assert.Equal("nonce-mismatch",
            await (await host.Phone.PostAsync($"/p/challenges/{other}/unlock", Hosting.Bodies.Signed(Hosting.Bodies.Evaluation(host, Challenge, Owner)))).ProblemAsync(422));
        Assert.Equal("nonce-mismatch",
            await (await host.Phone.PostAsync($"/p/challenges/{other}/rejection", Hosting.Bodies.Signed(Hosting.Bodies.Rejection(host, Challenge, Owner)))).ProblemAsync(422));
        Assert.DoesNotContain(host.Grains.Calls, call => call.Grain != typeof(IGatewaysGrain));
    }

    [Fact]
    public async Task A_rejection_reaches_a_grain_with_the_right_nonce_alone()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Grains.Answer<IChallengeGrain, Done>(nameof(IChallengeGrain.Reject), (_, _) => Done.It);
        var guessed = new RejectRecord(Hosting.Bodies.HubId, ChallengeKind.Decrypt, Challenge, Sm3Digest.Of("statement"u8), Owner, new byte[32], "other", host.Time.GetUtcNow()).Encode();
        Assert.Equal("nonce-mismatch", await (await host.Phone.PostAsync($"/p/challenges/{Challenge}/rejection", Hosting.Bodies.Signed(guessed))).ProblemAsync(422));
        Assert.Equal(0, host.Grains.Count(nameof(IChallengeGrain.Reject)));
        var right = await host.Phone.PostAsync($"/p/challenges/{Challenge}/rejection", Hosting.Bodies.Signed(Hosting.Bodies.Rejection(host, Challenge, Owner)));
        Assert.Equal(System.Net.HttpStatusCode.NoContent, right.StatusCode);
        Assert.Equal(1, host.Grains.Count(nameof(IChallengeGrain.Reject)));
    }

    [Fact]
    public async Task A_nonce_of_another_certificate_reaches_no_grain()
    {
        await using var host = await GatewayHost.StartAsync();
        var nonce = host.Get<PinNonce>().Of(Challenge, Owner);
        var record = new PinEvalRecord(Hosting.Bodies.HubId, Challenge, Hosting.Bodies.Key(2), 1, nonce, new byte[33]).Encode();
        Assert.Equal("nonce-mismatch", await (await host.Phone.PostAsync($"/p/challenges/{Challenge}/unlock", Hosting.Bodies.Signed(record))).ProblemAsync(422));
        Assert.Equal(0, host.Grains.Count(nameof(IChallengeGrain.Unlock)));
    }

    [Fact]
    public async Task A_try_and_a_response_with_the_right_nonce_go_through()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Grains.Answer<IChallengeGrain, Evaluation>(nameof(IChallengeGrain.Unlock), (_, _) => new Evaluation([7], 9));
        host.Grains.Answer<IChallengeGrain, Acknowledgement>(nameof(IChallengeGrain.Respond), (id, args) => new Acknowledgement(id, "approved", (DateTimeOffset)args[1]!, Hosting.Bodies.ReceiptJson));
        var unlock = await host.Phone.PostAsync($"/p/challenges/{Challenge}/unlock", Hosting.Bodies.Signed(Hosting.Bodies.Evaluation(host, Challenge, Owner)));
        Assert.Equal("""{"evaluated":"Bw==","triesLeft":9}""", await unlock.Content.ReadAsStringAsync());
        var respond = await host.Phone.PostAsync($"/p/challenges/{Challenge}/response", Hosting.Bodies.Json(new { response = Hosting.Bodies.Response(host, Challenge, Owner), signature = new byte[8] }));
        var answer = await respond.JsonAsync();
        Assert.Equal("2026-11-24T09:30:00.000Z", answer.GetProperty("arrival").GetString());
        Assert.Equal(1, answer.GetProperty("receipt").GetProperty("size").GetInt32());
    }

    [Fact]
    public async Task A_late_response_is_told_that_it_was_kept_with_its_receipt()
    {
        await using var host = await GatewayHost.StartAsync();
        var receipt = new Receipt(new byte[2], 0, 1, [], new byte[2], new byte[8]).Encode();
        host.Grains.Answer<IChallengeGrain, Acknowledgement>(nameof(IChallengeGrain.Respond),
            (_, args) => new WindowClosed((DateTimeOffset)args[1]!, Hosting.Bodies.Noon, Hosting.Bodies.Noon.AddHours(1), true, receipt));
        var response = await host.Phone.PostAsync($"/p/challenges/{Challenge}/response", Hosting.Bodies.Json(new { response = Hosting.Bodies.Response(host, Challenge, Owner), signature = new byte[8] }));
        Assert.Equal("window-closed", await response.ProblemAsync(409));
        var problem = await response.JsonAsync();
        Assert.True(problem.GetProperty("kept").GetBoolean());
        Assert.Equal("AAA=", problem.GetProperty("receipt").GetProperty("leaf").GetString());
    }

    [Fact]
    public async Task The_clock_is_told_to_anybody()
    {
        await using var host = await GatewayHost.StartAsync();
        Assert.Equal("""{"serverTime":"2026-11-24T09:30:00.000Z"}""", await host.Phone.GetStringAsync("/p/time"));
    }
}
