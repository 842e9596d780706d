using CsCheck;
using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Openings;
using static Hub.Grains.Tests.Openings.OpeningScene;

namespace Hub.Grains.Tests.Openings;

public class AmendingTests
{
    private static readonly AmendmentAction Note = new AmendmentAction.Note("Deposit of bidder 3 is checked");
    private static readonly DateTimeOffset End = Start.AddSeconds(600);

    [Fact]
    public void An_extension_in_the_last_millisecond_counts_and_one_at_the_end_does_not()
    {
        var until = End.AddMinutes(10);

        Assert.Equal(until, Taken(Amend(Frozen(), new AmendmentAction.Extend(until), End - Tick)).ClosesAt);
        var refusal = Refused<AmendmentRefused>(Amend(Frozen(), new AmendmentAction.Extend(until), End));
        Assert.Equal((Start, End), (refusal.OpensAt, refusal.ClosesAt));
    }

    [Fact]
    public void An_extension_is_later_than_the_end()
    {
        Refused<AmendmentRefused>(Amend(Frozen(), new AmendmentAction.Extend(End), Start));
        Assert.Equal(End + Tick, Taken(Amend(Frozen(), new AmendmentAction.Extend(End + Tick), Start)).ClosesAt);
    }

    [Fact]
    public void A_close_ends_the_window_at_its_arrival_and_nothing_opens_it_again()
    {
        var closed = Taken(Amend(Frozen(), new AmendmentAction.Close(), Start.AddMinutes(1)));

        Assert.Equal(Start.AddMinutes(1), closed.ClosesAt);
        Assert.Equal(OpeningPhase.Closed, OpeningRules.Phase(closed, Start.AddMinutes(1)));
        // Two gateways' clocks may differ: an earlier arrival behind the close must not reopen it.
        Refused<AmendmentRefused>(Amend(closed, new AmendmentAction.Extend(End.AddHours(1)), Start.AddSeconds(30)));
        Refused<AmendmentRefused>(Amend(closed, new AmendmentAction.Close(), Start.AddSeconds(30)));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(2500, 2501)]
    public void A_close_takes_effect_after_every_answer_that_was_judged_before_it(int latest, int closes)
    {
        var arrival = Start.AddMinutes(1);
        var closed = Taken(Amend(Frozen(), new AmendmentAction.Close(), arrival, arrival.AddMilliseconds(latest)));

        Assert.Equal(arrival.AddMilliseconds(closes), closed.ClosesAt);
        Assert.True(ReceiptLeaf.TryParse(closed.Amendments[0].Leaf, out var leaf, out _));
        Assert.Equal(closed.ClosesAt, leaf.Arrival);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(599_999, true)]
    [InlineData(600_000, false)]
    public void A_close_counts_within_the_window_only(int milliseconds, bool counts) =>
        Assert.Equal(counts, Amend(Frozen(), new AmendmentAction.Close(), Start.AddMilliseconds(milliseconds)) is OpeningDecision.Take);

    [Fact]
    public void A_host_starts_at_the_earliest_start_or_later_and_once()
    {
        var state = Frozen(Descriptor with { Start = OpeningStart.Host });

        Refused<AmendmentRefused>(Amend(state, new AmendmentAction.Start(), Start - Tick));
        var started = Taken(Amend(state, new AmendmentAction.Start(), Start));
        Assert.Equal((Start, End), (started.OpensAt, started.ClosesAt));
        Refused<AmendmentRefused>(Amend(started, new AmendmentAction.Start(), Start.AddMinutes(1)));
    }

    [Fact]
    public void A_start_by_clock_takes_no_start_by_hand() => Refused<AmendmentRefused>(Amend(Frozen(), new AmendmentAction.Start(), Start));

    [Fact]
    public void A_window_that_is_not_known_is_neither_extended_nor_closed()
    {
        var state = Frozen(Descriptor with { Start = OpeningStart.Host });

        Refused<AmendmentRefused>(Amend(state, new AmendmentAction.Extend(End), Start));
        Refused<AmendmentRefused>(Amend(state, new AmendmentAction.Close(), Start));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void An_admission_counts_from_the_close_on(int milliseconds, bool counts) => Assert.Equal(
        counts, Amend(Frozen(), new AmendmentAction.Admit(ChallengeId.New(), Sm3Digest.Of([1])), End.AddMilliseconds(milliseconds)) is OpeningDecision.Take);

    [Fact]
    public void Nothing_is_amended_before_the_freeze()
    {
        var record = new OpeningAmendment(ThisHub, Platform, Opening, 1, Sm3Digest.Of([]), Note, Deadline).Encode();

        Refused<AmendmentRefused>(OpeningRules.Amend(Described(), Command(record), Deadline, default));
    }

    [Fact]
    public void A_gap_a_fork_and_another_amendment_of_the_same_number_are_refused_with_the_next_in_order()
    {
        var state = Frozen();
        var first = Amendment(state, Note);
        var second = Taken(OpeningRules.Amend(state, Command(first), Start, default));

        var gap = Refused<AmendmentOrder>(OpeningRules.Amend(second, Command(Amendment(second, Note, number: 3)), Start, default));
        var fork = Refused<AmendmentOrder>(OpeningRules.Amend(second, Command(Amendment(second, Note, previous: Sm3Digest.Of(state.Freeze!.Record))), Start, default));
        var other = Refused<AmendmentOrder>(OpeningRules.Amend(second, Command(Amendment(state, new AmendmentAction.Note("Another"), number: 1)), Start, default));

        Assert.Equal((2, Sm3Digest.Of(first).ToString()), (gap.Number, gap.Previous));
        Assert.Equal(gap, fork);
        Assert.Equal(gap, other);
    }

    [Fact]
    public void The_same_amendment_again_is_a_repetition_also_after_later_ones()
    {
        var state = Frozen();
        var first = Amendment(state, new AmendmentAction.Extend(End.AddMinutes(5)));
        var later = Taken(Amend(Taken(OpeningRules.Amend(state, Command(first), Start, default)), new AmendmentAction.Close(), Start.AddMinutes(1)));

        Assert.IsType<OpeningDecision.Repeated>(OpeningRules.Amend(later, Command(first), End.AddHours(1), default));
        Assert.Equal(End.AddMinutes(5), OpeningRules.KeptAs(later, 1)!.ClosesAt);
    }

    [Fact]
    public void Anothers_signature_is_refused_and_a_successors_counts()
    {
        var state = Frozen();
        var note = Amendment(state, Note);

        Refused<BadSignature>(OpeningRules.Amend(state, Command(note, SuccessorKey), Start, default));
        Taken(OpeningRules.Amend(state, Command(note, SuccessorKey, TrustNow with { Chain = [Successor.Der.ToArray()] }), Start, default));
        Taken(OpeningRules.Amend(state, Command(note, PlatformKey, TrustNow with { Chain = [Successor.Der.ToArray()] }), Start, default));
    }

    [Fact]
    public void Each_amendment_is_receipted_by_its_own_digest()
    {
        var kept = Taken(Amend(Frozen(), Note, Start.AddSeconds(1))).Amendments[0];

        Assert.True(ReceiptLeaf.TryParse(kept.Leaf, out var leaf, out _));
        Assert.Equal((ReceiptSubject.Amendment, Sm3Digest.Of(kept.Record), Start.AddSeconds(1)), (leaf.Subject, leaf.Digest, leaf.Arrival));
    }

    [Fact]
    public void No_sequence_of_amendments_moves_the_start_or_brings_back_a_moment_that_was_closed()
    {
        var action = Gen.OneOf(
            Gen.Int[-300, 1500].Select(seconds => (AmendmentAction)new AmendmentAction.Extend(Start.AddSeconds(seconds))),
            Gen.Const((AmendmentAction)new AmendmentAction.Close()),
            Gen.Const((AmendmentAction)new AmendmentAction.Start()),
            Gen.Const(Note));
        Gen.Select(action, Gen.Int[0, 200_000]).Array[1, 12].Sample(
            steps =>
            {
                var state = Frozen();
                var now = Start.AddSeconds(-60);
                foreach (var (next, wait) in steps)
                {
                    now = now.AddMilliseconds(wait);
                    var before = state;
                    if (Amend(state, next, now) is OpeningDecision.Take take)
                        state = take.Next;
                    Assert.Equal(Start, state.OpensAt);
                    // What had ended by now has ended for good.
                    if (before.Window!.Value.IsOver(now))
                        Assert.Equal(before.ClosesAt, state.ClosesAt);
                    Assert.True(state.ClosesAt >= now || state.ClosesAt == before.ClosesAt);
                }
                Assert.Equal(Enumerable.Range(1, state.Amendments.Count), state.Amendments.Select(Number));
            },
            iter: 40);
    }

    private static int Number(KeptAmendment kept) => OpeningAmendment.TryParse(kept.Record, out var amendment, out _) ? amendment.Number : 0;
}
