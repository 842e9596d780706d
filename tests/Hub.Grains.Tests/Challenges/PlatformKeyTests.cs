using Hub.Grains.Contracts;
using Hub.Grains.Tests.Cluster;

namespace Hub.Grains.Tests.Challenges;

/// <summary>Which keys of the platform a header may name: an encrypt challenge and the registration after it must say the same, or a bidder signs for nothing.</summary>
public sealed class PlatformKeyTests(HubCluster cluster) : IClassFixture<HubCluster>
{
    [Fact]
    public async Task Successor_that_signed_no_descriptor_yet_is_refused_before_the_bidder_signs_and_the_old_key_stays_good()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster);
        var successor = await opening.SucceedAsync();

        Assert.Equal(new Malformed("envelopes[0].header.platformKeyId"), (await opening.TryAskAsync(holder, successor)).Created.Refusal);
        await opening.BidAsync(holder);
    }

    [Fact]
    public async Task Descriptor_by_the_successor_lets_headers_name_both_keys()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster);
        var successor = await opening.SucceedAsync();
        await opening.DescribeAgainAsync();

        await opening.BidAsync(holder);
        var (challenge, header, contentKey, sealedKey, created) = await opening.TryAskAsync(holder, successor, "B");
        Assert.Null(created.Refusal);
        await opening.RegisterAsync(holder, (challenge, header, contentKey, sealedKey));
    }
}
