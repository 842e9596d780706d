using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Challenges;

public sealed class MomentTests
{
    [Theory]
    [InlineData(-1, ChallengeWord.Waiting)]
    [InlineData(0, ChallengeWord.Open)]
    [InlineData(30 * 60_000 - 1, ChallengeWord.Open)]
    [InlineData(30 * 60_000, ChallengeWord.Expired)]
    public void Window_has_its_start_in_and_its_end_out(int milliseconds, string word)
    {
        var state = Sample.Decrypt();
        Assert.Equal(word, ChallengeRules.WordOf(state, Sample.At(state, Sample.Start.AddMilliseconds(milliseconds)), false));
    }

    [Theory]
    [InlineData(-1, ChallengeWord.Scanned)]
    [InlineData(0, ChallengeWord.Expired)]
    public void Expiry_is_exclusive(int milliseconds, string word)
    {
        var state = Sample.State(ChallengeKind.Encrypt);
        Assert.Equal(word, ChallengeRules.WordOf(state, Sample.At(state, Sample.End.AddMilliseconds(milliseconds)), true));
    }

    [Fact]
    public void Nothing_starts_without_a_freeze()
    {
        var state = Sample.Decrypt();
        var moment = Assert.IsType<ChallengeMoment.Before>(Sample.At(state, Sample.Start.AddMinutes(1), Sample.Terms(OpeningPhase.Registered)));
        Assert.True(moment.IsSecret);
    }

    [Fact]
    public void Before_the_hosts_hand_the_earliest_start_is_what_is_known()
    {
        var terms = Sample.Terms(OpeningPhase.Frozen) with { OpensAt = null, ClosesAt = null };
        Assert.Equal(new ChallengeMoment.Before(Sample.Start), Sample.At(Sample.Decrypt(), Sample.Start.AddHours(2), terms));
    }

    [Fact]
    public void Extension_counts_for_what_arrives_after_the_old_end()
    {
        var state = Sample.Decrypt();
        Assert.IsType<ChallengeMoment.After>(Sample.At(state, Sample.End));
        Assert.IsType<ChallengeMoment.Within>(Sample.At(state, Sample.End, Sample.Terms(closesAt: Sample.End.AddMinutes(5))));
    }

    [Fact]
    public void Who_encrypts_is_secret_until_the_opening_starts()
    {
        var state = Sample.State(ChallengeKind.Encrypt);
        Assert.True(Sample.At(state, Sample.Start.AddMilliseconds(-1), Sample.Terms(OpeningPhase.Registered)).IsSecret);
        Assert.True(Sample.At(state with { Expires = Sample.Start.AddHours(-1) }, Sample.Start.AddMilliseconds(-1)).IsSecret);
        Assert.False(Sample.At(state, Sample.Start).IsSecret);
    }

    [Fact]
    public void Challenge_whose_envelopes_were_all_withdrawn_has_nothing_to_answer()
    {
        var state = Sample.Decrypt();
        var withdrawn = Assert.IsType<RegisterDecision.Changed>(
            ChallengeRules.DecideWithdraw(state, new WithdrawEnvelopes([state.Envelopes[0].EnvelopeId], [9]), "order")).Next;
        Assert.False(ChallengeRules.HasWork(withdrawn));
        Assert.Equal(ChallengeWord.Cancelled, ChallengeRules.WordOf(withdrawn, Sample.At(withdrawn, Sample.Start), false));
    }
}
