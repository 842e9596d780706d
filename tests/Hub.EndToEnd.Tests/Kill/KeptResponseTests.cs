using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;
using Hub.Phone;

namespace Hub.EndToEnd.Tests.Kill;

/// <summary>What phones signed while the hub was dead.</summary>
public sealed class KeptResponseTests
{
    [Fact]
    public async Task A_response_signed_while_the_hub_is_dead_is_sent_again_without_the_pin_and_what_comes_past_the_close_can_be_admitted()
    {
        await using var world = await HubWorld.StartAsync();
        var platform = await world.NewPlatformAsync();
        var holders = await world.EnrolAsync(2, enterprise: null);
        var opening = await platform.DescribeAsync();
        var bids = new[] { await opening.BidAsync(holders[0]), await opening.BidAsync(holders[1]) };
        _ = await opening.FreezeAsync();
        await opening.StartedAsync();
        _ = (await opening.AmendAsync(new AmendmentAction.Extend(WireTime.Cut(DateTimeOffset.UtcNow.AddHours(1))))).Value;
        await using var board = await LivePage.WatchBoardAsync(world.Hub, await opening.BoardTokenAsync());
        await using var page = await LivePage.WatchAsync(world.Hub, (await opening.TokenAsync(bids[1].Challenge)).Token);
        HolderPhone[] phones = [holders[0].Phone(calls: 1), holders[1].Phone(calls: 1)];
        using var first = await UnlockAsync(opening, phones[0], holders[0], bids[0]);
        using var second = await UnlockAsync(opening, phones[1], holders[1], bids[1]);

        await world.Hub.KillAsync();
        Assert.Equal(PhoneProblemType.Network, (await first.RespondAsync()).Problem?.Type);
        Assert.Equal(PhoneProblemType.Network, (await second.RespondAsync()).Problem?.Type);
        await world.Hub.StartAgainAsync();

        var intime = Assert.Single(await phones[0].ResendAsync()).Value;
        Assert.Equal("approved", intime.State);
        var closed = (await opening.AmendAsync(new AmendmentAction.Close())).Value;
        var late = Assert.Single(await phones[1].ResendAsync()).Value;
        Assert.Equal(KeptResponse.Late, late.State);
        Assert.Equal(closed.GetProperty("closesAt").GetString(), WireTime.Format(Receipts.Verified(world, closed.GetProperty("receipt")).Arrival));
        Assert.True(late.Arrival >= Receipts.Verified(world, closed.GetProperty("receipt")).Arrival);
        await board.BoardAsync(states => states.Order().SequenceEqual(["answered", "late"]), "a board with a late answer");

        // Kept is kept on the disk.
        await world.Hub.KillAsync();
        await world.Hub.StartAgainAsync();
        var kept = Assert.Single(phones[1].Store.Memory!.Responses);
        _ = (await opening.AmendAsync(new AmendmentAction.Admit(bids[1].Challenge, Sm3Digest.Of(kept.Response)))).Value;

        var (_, entries) = await opening.FeedAsync();
        Assert.Equal(["approved", "late", "admitted"], entries.Select(entry => entry.GetProperty("outcome").GetString()!));
        Assert.All(entries.Skip(1), entry => Assert.Equal(kept.Response, entry.GetProperty("response").GetBytesFromBase64()));
        Assert.Equal(ReceiptSubject.Late, Receipts.Verified(world, entries[1].GetProperty("receipt")).Subject);
        Assert.Equal(ReceiptSubject.Admission, Receipts.Verified(world, entries[2].GetProperty("receipt")).Subject);
        await board.BoardAsync(states => states.Order().SequenceEqual(["admitted", "answered"]), "a board with the late answer admitted");
        await page.StandsAsync("approved");
        Assert.Equal(200, (await holders[1].RespondAsync(bids[1].Challenge, new SignedRecord(kept.Response, kept.Signature))).Status);

        // The phone learns it by a scan, and gets the receipt of an answer that counts.
        Assert.Empty(await phones[1].ResendAsync());
        Assert.Equal("approved", (await phones[1].ScanAsync(await opening.UrlAsync(bids[1].Challenge))).Value.State);
        var admitted = Assert.Single(await phones[1].ResendAsync()).Value;
        Assert.True(ReceiptLeaf.TryParse(admitted.Receipt.Leaf, out var leaf, out var defect), defect);
        Assert.Equal(ReceiptSubject.Admission, leaf.Subject);
        Assert.True(leaf.Arrival > late.Arrival);
        Assert.Empty(phones[1].Store.Memory!.Tries);
    }

    private static async Task<UnlockedChallenge> UnlockAsync(TestOpening opening, HolderPhone phone, Holder holder, Registered bid)
    {
        var scanned = (await phone.ScanAsync(await opening.UrlAsync(bid.Challenge))).Value;
        return (await phone.UnlockAsync(scanned, holder.PinText)).Value;
    }
}
