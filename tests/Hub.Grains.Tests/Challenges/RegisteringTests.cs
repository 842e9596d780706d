using System.Text.Json;
using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Challenges;

public sealed class RegisteringTests
{
    private static readonly EnvelopeId First = EnvelopeId.New();

    [Fact]
    public void First_envelope_makes_the_challenge()
    {
        var state = Sample.Register(new ChallengeState(), First);
        Assert.Equal((ChallengeKind.Decrypt, Sample.Needed, "Platform", 1L), (state.Kind, state.SignKeyId, state.PlatformName, state.Changes));
        Assert.Equal(TileState.Waiting, ChallengeRules.TileOf(state));
    }

    [Fact]
    public void Same_envelope_again_gets_its_first_receipt_and_other_bytes_a_conflict()
    {
        var state = Sample.Register(new ChallengeState(), First);
        var again = Sample.Registration(First) with { Receipt = [99] };
        var repeated = Assert.IsType<RegisterDecision.Repeated>(ChallengeRules.DecideRegister(state, again, Sample.Envelope(), ""));
        Assert.Equal([7], repeated.ReceiptLeaf);
        Assert.Equal(new RegisterDecision.Refused(new EnvelopeConflict()), ChallengeRules.DecideRegister(state, again, Sample.Envelope(9), ""));
    }

    [Fact]
    public void Replacement_takes_the_old_envelope_out_and_its_registration_again_does_not_bring_it_back()
    {
        var second = EnvelopeId.New();
        var state = Sample.Register(Sample.Register(new ChallengeState(), First), second, First.ToString());
        Assert.Equal(second.ToString(), Assert.Single(state.Envelopes).EnvelopeId);
        Assert.IsType<RegisterDecision.Repeated>(ChallengeRules.DecideRegister(state, Sample.Registration(First), Sample.Envelope(), ""));
        Assert.Equal(new RegisterDecision.Refused(new EnvelopeConflict()), ChallengeRules.DecideRegister(state, Sample.Registration(First), Sample.Envelope(9), ""));
    }

    [Fact]
    public void Withdrawal_names_rows_that_leave_and_is_the_same_when_repeated()
    {
        var state = Sample.Register(new ChallengeState(), First);
        var withdrawn = Assert.IsType<RegisterDecision.Changed>(ChallengeRules.DecideWithdraw(state, new WithdrawEnvelopes([First.ToString()], [5]), "order"));
        Assert.Equal([First.ToString()], withdrawn.Left);
        Assert.Empty(withdrawn.Next.Envelopes);
        Assert.Empty(withdrawn.Next.Authorships);
        var again = ChallengeRules.DecideWithdraw(withdrawn.Next, new WithdrawEnvelopes([First.ToString()], [6]), "order");
        Assert.Equal([5], Assert.IsType<RegisterDecision.Repeated>(again).ReceiptLeaf);
    }

    [Fact]
    public void Envelope_that_is_not_this_certificates_cannot_be_withdrawn()
    {
        var state = Sample.Register(new ChallengeState(), First);
        var refused = new RegisterDecision.Refused(new EnvelopeUnknown("withdraws[1]"));
        string[] withdraws = [First.ToString(), EnvelopeId.New().ToString()];
        Assert.Equal(refused, ChallengeRules.DecideWithdraw(state, new WithdrawEnvelopes(withdraws, []), "order"));
        Assert.Equal(refused, ChallengeRules.DecideRegister(state, Sample.Registration(EnvelopeId.New(), withdraws), Sample.Envelope(), ""));
    }

    [Fact]
    public void Sixty_fifth_envelope_is_refused_unless_one_leaves_with_it()
    {
        var full = Sample.Decrypt(ChallengeRules.MaxEnvelopes);
        Assert.Equal(new RegisterDecision.Refused(new TooMany(64)), ChallengeRules.DecideRegister(full, Sample.Registration(EnvelopeId.New()), Sample.Envelope(), ""));
        Assert.Equal(64, Sample.Register(full, EnvelopeId.New(), full.Envelopes[0].EnvelopeId).Envelopes.Count);
    }

    [Fact]
    public void Authorship_of_many_envelopes_is_kept_once() => Assert.Single(Sample.Decrypt(5).Authorships);

    [Fact]
    public void Nothing_changes_after_an_answer()
    {
        var state = Sample.Register(new ChallengeState(), First);
        var decided = Assert.IsType<RespondDecision.Accepted>(ChallengeRules.DecideResponse(state, Sample.At(state, Sample.Start), Sample.Response(Sample.Start))).Next;
        var refused = new RegisterDecision.Refused(new OpeningFrozen());
        Assert.Equal(refused, ChallengeRules.DecideRegister(decided, Sample.Registration(EnvelopeId.New()), Sample.Envelope(), ""));
        Assert.Equal(refused, ChallengeRules.DecideWithdraw(decided, new WithdrawEnvelopes([First.ToString()], []), "order"));
    }

    [Fact]
    public void State_is_read_as_it_was_stored()
    {
        var state = Sample.Decrypt(2) with { Answer = Sample.Response(Sample.Start), Late = [Sample.Response(Sample.End, 2)], Rejection = Sample.Rejection(Sample.Start), Files = [new HeldFile("ev", false, "why")] };
        var stored = JsonSerializer.Serialize(state);
        Assert.Equal(stored, JsonSerializer.Serialize(JsonSerializer.Deserialize<ChallengeState>(stored)));
        Assert.Equal(2, JsonSerializer.Deserialize<ChallengeState>(stored)!.Envelopes.Count);
    }
}
