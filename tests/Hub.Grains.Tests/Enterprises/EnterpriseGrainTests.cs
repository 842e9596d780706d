using Hub.Grains.Contracts;
using Hub.Grains.Enterprises;
using Hub.Grains.Tests.Certificates;

namespace Hub.Grains.Tests.Enterprises;

public sealed class EnterpriseGrainTests
{
    [Fact]
    public async Task A_suspended_enterprise_has_no_certificate_that_may_do_anything_and_a_new_one_is_born_suspended()
    {
        await using var hub = await TrustHub.Start();
        using var first = new TestPhone();
        using var second = new TestPhone();
        await hub.Enrol(first);
        var id = (await hub.Certificate(first.SignKeyId).Identify().Value()).EnterpriseId;
        var enterprise = hub.Grain<IEnterpriseGrain>(id);

        await enterprise.SetSuspended(true, TrustHub.Operator).Value();
        await hub.Enrol(second);

        Assert.IsType<CertificateSuspended>(await hub.Certificate(first.SignKeyId).Standing(TrustHub.Now).Refusal());
        Assert.IsType<CertificateSuspended>(await hub.Certificate(second.SignKeyId).Standing(TrustHub.Now).Refusal());
        Assert.IsType<CertificateSuspended>(await hub.Certificate(first.SignKeyId).Confirm(TestPhone.Nonce(1), new string('0', 64), TrustHub.Now, TrustHub.Now).Refusal());
        Assert.True((await enterprise.Identify().Value()).Suspended);
        await enterprise.SetSuspended(false, TrustHub.Operator).Value();
        await hub.Certificate(first.SignKeyId).Standing(TrustHub.Now).Value();
        await hub.Certificate(second.SignKeyId).Standing(TrustHub.Now).Value();
    }

    [Fact]
    public async Task An_enterprise_without_certificates_is_not_found()
    {
        await using var hub = await TrustHub.Start(withAuthority: false);
        var enterprise = hub.Grain<IEnterpriseGrain>("en-" + TestAuthority.CreditCodeOf("91650100MA0000002"));

        Assert.IsType<NotFound>(await enterprise.Identify().Refusal());
        Assert.IsType<NotFound>(await enterprise.SetSuspended(true, TrustHub.Operator).Refusal());
    }

    [Fact]
    public void The_thousandth_certificate_joins_and_the_next_one_does_not()
    {
        var state = new EnterpriseState { Name = "x", SignKeyIds = [.. Enumerable.Range(0, 999).Select(n => "k" + n)] };
        state = EnterpriseRules.Join(state, "y", "last");

        Assert.Equal(1000, state!.SignKeyIds.Count);
        Assert.Equal("y", state.Name);
        Assert.Same(state, EnterpriseRules.Join(state, "y", "last"));
        Assert.Null(EnterpriseRules.Join(state, "y", "one more"));
    }
}
