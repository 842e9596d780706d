using System.Collections.Concurrent;
using Hub.Cryptography;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;
using Hub.Grains.Qr;

namespace Hub.Gateway.Tests.Challenges;

public sealed class ChallengeCallTests
{
    private const string Url = "/api/openings/" + Hosting.Bodies.OpeningText + "/challenges";
    private readonly ConcurrentQueue<(string Key, EncryptRequest Request)> _asked = [];

    private async Task<GatewayHost> StartAsync()
    {
        var host = await GatewayHost.StartAsync();
        host.Grains.Answer<IChallengeGrain, CreatedChallenge>(nameof(IChallengeGrain.CreateEncrypt), (key, args) =>
        {
            _asked.Enqueue((key, (EncryptRequest)args[0]!));
            return new CreatedChallenge(key, [1], ((DateTimeOffset)args[1]!).AddSeconds(600));
        });
        return host;
    }

    private static Task<HttpResponseMessage> AskAsync(GatewayHost host, string? key, object? body = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = Hosting.Bodies.Json(body ?? Body("aa")) };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return host.Api.SendAsync(request);
    }

    private static object Body(string envelope) => new
    {
        envelopes = new[] { new { header = new byte[] { 1, 2 }, commitment = new string('0', 64), sealedKeyDigest = new string('1', 64) } },
        withdraws = new[] { "ev-" + envelope.PadLeft(32, '0') },
        validSeconds = 600,
    };

    [Fact]
    public async Task The_same_key_finds_the_same_challenge_and_another_key_another()
    {
        await using var host = await StartAsync();
        var first = await (await AskAsync(host, "key-1")).JsonAsync();
        var again = await (await AskAsync(host, "key-1")).JsonAsync();
        var other = await (await AskAsync(host, "key-2", Body("bb"))).JsonAsync();
        Assert.Equal(first.GetProperty("challenge").GetString(), again.GetProperty("challenge").GetString());
        Assert.NotEqual(first.GetProperty("challenge").GetString(), other.GetProperty("challenge").GetString());
        var asked = _asked.ToArray();
        Assert.Equal(asked[0].Request.RequestDigest, asked[1].Request.RequestDigest);
        Assert.NotEqual(asked[0].Request.RequestDigest, asked[2].Request.RequestDigest);
        Assert.Equal(GatewayHost.Platform, asked[0].Request.PlatformId);
    }

    [Fact]
    public async Task The_answer_has_a_token_for_the_page_and_a_code_that_is_good_now()
    {
        await using var host = await StartAsync();
        var response = await AskAsync(host, "key-1");
        Assert.Equal(201, (int)response.StatusCode);
        var answer = await response.JsonAsync();
        Assert.True(ChallengeId.TryParse(answer.GetProperty("challenge").GetString(), out var challenge));
        Assert.True(host.Get<WatchToken>().TryOpen(answer.GetProperty("watchToken").GetString(), host.Time.GetUtcNow(), out var grant));
        Assert.Equal(challenge, grant.Challenge);
        var stem = $"{GatewayHost.PhoneOrigin}/p#{challenge}.";
        var url = answer.GetProperty("url").GetString()!;
        Assert.StartsWith(stem, url, StringComparison.Ordinal);
        Assert.True(host.Get<QrFrames>().Verify(challenge, url[stem.Length..], host.Time.GetUtcNow()));
    }

    [Theory, InlineData(null), InlineData(""), InlineData("with space"), InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public async Task A_missing_or_malformed_key_is_refused(string? key)
    {
        await using var host = await StartAsync();
        Assert.Equal("idempotency-key", await (await AskAsync(host, key)).ProblemAsync(422));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_key_with_another_body_is_the_grains_to_refuse()
    {
        await using var host = await StartAsync();
        host.Grains.Answer<IChallengeGrain, CreatedChallenge>(nameof(IChallengeGrain.CreateEncrypt), (_, _) => new IdempotencyKeyRefused());
        Assert.Equal("idempotency-key", await (await AskAsync(host, "key")).ProblemAsync(422));
    }

    [Fact]
    public async Task Files_are_reported_to_each_challenge_once()
    {
        await using var host = await StartAsync();
        var reported = new ConcurrentDictionary<string, IReadOnlyList<FileReport>>();
        host.Grains.Answer<IChallengeGrain, Done>(nameof(IChallengeGrain.ReportFiles), (key, args) =>
        {
            Assert.Equal(Hosting.Bodies.OpeningText, args[1]);
            Assert.True(reported.TryAdd(key, (IReadOnlyList<FileReport>)args[2]!));
            return Done.It;
        });
        var (one, two) = (ChallengeId.New().ToString(), ChallengeId.New().ToString());
        var files = new object[]
        {
            new { challenge = one, envelope = EnvelopeId.New().ToString(), outcome = "opened" },
            new { challenge = two, envelope = EnvelopeId.New().ToString(), outcome = "failed", reason = "摘要不符" },
            new { challenge = one, envelope = EnvelopeId.New().ToString(), outcome = "opened" },
        };
        var response = await host.Api.PostAsync($"/api/openings/{Hosting.Bodies.OpeningText}/files", Hosting.Bodies.Json(new { files }));
        Assert.Equal(204, (int)response.StatusCode);
        Assert.Equal((2, "摘要不符"), (reported[one].Count, reported[two].Single().Reason));
    }

    [Fact]
    public async Task Long_lived_frames_are_for_decrypt_alone()
    {
        await using var host = await StartAsync();
        var challenge = ChallengeId.New();
        var kind = ChallengeKind.Encrypt;
        host.Grains.Answer<IChallengeGrain, ChallengeSnapshot>(nameof(IChallengeGrain.Read), (_, _) => Hosting.Bodies.Snapshot(challenge) with { Kind = kind });
        var body = new { validSeconds = 3600, longLivedFrames = true };
        Assert.Equal("malformed", await (await host.Api.PostAsync($"/api/challenges/{challenge}/watch-tokens", Hosting.Bodies.Json(body))).ProblemAsync(400));
        kind = ChallengeKind.Decrypt;
        var answer = await (await host.Api.PostAsync($"/api/challenges/{challenge}/watch-tokens", Hosting.Bodies.Json(body))).JsonAsync();
        var frame = answer.GetProperty("url").GetString()![^QrFrames.FrameLength..];
        Assert.True(host.Get<QrFrames>().Verify(challenge, frame, host.Time.GetUtcNow().AddDays(3)));
    }
}
