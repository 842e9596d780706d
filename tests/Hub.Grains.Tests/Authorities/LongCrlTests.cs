using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Tests.Cluster;

namespace Hub.Grains.Tests.Authorities;

public sealed class LongCrlTests(HubCluster cluster) : IClassFixture<HubCluster>
{
    [Fact]
    public async Task A_CA_that_has_revoked_very_many_makes_no_opening_impossible()
    {
        var crl = cluster.Authority.NextCrl(cluster.Clock.Now, Crl.MaxEntries);
        Assert.InRange(crl.Length, 3 << 20, Crl.MaxLength);
        Assert.Equal(0, (await cluster.Grains.GetGrain<IAuthorityGrain>(TestAuthority.Id).TakeCrl(crl, cluster.Clock.Now)).Value!.Revoked);
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster);
        await opening.BidAsync(holder);
        await opening.FreezeAsync();
        cluster.Clock.Reach(opening.Start);

        var (_, scanned) = await opening.ApproveAsync(holder, opening.ChallengeOf(holder), opening.Start);

        Assert.True(DecryptStatement.TryParse(scanned.Statement!, out var statement, out var defect), defect);
        Assert.Equal(crl, Assert.Single(statement.Crls));
    }
}
