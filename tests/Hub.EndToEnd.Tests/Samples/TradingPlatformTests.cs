using System.Net;
using System.Text.Json;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;
using Xunit.Abstractions;

namespace Hub.EndToEnd.Tests.Samples;

/// <summary>The sample platform as a process at a real hub.</summary>
public sealed class TradingPlatformTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sample-bids-").FullName;
    private HubWorld _world = null!;
    private PlatformProcess _platform = null!;

    public async Task InitializeAsync()
    {
        _world = await SharedWorld.GetAsync();
        _platform = await PlatformProcess.StartAsync(_world);
    }

    public async Task DisposeAsync()
    {
        await _platform.DisposeAsync();
        // Shown with a test that failed.
        output.WriteLine(_platform.Log);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Key_that_has_a_successor_between_registration_and_freeze_makes_nobody_do_anything_again()
    {
        var (early, late) = (await NewBidderAsync(), await NewBidderAsync());
        var opening = await AnnounceAsync();
        var old = await SignerAsync(opening);
        IReadOnlyList<Bidder.HandedIn> first = [], second = [];
        await WhilePostponingAsync(opening, async () =>
        {
            first = await early.SubmitAsync(await early.EncryptAsync(opening, "A", "B"));
            var encrypted = await late.EncryptAsync(opening, "A");
            await _platform.HostAsync(HttpMethod.Post, "/succession", new { chain = await _platform.CertifyAsync("/succession/signing-request") });
            second = await late.SubmitAsync(encrypted);
        });
        await PhaseAsync(opening, "frozen");
        await _platform.HostAsync(HttpMethod.Post, $"/openings/{opening}/start");
        await Task.WhenAll(early.DecryptAsync(opening, first[0]), late.DecryptAsync(opening, second[0]));

        var handedIn = first.Concat(second).ToDictionary(file => file.File.Header.Envelope.ToString(), file => file.File.PlaintextDigest.ToString());
        var files = await OpenedAsync(opening, handedIn.Count);
        Assert.Equal(handedIn, files.ToDictionary(file => file.GetProperty("envelope").GetString()!, file => file.GetProperty("digest").GetString()!));
        Assert.Empty((await StateAsync(opening)).GetProperty("alarms").EnumerateArray());
        Assert.NotEqual(old, await SignerAsync(await AnnounceAsync()));
        Assert.All(first.Concat(second), file => Assert.Equal(old, file.File.Header.PlatformKeyId));
    }

    [Fact]
    public async Task Page_is_not_found_without_its_secret_like_one_that_does_not_exist()
    {
        var bidder = await NewBidderAsync();
        var opening = await AnnounceAsync();
        Bidder.HandedIn handedIn = null!;
        await WhilePostponingAsync(opening, async () => handedIn = Assert.Single(await bidder.SubmitAsync(await bidder.EncryptAsync(opening, "A"))));
        var own = $"/openings/{opening}/envelopes/{handedIn.File.Header.Envelope}";
        var (status, registered) = await _platform.PageAsync(HttpMethod.Get, own, handedIn.Page.Reveal());
        Assert.Equal(HttpStatusCode.OK, status);
        var challenge = registered.GetProperty("challenge").GetString();

        foreach (var (method, path, invented) in new[]
        {
            (HttpMethod.Get, own, $"/openings/{opening}/envelopes/{EnvelopeId.New()}"),
            (HttpMethod.Get, $"/openings/{opening}/challenges/{challenge}", $"/openings/{opening}/challenges/{ChallengeId.New()}"),
            (HttpMethod.Post, $"/openings/{opening}/challenges/{challenge}/watch", $"/openings/{opening}/challenges/{ChallengeId.New()}/watch"),
        })
        {
            Assert.True((int)(await _platform.PageAsync(method, path, handedIn.Page.Reveal())).Status < 300, path);
            foreach (var secret in new[] { null, "AAAA", Bidder.PageSecret.New().Reveal() })
            {
                var (refused, problem) = await _platform.PageAsync(method, path, secret);
                var (unknown, same) = await _platform.PageAsync(method, invented, secret);
                Assert.Equal((HttpStatusCode.NotFound, same.GetRawText()), (refused, problem.GetRawText()));
                Assert.Equal(HttpStatusCode.NotFound, unknown);
            }
        }
    }

    private async Task<SampleBidder> NewBidderAsync() => new(_world, _platform, await _world.EnrolAsync(), _folder);

    private async Task<OpeningId> AnnounceAsync()
    {
        var announced = await _platform.HostAsync(HttpMethod.Post, "/openings", new
        {
            name = "Proof 证明",
            lots = new[] { new { lot = "A", name = "Lot A" }, new { lot = "B", name = "Lot B" } },
            deadlineSeconds = 30,
            startSeconds = 0,
            windowSeconds = 3600,
            start = "host",
            phones = "allowed",
        });
        return OpeningId.TryParse(announced.GetProperty("opening").GetString(), out var id) ? id : throw new InvalidOperationException();
    }

    /// <summary>A busy machine fails no test: as long as the bids are under way, the deadline is put off.</summary>
    private async Task WhilePostponingAsync(OpeningId opening, Func<Task> bids)
    {
        var bidding = bids();
        while (!bidding.IsCompleted)
        {
            Assert.True(WireTime.TryParse((await StateAsync(opening)).GetProperty("deadline").GetString(), out var deadline));
            if (deadline - DateTimeOffset.UtcNow < TimeSpan.FromSeconds(20))
                await _platform.HostAsync(HttpMethod.Post, $"/openings/{opening}/postponement", new { deadlineSeconds = 30, startSeconds = 0 });
            await Task.WhenAny(bidding, Task.Delay(200));
        }
        await bidding;
    }

    private Task<JsonElement> StateAsync(OpeningId opening) => _platform.HostAsync(HttpMethod.Get, $"/openings/{opening}");

    private Task PhaseAsync(OpeningId opening, string phase) =>
        Eventually.TrueAsync(async () => (await StateAsync(opening)).GetProperty("phase").GetString() == phase, "the phase " + phase);

    private async Task<KeyId> SignerAsync(OpeningId opening)
    {
        var (_, described) = await _platform.PageAsync(HttpMethod.Get, $"/openings/{opening}");
        return Sm2Certificate.TryParse(described.GetProperty("chain")[0].GetBytesFromBase64(), out var signer) ? signer.KeyId : throw new InvalidOperationException();
    }

    private async Task<List<JsonElement>> OpenedAsync(OpeningId opening, int count)
    {
        List<JsonElement> files = [];
        await Eventually.TrueAsync(async () =>
        {
            files = [.. (await _platform.PageAsync(HttpMethod.Get, $"/openings/{opening}/report")).Answer.GetProperty("envelopes").EnumerateArray()];
            return files.Count(file => file.GetProperty("outcome").GetString() == "opened") == count;
        }, "all files opened");
        return files;
    }
}
