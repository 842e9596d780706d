using Hub.Grains.Certificates;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Certificates;

public class StandingTests
{
    private static readonly DateTimeOffset NotAfter = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_last_moment_of_validity_is_still_good()
    {
        Assert.Null(CertificateRules.Standing(new CertificateState(), NotAfter, NotAfter.AddMilliseconds(-1)));
        Assert.Null(CertificateRules.Standing(new CertificateState(), NotAfter, NotAfter));
        Assert.Equal(new CertificateExpired(NotAfter), CertificateRules.Standing(new CertificateState(), NotAfter, NotAfter.AddMilliseconds(1)));
    }

    [Fact]
    public void Revoked_is_revoked_at_once_even_if_the_CA_names_a_later_time()
    {
        var state = new CertificateState { RevokedAt = NotAfter, RevocationReason = "superseded", Suspended = true };

        Assert.Equal(new CertificateRevoked(NotAfter, "superseded"), CertificateRules.Standing(state, NotAfter, NotAfter.AddDays(-30)));
    }

    [Fact]
    public void Suspended_is_refused() =>
        Assert.IsType<CertificateSuspended>(CertificateRules.Standing(new CertificateState { Suspended = true }, NotAfter, NotAfter));
}
