using System.Text.Json;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;

namespace Hub.EndToEnd.Tests.Opening;

/// <summary>Whose fault a missing answer was, read back as an operator reads it.</summary>
public sealed class EventsTests
{
    [Fact]
    public async Task What_pages_and_phones_did_to_a_challenge_is_read_back_by_its_operator()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync();
        var (holder, stranger) = (await world.EnrolAsync(), await world.EnrolAsync());
        var challenge = (await opening.BidAsync(holder)).Challenge;
        _ = await opening.FreezeAndStartAsync();

        await using (await LivePage.WatchAsync(world.Hub, (await opening.TokenAsync(challenge)).Token))
            await ToldAsync(world, challenge, "page-came");
        await ToldAsync(world, challenge, "page-left");
        Assert.Equal("wrong-certificate", (await stranger.ScanAsync(challenge, await opening.UrlAsync(challenge))).Problem);
        var rejected = await opening.PrepareAsync(holder, challenge);
        Assert.Equal(204, (await RejectAsync(world, holder, rejected)).Status);
        var prepared = await opening.PrepareAsync(holder, challenge);
        Assert.Equal(7, (await holder.UnlockAsync(challenge, prepared.Scan.Nonce)).TriesLeft);
        Assert.Equal("pin-locked", (await holder.UnlockAsync(challenge, prepared.Scan.Nonce)).Answer.Problem);
        var forged = new SignedRecord(prepared.Response.Record, stranger.Sign(prepared.Response.Record).Signature);
        Assert.Equal("bad-signature", (await holder.RespondAsync(challenge, forged)).Problem);
        _ = (await opening.AmendAsync(new AmendmentAction.Close())).Value;
        Assert.Equal("window-closed", (await holder.RespondAsync(challenge, prepared.Response)).Problem);

        await ToldAsync(world, challenge, "response-late");
        var events = await EventsAsync(world, challenge);
        Assert.Equal(
            ["page-came", "page-left", "scan-refused wrong-certificate", "scan", "rejected", "scan", "unlock-refused pin-locked", "response-refused bad-signature", "response-late"],
            events.Select(Shown));
        Assert.Equal(events.Select(it => it.GetProperty("position").GetInt64()).Order(), events.Select(it => it.GetProperty("position").GetInt64()));
        Assert.All(events, it => Assert.Equal(
            (Shown(it).StartsWith("scan-refused", StringComparison.Ordinal) ? stranger : holder).SignKeyId.ToString(), it.GetProperty("detail").GetProperty("signKeyId").GetString()));
    }

    private static Task<CallAnswer> RejectAsync(HubWorld world, Holder holder, Prepared shown)
    {
        var record = new RejectRecord(
            world.Hub.Id, ChallengeKind.Decrypt, shown.Challenge, Sm3Digest.Of(shown.Scan.Statement), holder.SignKeyId, shown.Scan.Nonce, "wrong-content", WireTime.Cut(DateTimeOffset.UtcNow));
        return holder.PostAsync($"/p/challenges/{shown.Challenge}/rejection", holder.ByDevice(record.Encode()).Encode());
    }

    // Events are stored after the answer that they are about.
    private static Task ToldAsync(HubWorld world, ChallengeId challenge, string kind) =>
        Eventually.TrueAsync(async () => (await EventsAsync(world, challenge)).Any(it => it.GetProperty("kind").GetString() == kind), "an event " + kind);

    private static async Task<List<JsonElement>> EventsAsync(HubWorld world, ChallengeId challenge) =>
        [.. (await world.AdministerAsync(HttpMethod.Get, "/admin/events?subject=" + challenge)).Json.GetProperty("events").EnumerateArray()];

    private static string Shown(JsonElement it) => it.GetProperty("kind").GetString()
        + (it.GetProperty("detail").TryGetProperty("problem", out var problem) ? problem.GetString()!.Replace("urn:hub:problem:", " ", StringComparison.Ordinal) : "");
}
