using Hub.EndToEnd.Tests.World;

namespace Hub.EndToEnd.Tests.Opening;

/// <summary>What an operator does to an enterprise stops its certificates and stays on record.</summary>
public sealed class SuspensionTests
{
    [Fact]
    public async Task A_suspension_is_on_record_and_shown_with_each_certificate_until_it_is_lifted()
    {
        var world = await SharedWorld.GetAsync();
        var holder = await world.EnrolAsync();
        var path = "/admin/enterprises/" + holder.Enterprise.Code;

        foreach (var (suspended, state, action) in new[] { (true, "certificate-suspended", "enterprise.suspend"), (false, "in-force", "enterprise.resume") })
        {
            _ = await world.AdministerAsync(HttpMethod.Post, path + "/suspension", new { suspended });
            var shown = (await world.AdministerAsync(HttpMethod.Get, path)).Json;
            Assert.Equal((suspended, 1), (shown.GetProperty("suspended").GetBoolean(), shown.GetProperty("certificates").GetInt32()));
            var certificate = Assert.Single(shown.GetProperty("signKeyIds").EnumerateArray());
            Assert.Equal((holder.SignKeyId.ToString(), state), (certificate.GetProperty("signKeyId").GetString(), certificate.GetProperty("state").GetString()));
            var recorded = Assert.Single((await world.AdministerAsync(HttpMethod.Get, "/admin/actions?after=0")).Json.GetProperty("actions").EnumerateArray(), it =>
                it.GetProperty("subject").GetString() == holder.Enterprise.ToString() && it.GetProperty("action").GetString() == action);
            Assert.Equal("test", recorded.GetProperty("actor").GetString());
        }
    }
}
