using System.Diagnostics;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;
using Xunit.Abstractions;

namespace Hub.EndToEnd.Tests.Opening;

/// <summary>A window of one minute that is extended, by the real clock. What the last millisecond decides is told by the rules' tests, by a clock that they hold.</summary>
public sealed class ExtensionTests(ITestOutputHelper output)
{
    private const int Pages = 10;

    // A second is what is wanted, and what is printed; a machine that stands still for a while is no fault of the hub, one that leaves pages to ask again is.
    private static readonly TimeSpan Outer = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task An_extension_reaches_every_watcher_and_answers_after_the_old_end_count()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync(windowSeconds: 60);
        var holders = await world.EnrolAsync(Pages, enterprise: null);
        var bids = await Task.WhenAll(holders.Select(holder => opening.BidAsync(holder)));
        var end = await opening.FreezeAndStartAsync();
        var pages = new List<LivePage> { await LivePage.WatchBoardAsync(world.Hub, await opening.BoardTokenAsync()) };
        foreach (var bid in bids)
            pages.Add(await LivePage.WatchAsync(world.Hub, (await opening.TokenAsync(bid.Challenge)).Token));
        var until = end.AddHours(1);

        var posted = Stopwatch.GetTimestamp();
        var answer = (await opening.AmendAsync(new AmendmentAction.Extend(until))).Value;

        var arrival = Receipts.Verified(world, answer.GetProperty("receipt")).Arrival;
        Assert.True(arrival < end, $"{arrival:O} {end:O}");
        Assert.Equal(WireTime.Format(until), answer.GetProperty("closesAt").GetString());
        foreach (var page in pages)
        {
            Told? told = null;
            await Eventually.TrueAsync(() => (told = page.All.FirstOrDefault(IsExtension)) is not null, "a watcher told of the extension");
            Assert.True(WireTime.TryParse(told!.Body.GetProperty("serverTime").GetString(), out var sent) && sent >= arrival);
            var took = Stopwatch.GetElapsedTime(posted, told.At);
            output.WriteLine($"told {took.TotalMilliseconds:0.0} ms after the extension was posted");
            Assert.InRange(took, TimeSpan.Zero, Outer);
            await page.DisposeAsync();
        }
        var prepared = await opening.PrepareAsync(holders[0], bids[0].Challenge);
        await Eventually.ReachedAsync(end);
        var late = (await holders[0].RespondAsync(bids[0].Challenge, prepared.Response)).Value;
        Assert.Equal("approved", late.GetProperty("state").GetString());
        Assert.True(Receipts.Verified(world, late.GetProperty("receipt")).Arrival >= end);

        bool IsExtension(Told told) => told.Name == "opening" && told.Body.GetProperty("closesAt").GetString() == WireTime.Format(until);
    }
}
