using CsCheck;
using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Openings;
using static Hub.Grains.Tests.Openings.OpeningScene;

namespace Hub.Grains.Tests.Openings;

public class FreezingTests
{
    [Fact]
    public void A_freeze_counts_at_the_deadline_and_not_before()
    {
        var state = Described();
        var set = SetOf(5);
        var freeze = FreezeOf(state, set);

        Assert.Equal(Deadline, Refused<FreezeEarly>(Freeze(state, freeze, set, Deadline - Tick)).Deadline);
        var frozen = Taken(Freeze(state, freeze, set, Deadline));
        Assert.Equal(5, frozen.Freeze!.Size);
        Assert.Equal("Demo", frozen.Freeze.PlatformName);
    }

    [Fact]
    public void The_receipt_names_the_freeze_and_its_arrival()
    {
        var frozen = Frozen(arrival: Deadline.AddSeconds(2));

        Assert.True(ReceiptLeaf.TryParse(frozen.Freeze!.Leaf, out var leaf, out _));
        Assert.Equal((ReceiptSubject.Freeze, Sm3Digest.Of(frozen.Freeze.Record), Deadline.AddSeconds(2)), (leaf.Subject, leaf.Digest, leaf.Arrival));
    }

    [Fact]
    public void A_start_by_clock_is_the_earliest_start_or_the_arrival_of_the_freeze_if_that_is_later()
    {
        Assert.Equal(Start, Frozen().OpensAt);
        Assert.Equal(Start.AddSeconds(600), Frozen().ClosesAt);
        Assert.Equal(Start, Frozen(arrival: Start).OpensAt);
        Assert.Equal(Start + Tick, Frozen(arrival: Start + Tick).OpensAt);
        Assert.Equal(Start + Tick + TimeSpan.FromSeconds(600), Frozen(arrival: Start + Tick).ClosesAt);
    }

    [Fact]
    public void A_start_by_host_waits_for_the_host()
    {
        var state = Frozen(Descriptor with { Start = OpeningStart.Host });

        Assert.Null(state.OpensAt);
        Assert.Equal(OpeningPhase.Frozen, OpeningRules.Phase(state, Start.AddYears(1)));
        Assert.Null(OpeningRules.NextChange(state, Start));
    }

    [Fact]
    public void Phases_change_at_the_start_and_at_the_end()
    {
        var state = Frozen();
        var end = state.ClosesAt!.Value;

        Assert.Equal(OpeningPhase.Frozen, OpeningRules.Phase(state, Start - Tick));
        Assert.Equal(OpeningPhase.Started, OpeningRules.Phase(state, Start));
        Assert.Equal(OpeningPhase.Started, OpeningRules.Phase(state, end - Tick));
        Assert.Equal(OpeningPhase.Closed, OpeningRules.Phase(state, end));
        Assert.Equal(Start, OpeningRules.NextChange(state, Start - Tick));
        Assert.Equal(end, OpeningRules.NextChange(state, Start));
        Assert.Null(OpeningRules.NextChange(state, end));
    }

    [Fact]
    public void Another_size_or_root_is_refused_with_the_hubs_own()
    {
        var state = Described();
        var set = SetOf(4);
        var freeze = FreezeOf(state, set);

        var size = Refused<FreezeMismatch>(Freeze(state, freeze with { Size = 3 }, set, Deadline));
        var root = Refused<FreezeMismatch>(Freeze(state, freeze with { Root = SetOf(5).Root }, set, Deadline));

        Assert.Equal((4, set.Root.ToString()), (size.Size, size.Root));
        Assert.Equal(size, root);
    }

    [Fact]
    public void A_freeze_of_an_older_descriptor_is_refused()
    {
        var state = Described();
        var set = SetOf(1);
        var freeze = FreezeOf(state, set);
        var newer = Taken(OpeningRules.Describe(state, Command((Descriptor with { Generation = 2 }).Encode()), Deadline.AddDays(-1)));

        Assert.Equal("record.descriptor", Refused<GenerationRefused>(Freeze(newer, freeze, set, Deadline)).Where);
    }

    [Fact]
    public void Only_the_key_that_signed_the_descriptor_freezes()
    {
        var state = Described();
        var freeze = FreezeOf(state, SetOf(1)).Encode();
        var succeeded = TrustNow with { Chain = [Successor.Der.ToArray()] };

        Refused<BadSignature>(OpeningRules.BeginFreeze(state, Command(freeze, SuccessorKey, succeeded), Deadline));
        Assert.IsType<OpeningDecision.Compare>(OpeningRules.BeginFreeze(state, Command(freeze, PlatformKey, succeeded), Deadline));
    }

    [Fact]
    public void The_same_freeze_again_is_a_repetition_and_another_one_is_refused()
    {
        var state = Described();
        var set = SetOf(2);
        var freeze = FreezeOf(state, set);
        var frozen = Taken(Freeze(state, freeze, set, Deadline));

        Assert.IsType<OpeningDecision.Repeated>(Freeze(frozen, freeze, set, Start.AddDays(1)));
        Refused<OpeningFrozen>(Freeze(frozen, freeze with { FrozenAt = Deadline.AddSeconds(1) }, set, Start));
    }

    [Fact]
    public void Every_envelope_of_a_set_has_a_path_to_its_root_and_no_other_has_one() => Gen.Int[0, 70].Sample(
        size =>
        {
            var envelopes = Enumerable.Range(0, size).Select(i => (Envelope: EnvelopeId.New(), LeafHash: MerkleTree.LeafHash([(byte)i]))).ToList();
            var set = FrozenSet.Of(envelopes);
            Assert.Null(set.Find(EnvelopeId.New()));
            Assert.Equal(set.Root, FrozenSet.Of(envelopes.AsEnumerable().Reverse()).Root);
            foreach (var (envelope, leafHash) in envelopes)
            {
                var place = set.Find(envelope)!;
                Assert.True(MerkleTree.VerifyInclusion(leafHash, place.Index, size, [.. place.Path.Select(hash => Sm3Digest.FromBytes(hash))], set.Root));
            }
        },
        iter: 20);
}
