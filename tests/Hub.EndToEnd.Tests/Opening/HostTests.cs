using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;

namespace Hub.EndToEnd.Tests.Opening;

/// <summary>D3: the host starts by hand, never before the earliest start, closes, and what comes outside of the window is refused with the times.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task A_start_by_hand_waits_for_the_earliest_start_and_after_the_close_nothing_opens_the_window_again()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync(start: OpeningStart.Host);
        var (early, late) = (await world.EnrolAsync(), await world.EnrolAsync());
        var bids = new[] { await opening.BidAsync(early), await opening.BidAsync(late) };
        // Counted from here: however long it took to bid, there is time between freeze and start for what is refused then.
        await opening.PostponeAsync(TimeSpan.FromSeconds(8), untilStart: TimeSpan.FromSeconds(38));
        _ = await opening.FreezeAsync();
        await using var page = await LivePage.WatchAsync(world.Hub, (await opening.TokenAsync(bids[0].Challenge)).Token);

        Assert.Equal("amendment-refused", (await opening.AmendAsync(new AmendmentAction.Start())).Problem);
        Assert.Equal("amendment-refused", (await opening.AmendAsync(new AmendmentAction.Close())).Problem);
        Assert.True(DateTimeOffset.UtcNow < opening.EarliestStart, "the machine was too slow for this test to say anything");
        await Eventually.ReachedAsync(opening.EarliestStart);
        // The clock alone starts nothing here.
        var before = (await early.Phone().ScanAsync(await opening.UrlAsync(bids[0].Challenge))).Value;
        Assert.False(before.IsReady);
        var started = (await opening.AmendAsync(new AmendmentAction.Start())).Value;
        Assert.True(WireTime.TryParse(started.GetProperty("opensAt").GetString(), out var opensAt) && opensAt >= opening.EarliestStart);
        Assert.True(WireTime.TryParse(started.GetProperty("closesAt").GetString(), out var closesAt));
        Assert.Equal(opensAt.AddSeconds(opening.WindowSeconds), closesAt);
        await Eventually.TrueAsync(() => page.All.Any(told => told.Name == "opening" && told.Body.GetProperty("phase").GetString() == "started"), "a page told of the start");
        await opening.DecryptByPhoneAsync(early, bids[0].Challenge, bids[0].Bid);

        var prepared = await opening.PrepareAsync(late, bids[1].Challenge);
        var closed = (await opening.AmendAsync(new AmendmentAction.Close())).Value;
        foreach (var action in new AmendmentAction[] { new AmendmentAction.Start(), new AmendmentAction.Extend(WireTime.Cut(DateTimeOffset.UtcNow.AddMinutes(5))), new AmendmentAction.Close() })
            Assert.Equal("amendment-refused", (await opening.AmendAsync(action)).Problem);
        var scanned = await late.ScanAsync(bids[1].Challenge, await opening.UrlAsync(bids[1].Challenge));
        var responded = await late.RespondAsync(bids[1].Challenge, prepared.Response);
        foreach (var refused in new[] { scanned, responded })
        {
            Assert.Equal("window-closed", refused.Problem);
            Assert.Equal(WireTime.Format(opensAt), refused.Json.GetProperty("opensAt").GetString());
            Assert.Equal(closed.GetProperty("closesAt").GetString(), refused.Json.GetProperty("closesAt").GetString());
        }
        Assert.Equal("closed", (await opening.Platform.GetAsync(opening.Path)).Value.GetProperty("phase").GetString());
    }
}
