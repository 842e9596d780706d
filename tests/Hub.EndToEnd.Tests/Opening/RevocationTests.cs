using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;

namespace Hub.EndToEnd.Tests.Opening;

/// <summary>Revoked means revoked now: between scan and response, by the CA's list, everywhere at once.</summary>
public sealed class RevocationTests
{
    [Fact]
    public async Task A_certificate_revoked_between_scan_and_response_is_refused_everywhere_at_once_and_others_go_on()
    {
        // A list of its own: the shared CA's would be signed by tests at the same time.
        await using var world = await HubWorld.StartAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync();
        var (leaver, other) = (await world.EnrolAsync(), await world.EnrolAsync());
        var bids = new[] { await opening.BidAsync(leaver), await opening.BidAsync(other) };
        _ = await opening.FreezeAndStartAsync();
        var prepared = await opening.PrepareAsync(leaver, bids[0].Challenge);
        var phone = leaver.Phone();
        using var unlocked = (await phone.UnlockAsync((await phone.ScanAsync(await opening.UrlAsync(bids[0].Challenge))).Value, leaver.PinText)).Value;

        world.Authority.Revoke(leaver.Certificate, RevocationReason.KeyCompromise);
        await world.PublishListsAsync();

        var response = await leaver.RespondAsync(bids[0].Challenge, prepared.Response);
        var scan = await leaver.ScanAsync(bids[0].Challenge, await opening.UrlAsync(bids[0].Challenge));
        var unlock = (await leaver.UnlockAsync(bids[0].Challenge, prepared.Scan.Nonce)).Answer;
        foreach (var refused in new[] { response, scan, unlock })
        {
            Assert.Equal("certificate-revoked", refused.Problem);
            Assert.Equal("keyCompromise", refused.Json.GetProperty("reason").GetString());
            Assert.True(WireTime.TryParse(refused.Json.GetProperty("revokedAt").GetString(), out _));
            Assert.NotEmpty(refused.Json.GetProperty("next").GetString()!);
        }
        Assert.Equal("urn:hub:problem:certificate-revoked", (await unlocked.RespondAsync()).Problem?.Type);
        Assert.Empty((await opening.Platform.GetAsync($"/api/enterprises/{leaver.Enterprise.Code}/certificates")).Value.GetProperty("certificates").EnumerateArray());
        Assert.Empty((await opening.FeedAsync()).Entries);
        await opening.DecryptByPhoneAsync(other, bids[1].Challenge, bids[1].Bid);
        Assert.Single((await opening.FeedAsync()).Entries);
    }
}
