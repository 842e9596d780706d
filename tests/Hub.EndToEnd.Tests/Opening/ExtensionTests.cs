using System.Diagnostics;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;
using Xunit.Abstractions;

namespace Hub.EndToEnd.Tests.Opening;

/// <summary>The last second of a window of one minute, by the real clock.</summary>
public sealed class LastSecondTests(ITestOutputHelper output)
{
    private const int Pages = 10;

    [Fact]
    public async Task An_extension_in_the_last_second_reaches_every_watcher_and_answers_after_the_old_end_count()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync();
        var holders = await world.EnrolAsync(Pages, enterprise: null);
        var bids = await Task.WhenAll(holders.Select(holder => opening.BidAsync(holder)));
        var end = await opening.FreezeAndStartAsync();
        var prepared = await opening.PrepareAsync(holders[0], bids[0].Challenge);
        var pages = new List<LivePage> { await LivePage.WatchBoardAsync(world.Hub, await opening.BoardTokenAsync()) };
        foreach (var bid in bids)
            pages.Add(await LivePage.WatchAsync(world.Hub, (await opening.TokenAsync(bid.Challenge)).Token));
        var until = end.AddMinutes(1);

        await Eventually.ReachedAsync(end.AddMilliseconds(-950));
        var posted = Stopwatch.GetTimestamp();
        var answer = (await opening.AmendAsync(new AmendmentAction.Extend(until))).Value;

        var arrival = Receipts.Verified(world, answer.GetProperty("receipt")).Arrival;
        Assert.InRange(arrival, end.AddSeconds(-1), end.AddMilliseconds(-1));
        Assert.Equal(WireTime.Format(until), answer.GetProperty("closesAt").GetString());
        foreach (var page in pages)
        {
            Told? told = null;
            await Eventually.TrueAsync(() => (told = page.All.FirstOrDefault(IsExtension)) is not null, "a watcher told of the extension");
            Assert.True(WireTime.TryParse(told!.Body.GetProperty("serverTime").GetString(), out var sent));
            Assert.InRange(sent, arrival, arrival.AddSeconds(1));
            output.WriteLine($"told {Stopwatch.GetElapsedTime(posted, told.At).TotalMilliseconds:0.0} ms after the extension was posted");
            await page.DisposeAsync();
        }
        await Eventually.ReachedAsync(end);
        Assert.Equal("approved", (await holders[0].RespondAsync(bids[0].Challenge, prepared.Response)).Value.GetProperty("state").GetString());

        bool IsExtension(Told told) => told.Name == "opening" && told.Body.GetProperty("closesAt").GetString() == WireTime.Format(until);
    }
}
