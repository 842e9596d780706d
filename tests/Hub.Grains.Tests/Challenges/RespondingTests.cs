using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Challenges;

public sealed class RespondingTests
{
    private static readonly DateTimeOffset Late = Sample.End;

    [Theory]
    [InlineData(0)]
    [InlineData(30 * 60_000 - 1)]
    public void Response_counts_from_the_start_until_just_before_the_end(int milliseconds)
    {
        var at = Sample.Start.AddMilliseconds(milliseconds);
        var accepted = Assert.IsType<RespondDecision.Accepted>(Decide(Sample.Decrypt(), Sample.Response(at)));
        Assert.Equal((ChallengeWord.Approved, at), (accepted.Next.Status, accepted.Next.DecidedAt!.Value));
    }

    [Fact]
    public void Response_before_the_start_is_refused_with_both_times()
    {
        var at = Sample.Start.AddMilliseconds(-1);
        var state = Sample.Decrypt();
        Assert.Equal(new RespondDecision.Refused(new NotStarted(at, Sample.Start)), ChallengeRules.DecideKnownResponse(state, Sample.Terms(), Sample.Body(), at, _ => [9]));
    }

    [Fact]
    public void Same_response_again_gets_the_same_answer_also_after_the_close()
    {
        var state = Approved();
        var decision = ChallengeRules.DecideKnownResponse(state, Sample.Terms(), Sample.Body(), Late, _ => [9]);
        Assert.Equal(new RespondDecision.Repeated(state.Answer!), decision);
    }

    [Fact]
    public void Another_response_after_the_first_is_refused()
    {
        var state = Approved();
        var refused = new RespondDecision.Refused(new AlreadyDecided(ChallengeWord.Approved));
        Assert.Equal(refused, ChallengeRules.DecideKnownResponse(state, Sample.Terms(), Sample.Body(2), Sample.Start, _ => [9]));
        Assert.Equal(refused, ChallengeRules.DecideKnownResponse(state, Sample.Terms(), Sample.Body() with { Signature = [9] }, Sample.Start, _ => [9]));
        Assert.Equal(refused, Decide(state, Sample.Response(Sample.Start, 2)));
    }

    [Fact]
    public void Response_at_the_end_is_kept_as_late_and_decides_nothing()
    {
        var kept = Assert.IsType<RespondDecision.KeptLate>(Decide(Sample.Decrypt(), Sample.Response(Late)));
        Assert.Equal((ChallengeWord.Open, 1), (kept.Next.Status, kept.Next.Late.Count));
        Assert.Null(kept.Next.Answer);
        Assert.Equal(TileState.Late, ChallengeRules.TileOf(kept.Next));
        Assert.Equal(new RespondDecision.RepeatedLate(kept.Late, Sample.Start, Sample.End), ChallengeRules.DecideKnownResponse(kept.Next, Sample.Terms(), Sample.Body(), Late, _ => [9]));
    }

    [Fact]
    public void Late_response_counts_by_its_first_arrival_once_the_window_is_extended_over_it()
    {
        var kept = Assert.IsType<RespondDecision.KeptLate>(Decide(Sample.Decrypt(), Sample.Response(Late))).Next;
        Assert.Null(ChallengeRules.DecideLateAgain(kept, Sample.Terms(closesAt: Late), kept.Late[0], _ => [9]));

        var extended = Sample.Terms(closesAt: Late.AddMilliseconds(1));
        var counts = ChallengeRules.DecideLateAgain(kept, extended, kept.Late[0], _ => [9])!;
        Assert.Equal((ChallengeWord.Approved, Late, (byte)9), (counts.Next.Status, counts.Answer.Arrival, counts.Answer.ReceiptLeaf[0]));
        Assert.Equal(TileState.Answered, ChallengeRules.TileOf(counts.Next));
        Assert.Null(ChallengeRules.DecideLateAgain(counts.Next, extended, kept.Late[0], _ => [9]));
        // The phone posts it again long after the extended end: it was there in time.
        var again = ChallengeRules.DecideKnownResponse(kept, extended, Sample.Body(), Late.AddDays(1), _ => [9]);
        Assert.Equal(Late, Assert.IsType<RespondDecision.Accepted>(again).Answer.Arrival);
    }

    [Fact]
    public void No_more_than_three_late_responses_are_kept()
    {
        var state = Enumerable.Range(1, ChallengeRules.MaxLate).Aggregate(
            Sample.Decrypt(), (before, mark) => Assert.IsType<RespondDecision.KeptLate>(Decide(before, Sample.Response(Late, (byte)mark))).Next);
        Assert.Equal(new RespondDecision.Refused(new WindowClosed(Late, Sample.Start, Sample.End, false, null)), Decide(state, Sample.Response(Late, 4)));
    }

    [Fact]
    public void Late_response_is_admitted_once_and_then_gets_its_acknowledgement()
    {
        var state = Assert.IsType<RespondDecision.KeptLate>(Decide(Sample.Decrypt(), Sample.Response(Late))).Next;
        var digest = Sm3Digest.Of(Sample.Body().Record);
        var admitted = Assert.IsType<AdmitDecision.Admitted>(ChallengeRules.DecideAdmission(state, digest, Late.AddHours(1), _ => [8]));
        Assert.Equal((ChallengeWord.Approved, TileState.Admitted), (admitted.Next.Status, ChallengeRules.TileOf(admitted.Next)));
        Assert.Equal((Late, (byte)8), (admitted.Answer.Arrival, admitted.Answer.ReceiptLeaf[0]));
        Assert.Equal(new AdmitDecision.Repeated(), ChallengeRules.DecideAdmission(admitted.Next, digest, Late.AddHours(2), _ => [9]));
        Assert.Equal(new RespondDecision.Repeated(admitted.Answer), ChallengeRules.DecideKnownResponse(admitted.Next, Sample.Terms(), Sample.Body(), Late, _ => [9]));
    }

    [Fact]
    public void What_was_not_kept_or_not_late_is_not_admitted()
    {
        var digest = Sm3Digest.Of(Sample.Body().Record);
        Assert.IsType<AmendmentRefused>(Assert.IsType<AdmitDecision.Refused>(ChallengeRules.DecideAdmission(Sample.Decrypt(), digest, Late, _ => [])).Refusal);
        Assert.IsType<AmendmentRefused>(Assert.IsType<AdmitDecision.Refused>(ChallengeRules.DecideAdmission(Approved(), digest, Late, _ => [])).Refusal);
        var two = new[] { (byte)1, (byte)2 }.Aggregate(Sample.Decrypt(), (before, mark) => Assert.IsType<RespondDecision.KeptLate>(Decide(before, Sample.Response(Late, mark))).Next);
        var first = Assert.IsType<AdmitDecision.Admitted>(ChallengeRules.DecideAdmission(two, digest, Late, _ => [])).Next;
        var second = ChallengeRules.DecideAdmission(first, Sm3Digest.Of(Sample.Body(2).Record), Late, _ => []);
        Assert.Equal(new AdmitDecision.Refused(new AlreadyDecided(ChallengeWord.Approved)), second);
    }

    [Theory]
    [InlineData(ChallengeKind.Login)]
    [InlineData(ChallengeKind.Sign)]
    [InlineData(ChallengeKind.Seal)]
    [InlineData(ChallengeKind.Encrypt)]
    public void Kinds_with_an_expiry_are_refused_at_it_and_keep_nothing_late(string kind)
    {
        var state = Sample.State(kind);
        Assert.IsType<RespondDecision.Accepted>(Decide(state, Sample.Response(Sample.End.AddMilliseconds(-1))));
        Assert.Equal(new RespondDecision.Refused(new ChallengeExpired(Sample.End)), Decide(state, Sample.Response(Sample.End)));
    }

    private static ChallengeState Approved() => Assert.IsType<RespondDecision.Accepted>(Decide(Sample.Decrypt(), Sample.Response(Sample.Start))).Next;

    private static RespondDecision Decide(ChallengeState state, HeldResponse response) =>
        ChallengeRules.DecideResponse(state, Sample.At(state, response.Arrival), response);
}
