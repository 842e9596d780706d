using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;

namespace Hub.EndToEnd.Tests.Restore;

/// <summary>A hub whose database is lost in the middle of an opening and comes back from a backup.</summary>
public sealed class RestoredOpeningTests
{
    [Fact]
    public async Task A_restored_hub_has_every_answer_of_before_the_backup_and_phones_bring_back_those_acknowledged_after_it()
    {
        await using var world = await HubWorld.StartAsync();
        var platform = await world.NewPlatformAsync();
        var holders = await world.EnrolAsync(2, enterprise: null);
        var opening = await platform.DescribeAsync();
        var bids = new[] { await opening.BidAsync(holders[0]), await opening.BidAsync(holders[1]) };
        _ = await opening.FreezeAsync();
        await opening.StartedAsync();
        _ = (await opening.AmendAsync(new AmendmentAction.Extend(WireTime.Cut(DateTimeOffset.UtcNow.AddHours(1))))).Value;
        var before = await opening.PrepareAsync(holders[0], bids[0].Challenge);
        var acknowledged = (await holders[0].RespondAsync(bids[0].Challenge, before.Response)).Value;
        var (epoch, _) = await opening.FeedAsync();

        var backup = Path.Combine(world.Hub.Folder, "backup.db");
        await world.Hub.BackUpAsync(backup);
        var phone = holders[1].Phone();
        var scanned = (await phone.ScanAsync(await opening.UrlAsync(bids[1].Challenge))).Value;
        using (var unlocked = (await phone.UnlockAsync(scanned, holders[1].PinText)).Value)
            Assert.Equal("approved", (await unlocked.RespondAsync()).Value.State);
        await world.Hub.KillAsync();
        Directory.Delete(world.Hub.DatabaseFolder, recursive: true);
        await world.Hub.RestoreAsync(backup);
        await world.Hub.StartAgainAsync();

        // What was acknowledged before the backup gets its acknowledgement again, with the same receipt.
        Assert.Equal(acknowledged.GetProperty("receipt").GetRawText(), (await holders[0].RespondAsync(bids[0].Challenge, before.Response)).Value.GetProperty("receipt").GetRawText());
        Assert.Empty(await phone.ResendAsync());
        Assert.True((await phone.ScanAsync(await opening.UrlAsync(bids[1].Challenge))).TryGet(out _, out _));
        Assert.Equal("approved", Assert.Single(await phone.ResendAsync()).Value.State);

        var (restored, entries) = await opening.FeedAsync();
        Assert.NotEqual(epoch, restored);
        Assert.Equal([bids[0].Challenge.ToString(), bids[1].Challenge.ToString()], entries.Select(entry => entry.GetProperty("challenge").GetString()!));
        Assert.All(entries, entry => Assert.Equal("approved", entry.GetProperty("outcome").GetString()));
        Assert.All(entries, entry => Assert.Equal(ReceiptSubject.Response, Receipts.Verified(world, entry.GetProperty("receipt")).Subject));
    }
}
