using CsCheck;
using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Challenges;

public sealed class EndingTests
{
    private static readonly string[] Kinds = [ChallengeKind.Login, ChallengeKind.Sign, ChallengeKind.Seal, ChallengeKind.Encrypt, ChallengeKind.Decrypt];

    [Fact]
    public void Rejected_decrypt_is_open_again_with_a_tile_that_says_so()
    {
        var state = Sample.Decrypt();
        var next = Reject(state);
        Assert.Equal((ChallengeWord.Open, TileState.Rejected), (next.Status, ChallengeRules.TileOf(next)));
        Assert.IsType<RespondDecision.Accepted>(ChallengeRules.DecideResponse(next, Sample.At(next, Sample.Start), Sample.Response(Sample.Start)));
    }

    [Fact]
    public void Rejected_encrypt_is_final_and_the_same_rejection_again_changes_nothing()
    {
        var next = Reject(Sample.State(ChallengeKind.Encrypt));
        Assert.Equal(ChallengeWord.Rejected, next.Status);
        Assert.Equal(new ChangeDecision.Nothing(), ChallengeRules.DecideRejection(next, Sample.At(next, Sample.Start), Sample.Holder, Sample.Rejection(Sample.Start)));
        Assert.Equal(
            new RespondDecision.Refused(new AlreadyDecided(ChallengeWord.Rejected)),
            ChallengeRules.DecideKnownResponse(next, Sample.Terms(), Sample.Body(), Sample.Start, _ => [9]));
    }

    [Fact]
    public void Approved_challenge_cannot_be_rejected()
    {
        var state = Approved(Sample.Decrypt());
        Assert.Equal(
            new ChangeDecision.Refused(new AlreadyDecided(ChallengeWord.Approved)),
            ChallengeRules.DecideRejection(state, Sample.At(state, Sample.Start), Sample.Holder, Sample.Rejection(Sample.Start)));
    }

    [Fact]
    public void Platform_cancels_its_own_undecided_encrypt_challenge_only()
    {
        var state = Sample.State(ChallengeKind.Encrypt);
        var cancelled = Assert.IsType<ChangeDecision.Changed>(Cancel(state)).Next;
        Assert.Equal(ChallengeWord.Cancelled, cancelled.Status);
        Assert.Equal(new ChangeDecision.Nothing(), Cancel(cancelled));
        Assert.Equal(new ChangeDecision.Refused(new NotFound()), Cancel(state, "pl-other"));
        Assert.Equal(new ChangeDecision.Refused(new NotFound()), Cancel(Sample.Decrypt()));
        Assert.Equal(new ChangeDecision.Refused(new AlreadyDecided(ChallengeWord.Approved)), Cancel(Approved(state)));
    }

    [Fact]
    public void Files_make_the_tile_opened_when_all_are_and_failed_when_one_is()
    {
        var state = Approved(Sample.Decrypt(2));
        var (first, second) = (state.Envelopes[0].EnvelopeId, state.Envelopes[1].EnvelopeId);
        var one = Report(state, new FileReport(first, true, null));
        Assert.Equal(TileState.Answered, ChallengeRules.TileOf(one));
        Assert.Equal(TileState.Opened, ChallengeRules.TileOf(Report(one, new FileReport(second, true, null))));
        var failed = Report(one, new FileReport(second, false, "digest"));
        Assert.Equal(TileState.Failed, ChallengeRules.TileOf(failed));
        Assert.Equal(TileState.Opened, ChallengeRules.TileOf(Report(failed, new FileReport(second, true, null))));
    }

    [Fact]
    public void Report_is_taken_of_known_files_of_an_answered_challenge_of_ones_own()
    {
        var state = Approved(Sample.Decrypt());
        FileReport[] known = [new(state.Envelopes[0].EnvelopeId, true, null)];
        var platform = Sample.Platform.ToString();
        Assert.Equal(new ChangeDecision.Refused(new NotFound()), ChallengeRules.DecideReport(state, "pl-other", Sample.Opening.ToString(), known));
        Assert.Equal(new ChangeDecision.Refused(new NotFound()), ChallengeRules.DecideReport(state, platform, OpeningId.New().ToString(), known));
        Assert.Equal(new ChangeDecision.Refused(new NotFound()), ChallengeRules.DecideReport(Sample.Decrypt(), platform, Sample.Opening.ToString(), known));
        Assert.Equal(
            new ChangeDecision.Refused(new EnvelopeUnknown("files[0].envelope")),
            ChallengeRules.DecideReport(state, platform, Sample.Opening.ToString(), [new FileReport(EnvelopeId.New().ToString(), true, null)]));
        Assert.Equal(new ChangeDecision.Nothing(), ChallengeRules.DecideReport(Report(state, known), platform, Sample.Opening.ToString(), known));
    }

    [Fact]
    public void Partial_answer_has_a_tile_of_its_own()
    {
        var state = Sample.Decrypt(2);
        var accepted = ChallengeRules.DecideResponse(state, Sample.At(state, Sample.Start), Sample.Response(Sample.Start, partial: true));
        Assert.Equal(TileState.Partial, ChallengeRules.TileOf(Assert.IsType<RespondDecision.Accepted>(accepted).Next));
    }

    [Fact]
    public void No_sequence_of_commands_leads_from_a_decided_challenge_to_anything_else()
    {
        var commands = Gen.Select(Gen.Int[0, 6], Gen.Byte[1, 5], Gen.Int[-5, 40]).Array[1, 30];
        Gen.Select(Gen.Int[0, Kinds.Length - 1].Select(place => Kinds[place]), commands).Sample((kind, steps) =>
        {
            var state = Sample.State(kind);
            foreach (var (command, mark, minutes) in steps)
            {
                var next = Step(state, command, mark, Sample.Start.AddMinutes(minutes));
                if (state.Status != ChallengeWord.Open)
                    Assert.Equal((state.Status, state.Answer, state.DecidedAt), (next.Status, next.Answer, next.DecidedAt));
                Assert.Equal(next.Answer is not null, next.Status == ChallengeWord.Approved);
                Assert.True(next.Late.Count <= ChallengeRules.MaxLate && next.Changes >= state.Changes);
                state = next;
            }
        });
    }

    private static ChallengeState Step(ChallengeState state, int command, byte mark, DateTimeOffset at)
    {
        var moment = Sample.At(state, at);
        return command switch
        {
            0 or 1 => (ChallengeRules.DecideKnownResponse(state, Sample.Terms(), Sample.Body(mark), at, _ => [9]) ?? ChallengeRules.DecideResponse(state, moment, Sample.Response(at, mark))) switch
            {
                RespondDecision.Accepted accepted => accepted.Next,
                RespondDecision.KeptLate late => late.Next,
                _ => state,
            },
            2 => Next(state, ChallengeRules.DecideRejection(state, moment, Sample.Holder, Sample.Rejection(at, mark))),
            3 => Next(state, ChallengeRules.DecideCancel(state, moment, state.PlatformId, at)),
            4 => ChallengeRules.DecideAdmission(state, Sm3Digest.Of(Sample.Body(mark).Record), at, _ => [mark]) is AdmitDecision.Admitted admitted ? admitted.Next : state,
            5 => Next(state, ChallengeRules.DecideReport(state, state.PlatformId, Sample.Opening.ToString(), [.. state.Envelopes.Select(held => new FileReport(held.EnvelopeId, mark % 2 == 0, null))])),
            _ => ChallengeRules.DecideWithdraw(state, new WithdrawEnvelopes([], [mark]), mark.ToString(System.Globalization.CultureInfo.InvariantCulture)) is RegisterDecision.Changed changed ? changed.Next : state,
        };
    }

    private static ChallengeState Next(ChallengeState state, ChangeDecision decision) => decision is ChangeDecision.Changed changed ? changed.Next : state;

    private static ChallengeState Reject(ChallengeState state) => Assert.IsType<ChangeDecision.Changed>(
        ChallengeRules.DecideRejection(state, Sample.At(state, Sample.Start), Sample.Holder, Sample.Rejection(Sample.Start))).Next;

    private static ChangeDecision Cancel(ChallengeState state, string platform = "pl-bingtuan") =>
        ChallengeRules.DecideCancel(state, Sample.At(state, Sample.Start), platform, Sample.Start);

    private static ChallengeState Report(ChallengeState state, params FileReport[] files) =>
        Assert.IsType<ChangeDecision.Changed>(ChallengeRules.DecideReport(state, Sample.Platform.ToString(), Sample.Opening.ToString(), files)).Next;

    private static ChallengeState Approved(ChallengeState state) =>
        Assert.IsType<RespondDecision.Accepted>(ChallengeRules.DecideResponse(state, Sample.At(state, Sample.Start), Sample.Response(Sample.Start))).Next;
}
