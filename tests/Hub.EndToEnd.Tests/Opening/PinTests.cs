using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;
using Hub.Phone;

namespace Hub.EndToEnd.Tests.Opening;

/// <summary>The PIN's guard on the real process. What needs hours of waiting is in the rules' tests.</summary>
public sealed class PinTests
{
    private const string Wrong = "Wrong-975311";

    [Fact]
    public async Task Three_wrong_pins_lock_for_an_hour_and_a_right_try_of_before_still_answers_and_lifts_the_lock()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync();
        var holder = await world.EnrolAsync();
        var bid = await opening.BidAsync(holder);
        _ = await opening.FreezeAndStartAsync();
        var prepared = await opening.PrepareAsync(holder, bid.Challenge);
        Assert.Equal(9, prepared.Tried.TriesLeft);
        var phone = holder.Phone();
        var scanned = (await phone.ScanAsync(await opening.UrlAsync(bid.Challenge))).Value;

        for (var left = 8; left >= 7; left--)
        {
            var wrong = Assert.IsType<WrongPin>((await phone.UnlockAsync(scanned, Wrong)).Problem);
            Assert.Equal(left, wrong.TriesLeft);
            Assert.True(wrong.Proven);
        }
        var before = DateTimeOffset.UtcNow;
        var locked = (await phone.UnlockAsync(scanned, holder.PinText)).Problem;
        Assert.Equal("urn:hub:problem:pin-locked", locked?.Type);
        Assert.InRange(locked!.Time("lockedUntil")!.Value, before.AddMinutes(58), before.AddHours(1));
        // Asked again while locked, a known try costs nothing and is evaluated as before; the tries left are those of now.
        var again = await holder.UnlockAsync(bid.Challenge, prepared.Scan.Nonce, prepared.Tried.Blinded);
        Assert.Equal(prepared.Tried.Answer.Json.GetProperty("evaluated").GetString(), again.Answer.Value.GetProperty("evaluated").GetString());
        Assert.Equal(7, again.TriesLeft);
        Assert.Equal(7, (await phone.ScanAsync(await opening.UrlAsync(bid.Challenge))).Value.Pin!.TriesLeft);

        Assert.Equal(200, (await holder.RespondAsync(bid.Challenge, prepared.Response)).Status);
        var stands = await StandingAsync(world, holder);
        Assert.Null(stands.LockedUntil);
    }

    [Fact]
    public async Task Three_openings_at_once_with_the_right_pin_are_all_answered_and_leave_no_try_behind()
    {
        var world = await SharedWorld.GetAsync();
        var platform = await world.NewPlatformAsync();
        var holder = await world.EnrolAsync();
        var openings = new List<TestOpening>();
        var bids = new List<Registered>();
        for (var i = 0; i < 3; i++)
        {
            openings.Add(await platform.DescribeAsync(TimeSpan.FromSeconds(8)));
            bids.Add(await openings[i].BidAsync(holder));
        }
        foreach (var opening in openings)
            _ = await opening.FreezeAndStartAsync();
        var phone = holder.Phone();
        var unlocked = new List<UnlockedChallenge>();
        for (var i = 0; i < 3; i++)
            unlocked.Add((await phone.UnlockAsync((await phone.ScanAsync(await openings[i].UrlAsync(bids[i].Challenge))).Value, holder.PinText)).Value);

        foreach (var session in unlocked)
        {
            Assert.Equal("approved", (await session.RespondAsync()).Value.State);
            session.Dispose();
        }
        Assert.Equal(new PinStanding(1, 10, 0, null), await StandingAsync(world, holder));
    }

    [Fact]
    public async Task A_right_pin_whose_network_went_away_is_cleared_by_the_signing_key_and_by_nobody_else()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync();
        var (holder, stranger) = (await world.EnrolAsync(), await world.EnrolAsync());
        var bid = await opening.BidAsync(holder);
        _ = await opening.FreezeAndStartAsync();
        var phone = holder.Phone();
        var scanned = (await phone.ScanAsync(await opening.UrlAsync(bid.Challenge))).Value;
        using var unlocked = (await phone.UnlockAsync(scanned, holder.PinText)).Value;
        var tried = await opening.PrepareAsync(holder, bid.Challenge);
        Assert.Equal(8, tried.Tried.TriesLeft);

        var record = new PinOkRecord(world.Hub.Id, holder.SignKeyId, tried.Scan.Nonce, tried.Tried.PinTry).Encode();
        Assert.NotEqual(204, (await holder.PostAsync("/p/pin/ok", stranger.Sign(record).Encode())).Status);
        Assert.NotEqual(204, (await holder.PostAsync("/p/pin/ok", holder.ByDevice(record).Encode())).Status);
        Assert.Equal(8, (await phone.ScanAsync(await opening.UrlAsync(bid.Challenge))).Value.Pin!.TriesLeft);
        Assert.Null((await unlocked.ClearTryAsync()).Problem);
        Assert.Equal(204, (await holder.PostAsync("/p/pin/ok", holder.Sign(record).Encode())).Status);

        Assert.Equal(new PinStanding(1, 10, 0, null), (await phone.ScanAsync(await opening.UrlAsync(bid.Challenge))).Value.Pin);
    }

    [Fact]
    public async Task A_database_that_is_put_back_after_wrong_tries_leaves_all_of_them_counted()
    {
        await using var world = await HubWorld.StartAsync();
        var holder = await world.EnrolAsync();
        Assert.Equal(10, (await StandingAsync(world, holder)).TriesLeft);
        await world.Hub.StopAsync();
        var kept = Path.Combine(world.Hub.Folder, "kept.db");
        File.Copy(Path.Combine(world.Hub.DatabaseFolder, "hub.db"), kept);

        await world.Hub.StartAgainAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync(TimeSpan.FromHours(1));
        var asked = (await opening.AskAsync([opening.NewBid(holder)], [], "thief")).Value;
        var scanned = (await holder.Phone().ScanAsync(asked.GetProperty("url").GetString()!)).Value;
        for (var left = 9; left >= 7; left--)
            Assert.Equal(left, Assert.IsType<WrongPin>((await holder.Phone().UnlockAsync(scanned, Wrong)).Problem).TriesLeft);
        await world.Hub.StopAsync();
        File.Copy(kept, Path.Combine(world.Hub.DatabaseFolder, "hub.db"), overwrite: true);

        await world.Hub.StartAgainAsync();
        Assert.Equal(7, (await StandingAsync(world, holder)).TriesLeft);
        Assert.Contains("counts as restored", world.Hub.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_try_that_its_phone_left_unanswered_is_cleared_by_the_phone_itself()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync();
        var holder = await world.EnrolAsync();
        var bid = await opening.BidAsync(holder);
        _ = await opening.FreezeAndStartAsync();
        var phone = holder.Phone();
        var scanned = (await phone.ScanAsync(await opening.UrlAsync(bid.Challenge))).Value;
        await using (var unlocked = (await phone.UnlockAsync(scanned, holder.PinText)).Value)
            Assert.Equal(9, (await holder.Phone().ScanAsync(await opening.UrlAsync(bid.Challenge))).Value.Pin!.TriesLeft);
        Assert.Empty(phone.Store.Memory!.Tries);
        Assert.Equal(new PinStanding(1, 10, 0, null), (await holder.Phone().ScanAsync(await opening.UrlAsync(bid.Challenge))).Value.Pin);
    }

    [Fact]
    public async Task A_stranger_without_the_device_uses_up_no_try()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync();
        var (holder, stranger) = (await world.EnrolAsync(), await world.EnrolAsync());
        var bid = await opening.BidAsync(holder);
        _ = await opening.FreezeAndStartAsync();
        var prepared = await opening.PrepareAsync(holder, bid.Challenge);
        using var attempt = stranger.Attempt(Wrong);
        var record = new PinEvalRecord(world.Hub.Id, bid.Challenge, holder.SignKeyId, 1, prepared.Scan.Nonce, attempt.Blinded.ToArray()).Encode();
        for (var i = 0; i < 12; i++)
            Assert.Equal("device-unknown", (await stranger.PostAsync($"/p/challenges/{bid.Challenge}/unlock", stranger.ByDevice(record).Encode())).Problem);

        Assert.Equal(9, (await holder.Phone().ScanAsync(await opening.UrlAsync(bid.Challenge))).Value.Pin!.TriesLeft);
        Assert.Equal(200, (await holder.RespondAsync(bid.Challenge, prepared.Response)).Status);
    }

    /// <summary>How the PIN stands, as a new encrypt challenge shows it.</summary>
    private static async Task<PinStanding> StandingAsync(HubWorld world, Holder holder)
    {
        var opening = await (await world.NewPlatformAsync()).DescribeAsync(TimeSpan.FromHours(1));
        var asked = (await opening.AskAsync([opening.NewBid(holder)], [], "standing")).Value;
        return (await holder.Phone().ScanAsync(asked.GetProperty("url").GetString()!)).Value.Pin!;
    }
}
