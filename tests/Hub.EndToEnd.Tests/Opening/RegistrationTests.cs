using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;

namespace Hub.EndToEnd.Tests.Opening;

/// <summary>The set of bids until its freeze (D11): copies, replacements, withdrawals, postponements, successors.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public async Task A_copied_bid_is_registered_under_nobody_elses_name_opening_or_platform()
    {
        var world = await SharedWorld.GetAsync();
        var (platform, otherPlatform) = (await world.NewPlatformAsync(), await world.NewPlatformAsync());
        var opening = await platform.DescribeAsync(TimeSpan.FromMinutes(10));
        var sibling = await platform.DescribeAsync(TimeSpan.FromMinutes(10));
        var foreign = await otherPlatform.DescribeAsync(TimeSpan.FromMinutes(10));
        var (victim, copier) = (await world.EnrolAsync(), await world.EnrolAsync());
        var bid = await opening.BidAsync(victim);

        // As it is, elsewhere.
        Assert.Equal("malformed", (await sibling.Platform.PostAsync(sibling.Path + "/envelopes", bid.Body)).Problem);
        Assert.Equal("malformed", (await foreign.Platform.PostAsync(foreign.Path + "/envelopes", bid.Body)).Problem);
        Assert.Equal("not-found", (await foreign.Platform.PostAsync(opening.Path + "/envelopes", bid.Body)).Problem);
        // The same sealed key under the copier's name: the copier's phone may sign for it, but the bid is not the victim's, and only the victim's key opens it.
        var renamed = bid.Bid with { Holder = copier, HeaderBytes = (opening.HeaderFor(copier) with { EncKeyId = victim.EncKeyId }).Encode() };
        Assert.True(BidHeader.TryParse(renamed.HeaderBytes, out var header, out var defect), defect);
        Assert.Equal("malformed", (await opening.AskAsync([renamed with { Header = header }], [], "renamed")).Problem);
        // The victim's envelope with an authorship of the copier's.
        var own = opening.NewBid(copier);
        var authorship = await opening.HaveSignedAsync(copier, [own]);
        Assert.Equal("authorship-invalid", (await opening.TryRegisterAsync(opening.NewBid(victim), authorship)).Answer.Problem);
        Assert.Equal("envelope-conflict", (await opening.TryRegisterAsync(bid.Bid, authorship)).Answer.Problem);
        // The copier's own still counts.
        _ = await opening.RegisterAsync(own, authorship);
        Assert.Equal(2, (await platform.GetAsync(opening.Path)).Value.GetProperty("envelopes").GetInt32());
    }

    [Fact]
    public async Task An_envelope_after_the_deadline_and_one_after_the_freeze_are_refused_and_the_set_stays()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync();
        var (holder, late) = (await world.EnrolAsync(), await world.EnrolAsync());
        var bid = await opening.BidAsync(holder);
        var signed = await opening.HaveSignedAsync(late, [opening.NewBid(late)]);
        var other = opening.NewBid(late);
        await Eventually.ReachedAsync(opening.Deadline);

        var refused = (await opening.TryRegisterAsync(other, signed)).Answer;
        Assert.Equal("deadline-passed", refused.Problem);
        Assert.Equal(WireTime.Format(opening.Deadline), refused.Json.GetProperty("deadline").GetString());
        Assert.Equal("deadline-passed", (await opening.AskAsync([other], [], "late")).Problem);
        _ = await opening.FreezeAndStartAsync();
        Assert.Equal("opening-frozen", (await opening.TryRegisterAsync(other, signed)).Answer.Problem);
        Assert.Equal("opening-frozen", (await opening.AskAsync([], [bid.Bid.Envelope], "withdraw")).Problem);
        Assert.Equal("opening-frozen", (await opening.DescribeNextAsync()).Problem);
        Assert.Equal(1, (await opening.Platform.GetAsync(opening.Path)).Value.GetProperty("envelopes").GetInt32());
        await opening.DecryptByPhoneAsync(holder, bid.Challenge, bid.Bid);
    }

    [Fact]
    public async Task A_postponed_opening_opens_envelopes_of_before_and_after_by_the_same_scan()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync(TimeSpan.FromSeconds(8));
        var holder = await world.EnrolAsync();
        var before = await opening.BidAsync(holder, "A");
        await opening.PostponeAsync(TimeSpan.FromSeconds(9));
        var after = await opening.BidAsync(holder, "B");
        Assert.True(before.Bid.Header.EarliestStart < after.Bid.Header.EarliestStart);
        Assert.Equal(before.Challenge, after.Challenge);
        _ = await opening.FreezeAndStartAsync();

        await opening.DecryptByPhoneAsync(holder, before.Challenge, before.Bid, after.Bid);
    }

    [Fact]
    public async Task What_was_withdrawn_or_replaced_before_the_freeze_is_not_opened_and_does_not_come_back()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync(TimeSpan.FromSeconds(8));
        var (replacer, leaver, thief) = (await world.EnrolAsync(), await world.EnrolAsync(), await world.EnrolAsync());
        var first = await opening.BidAsync(replacer);
        var second = await opening.BidAsync(replacer, "A", first.Bid.Envelope);
        var taken = await opening.BidAsync(leaver);
        await opening.HaveTimeAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("envelope-unknown", (await opening.AskAsync([opening.NewBid(thief)], [second.Bid.Envelope], "theft")).Problem);
        var withdrawn = (await opening.WithdrawAsync(leaver, taken.Bid.Envelope)).Value;
        Assert.Equal(ReceiptSubject.Withdrawal, Receipts.Verified(world, withdrawn.GetProperty("receipt")).Subject);
        // Posted again, a registration gets its receipt again and changes nothing.
        foreach (var gone in new[] { first, taken })
            Assert.Equal(200, (await opening.Platform.PostAsync(opening.Path + "/envelopes", gone.Body)).Status);
        Assert.Equal(1, (await opening.Platform.GetAsync(opening.Path)).Value.GetProperty("envelopes").GetInt32());
        _ = await opening.FreezeAndStartAsync();

        await opening.DecryptByPhoneAsync(replacer, second.Challenge, second.Bid);
        Assert.False((await leaver.Phone().ScanAsync(await opening.UrlAsync(taken.Challenge))).TryGet(out var scanned, out _) && scanned.IsReady);
    }

    [Fact]
    public async Task A_successor_of_the_platforms_key_freezes_and_phones_follow_it_from_the_key_that_headers_name()
    {
        var world = await SharedWorld.GetAsync();
        var platform = await world.NewPlatformAsync();
        var opening = await platform.DescribeAsync(TimeSpan.FromSeconds(6));
        var holder = await world.EnrolAsync();
        var bid = await opening.BidAsync(holder);

        await platform.SucceedAsync();
        Assert.NotEqual(bid.Bid.Header.PlatformKeyId, platform.Key.PublicKey.KeyId);
        // Signed anew by the successor, so that descriptor and freeze have one signer.
        await opening.PostponeAsync(TimeSpan.FromSeconds(8));
        _ = await opening.FreezeAndStartAsync();

        await opening.DecryptByPhoneAsync(holder, bid.Challenge, bid.Bid);
    }
}
