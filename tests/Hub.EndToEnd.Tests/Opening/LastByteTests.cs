using System.Text;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;
using Xunit.Abstractions;

namespace Hub.EndToEnd.Tests.Opening;

/// <summary>Responses around the end of a window, by the real clock.</summary>
public sealed class LastByteTests(ITestOutputHelper output)
{
    private const int AtTheEdge = 12;

    // Time for fourteen connections and one whole answer, and still less than the minute that a body may take.
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(30);

    // Sent at once and held open for that long, this many bytes are still over the least rate of sending.
    private const int LongEnough = 16_000;

    [Fact]
    public async Task The_last_byte_decides_whether_a_response_is_in_time_and_not_its_first_or_its_write()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync(windowSeconds: 60);
        var holders = await world.EnrolAsync(AtTheEdge + 2, enterprise: null);
        var bids = await Task.WhenAll(holders.Select(holder => opening.BidAsync(holder)));
        var end = await opening.FreezeAndStartAsync();
        var prepared = new List<Prepared>();
        foreach (var bid in bids)
        {
            // A slow machine gets more time: only that the end comes is wanted here, not when.
            if (end - DateTimeOffset.UtcNow < Before + TimeSpan.FromSeconds(10))
                end = await ExtendAsync(opening, end.AddMinutes(1));
            prepared.Add(await opening.PrepareAsync(bid.Bid.Holder, bid.Challenge));
        }

        await Eventually.ReachedAsync(end - Before);
        var posts = new List<SlowPost>();
        foreach (var one in prepared)
            posts.Add(await SlowPost.BeginAsync(world.Hub.Phone, $"/p/challenges/{one.Challenge}/response", Long(Holder.BodyOf(one.Response))));
        var first = await posts[0].EndAsync();
        // The others hold their last byte for the last moments, so that writes of what came in time go on past the end.
        var edge = posts.Skip(2).Select(async (post, i) =>
        {
            await Eventually.ReachedAsync(end.AddMilliseconds(-60 + i * 10));
            return await post.EndAsync();
        }).ToList();
        await Eventually.ReachedAsync(end.AddMilliseconds(1));
        var last = await posts[1].EndAsync();

        Assert.Equal("approved", first.Value.GetProperty("state").GetString());
        Assert.Equal("window-closed", last.Problem);
        Assert.True(last.Json.GetProperty("kept").GetBoolean());
        Assert.Equal(WireTime.Format(end), last.Json.GetProperty("closesAt").GetString());
        Assert.Equal(ReceiptSubject.Late, Receipts.Verified(world, last.Json.GetProperty("receipt")).Subject);
        var intime = 0;
        foreach (var answer in await Task.WhenAll(edge))
        {
            var leaf = Receipts.Verified(world, answer.Json.GetProperty("receipt"));
            Assert.Equal(leaf.Arrival < end ? "" : "window-closed", answer.Problem);
            Assert.Equal(leaf.Arrival < end ? ReceiptSubject.Response : ReceiptSubject.Late, leaf.Subject);
            intime += leaf.Arrival < end ? 1 : 0;
        }
        output.WriteLine($"{intime} of {AtTheEdge} at the edge were in time");
        var (_, entries) = await opening.FeedAsync();
        Assert.Equal(intime + 1, entries.Count(entry => entry.GetProperty("outcome").GetString() == "approved"));
        Assert.Equal(AtTheEdge - intime + 1, entries.Count(entry => entry.GetProperty("outcome").GetString() == "late"));
        posts.ForEach(post => post.Dispose());
    }

    private static async Task<DateTimeOffset> ExtendAsync(TestOpening opening, DateTimeOffset until)
    {
        _ = (await opening.AmendAsync(new AmendmentAction.Extend(until))).Value;
        return until;
    }

    /// <summary>The same body with white space between its members (RFC 8259).</summary>
    private static byte[] Long(byte[] body) => [(byte)'{', .. Encoding.ASCII.GetBytes(new string(' ', LongEnough)), .. body.AsSpan(1)];
}
