using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Challenges;

public sealed class CallerTests
{
    private static readonly DateTimeOffset Early = Sample.Start.AddMilliseconds(-1);

    [Theory]
    [InlineData(ChallengeKind.Decrypt)]
    [InlineData(ChallengeKind.Encrypt)]
    public void Before_the_start_a_stranger_gets_what_anybody_gets_for_any_id(string kind)
    {
        var state = Sample.State(kind);
        var moment = Sample.At(state, Early, Sample.Terms(OpeningPhase.Frozen));
        foreach (var caller in new[] { Sample.Stranger, Sample.Unproven })
        {
            Assert.Equal(new ScanDecision.Refused(new ChallengeUnavailable()), ChallengeRules.DecideScan(state, moment, caller, Early));
            Assert.Equal(new ChallengeUnavailable(), ChallengeRules.DecideUnlock(state, moment, caller, Early));
            Assert.Equal(new ChangeDecision.Refused(new ChallengeUnavailable()), ChallengeRules.DecideRejection(state, moment, caller, Sample.Rejection(Early)));
        }
    }

    [Fact]
    public void After_the_start_another_certificate_is_told_which_one_is_needed_and_the_owner_is_not_blocked()
    {
        var state = Sample.Decrypt();
        var moment = Sample.At(state, Sample.Start);
        Assert.Equal(new ScanDecision.Refused(new WrongCertificate(Sample.NeededCertificate)), ChallengeRules.DecideScan(state, moment, Sample.Stranger, Sample.Start));
        Assert.Equal(new ScanDecision.Refused(new DeviceUnknown()), ChallengeRules.DecideScan(state, moment, Sample.Unproven, Sample.Start));
        Assert.Equal(new ScanDecision.ShowStatement(), ChallengeRules.DecideScan(state, moment, Sample.Holder, Sample.Start));
    }

    [Fact]
    public void Owner_sees_a_countdown_before_the_start_and_cannot_unlock()
    {
        var state = Sample.Decrypt();
        var moment = Sample.At(state, Early);
        Assert.Equal(new ScanDecision.ShowCountdown(), ChallengeRules.DecideScan(state, moment, Sample.Holder, Early));
        Assert.Equal(new NotStarted(Early, Sample.Start), ChallengeRules.DecideUnlock(state, moment, Sample.Holder, Early));
    }

    [Fact]
    public void Owner_is_refused_after_the_close_with_both_times()
    {
        var state = Sample.Decrypt();
        var moment = Sample.At(state, Sample.End);
        var closed = new WindowClosed(Sample.End, Sample.Start, Sample.End, false, null);
        Assert.Equal(closed, ChallengeRules.DecideUnlock(state, moment, Sample.Holder, Sample.End));
        Assert.Equal(new ScanDecision.Refused(closed), ChallengeRules.DecideScan(state, moment, Sample.Holder, Sample.End));
    }

    [Fact]
    public void Owner_finds_an_approved_challenge_again_but_gets_no_more_tries()
    {
        var state = ApprovedAt(Sample.Start);
        Assert.Equal(new ScanDecision.ShowDecided(), ChallengeRules.DecideScan(state, Sample.At(state, Sample.End), Sample.Holder, Sample.End));
        Assert.Equal(new AlreadyDecided(ChallengeWord.Approved), ChallengeRules.DecideUnlock(state, Sample.At(state, Sample.Start), Sample.Holder, Sample.Start));
    }

    [Fact]
    public void Certificate_that_may_do_nothing_is_told_why()
    {
        var state = Sample.Decrypt();
        Assert.IsType<CertificateRevoked>(ChallengeRules.DecideUnlock(state, Sample.At(state, Sample.Start), Sample.Barred, Sample.Start));
    }

    [Theory]
    [InlineData("张三", "张*")]
    [InlineData("张小三", "张*三")]
    [InlineData("欧阳小三", "欧*三")]
    [InlineData("张", "*")]
    [InlineData("", "*")]
    [InlineData("𠮷田三", "𠮷*三")]
    public void Holders_name_is_masked(string holder, string masked) => Assert.Equal(masked, ChallengeCaller.Mask(holder));

    [Fact]
    public void What_a_stranger_is_told_has_the_holders_name_nowhere_in_clear() =>
        Assert.DoesNotContain(Sample.Identity.Holder, ChallengeCaller.Describe(Sample.Identity).ToString(), StringComparison.Ordinal);

    private static ChallengeState ApprovedAt(DateTimeOffset at)
    {
        var state = Sample.Decrypt();
        return Assert.IsType<RespondDecision.Accepted>(ChallengeRules.DecideResponse(state, Sample.At(state, at), Sample.Response(at))).Next;
    }
}
