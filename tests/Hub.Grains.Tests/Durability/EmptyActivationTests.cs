using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Tests.Certificates;
using Hub.Grains.Tests.Cluster;
using Orleans.Runtime;

namespace Hub.Grains.Tests.Durability;

public sealed class EmptyActivationTests(HubCluster cluster) : IClassFixture<HubCluster>
{
    private const int Flood = 500;

    // The trust, the CA, an enterprise, a certificate and what the runtime itself keeps.
    private const int Real = 40;

    [Fact]
    public async Task Invented_ids_leave_no_activations_behind_but_the_latest_few()
    {
        using var holder = await TestHolder.EnrolAsync(cluster);
        var grains = cluster.Grains;

        await Invent(id => grains.GetGrain<ICertificateGrain>(CertificateKey.Of(id)).Standing(cluster.Clock.Now).Refusal());
        await Invent(id => grains.GetGrain<IPlatformGrain>("pl-" + Short(id)).Authenticate([1]));
        await Invent(id => grains.GetGrain<IAuthorityGrain>("ca-" + Short(id)).TakeCrl([1], cluster.Clock.Now).Refusal());
        await Invent(id => grains.GetGrain<IEnterpriseGrain>(new EnterpriseId(Code(id)).ToString()).Identify().Refusal());
        await Invent(id => grains.GetGrain<IOpeningGrain>("op-" + Short(id)).Terms().Refusal());
        await Invent(id => grains.GetGrain<IFeedGrain>("op-" + Short(id)).Read("pl-test", 0).Refusal());
        await Invent(id => grains.GetGrain<IChallengeGrain>("ch-" + Short(id)).Read(null).Refusal());

        await Settle();
        Assert.Null(await holder.Certificate.Standing(cluster.Clock.Now).Refusal());
    }

    [Fact]
    public async Task An_enrolment_is_answered_though_invented_ids_pour_in_meanwhile()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        hub.Authority.AfterIssue = _ => Invent(id => hub.Certificate(id).Standing(TrustHub.Now).Refusal());

        await hub.Enrol(phone);

        await hub.Certificate(phone.SignKeyId).Standing(TrustHub.Now).Value();
    }

    private static Task Invent<T>(Func<KeyId, Task<T>> ask) => Task.WhenAll(Enumerable.Range(0, Flood).Select(n => ask(KeyId.Of(BitConverter.GetBytes(n)))));

    private static string Short(KeyId id) => id.ToString()[..32];

    private static CreditCode Code(KeyId id)
    {
        var seventeen = $"91650100MB{Convert.ToInt32(id.ToString()[..5], 16):0000000}";
        return CreditCode.TryParse(seventeen + CreditCode.CheckCharacter(seventeen), out var code) ? code : throw new InvalidOperationException();
    }

    private async Task Settle()
    {
        var management = cluster.Grains.GetGrain<IManagementGrain>(0);
        await Eventually.TrueAsync(async () => await management.GetTotalActivationCount() <= EmptyActivations.Most + Real);
    }
}
