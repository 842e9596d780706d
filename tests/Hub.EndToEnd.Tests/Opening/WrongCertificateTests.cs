using System.Text;
using Hub.EndToEnd.Tests.World;

namespace Hub.EndToEnd.Tests.Opening;

/// <summary>B8: only the certificate that encrypted a file decrypts it; whoever else scans learns which one is needed, and hinders nobody.</summary>
public sealed class WrongCertificateTests
{
    [Fact]
    public async Task After_the_start_a_colleague_and_a_stranger_are_told_which_certificate_is_needed_and_the_owner_decrypts_all_the_same()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync();
        var (owner, colleague, stranger) = (await world.EnrolAsync(7101), await world.EnrolAsync(7101), await world.EnrolAsync());
        var bid = await opening.BidAsync(owner);
        _ = await opening.FreezeAndStartAsync();

        foreach (var wrong in new[] { colleague, stranger })
        {
            var refused = await wrong.ScanAsync(bid.Challenge, await opening.UrlAsync(bid.Challenge));
            Assert.Equal("wrong-certificate", refused.Problem);
            var needed = refused.Json.GetProperty("needed");
            Assert.Equal(owner.SignKeyId.ToString(), needed.GetProperty("signKeyId").GetString());
            Assert.Equal(owner.Certificate.SerialHex, needed.GetProperty("serial").GetString(), ignoreCase: true);
            Assert.Equal("phone", needed.GetProperty("medium").GetString());
            Assert.StartsWith("张*", needed.GetProperty("holder").GetString(), StringComparison.Ordinal);
            Assert.Contains("Enterprise 7101", needed.GetProperty("subject").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain(owner.Name, Encoding.UTF8.GetString(refused.Body), StringComparison.Ordinal);
        }
        await opening.DecryptByPhoneAsync(owner, bid.Challenge, bid.Bid);
    }
}
