using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Openings;
using static Hub.Grains.Tests.Openings.OpeningScene;

namespace Hub.Grains.Tests.Openings;

public class DescribingTests
{
    private static readonly DateTimeOffset Early = Deadline.AddDays(-1);

    [Fact]
    public void A_first_descriptor_is_taken_with_the_chain_that_signed_it()
    {
        var state = Described();

        Assert.Equal(Platform.ToString(), state.PlatformId);
        Assert.Equal(Certificate.Der.ToArray(), Assert.Single(state.Current.Chain));
        Assert.Equal(OpeningPhase.Registered, OpeningRules.Phase(state, Deadline));
    }

    [Fact]
    public void The_deadline_must_be_ahead_of_the_arrival()
    {
        Taken(OpeningRules.Describe(new OpeningState(), Command(Descriptor.Encode()), Deadline - Tick));
        var refusal = Refused<DeadlinePassed>(OpeningRules.Describe(new OpeningState(), Command(Descriptor.Encode()), Deadline));

        Assert.Equal(Deadline, refusal.Deadline);
    }

    [Fact]
    public void The_same_descriptor_again_gets_the_same_answer_also_after_the_deadline_and_a_newer_one()
    {
        var newer = Taken(Next(Described(), Descriptor with { Generation = 2, Deadline = Deadline.AddDays(1), EarliestStart = Start.AddDays(1) }, Early));

        Assert.IsType<OpeningDecision.Repeated>(Next(newer, Descriptor, Deadline.AddDays(2)));
    }

    [Fact]
    public void Another_descriptor_of_the_same_generation_is_refused() =>
        Refused<OpeningExists>(Next(Described(), Descriptor with { Name = "Another" }, Early));

    [Fact]
    public void Another_platforms_opening_is_refused() =>
        Refused<OpeningExists>(Next(Described() with { PlatformId = "pl-other" }, Descriptor with { Generation = 2 }, Early));

    [Fact]
    public void A_lower_generation_an_earlier_start_and_a_dropped_lot_are_refused_by_name()
    {
        var state = Described(Descriptor with { Generation = 5 });
        var next = Descriptor with { Generation = 6 };

        Assert.Equal("generation", Refused<GenerationRefused>(Next(state, Descriptor with { Generation = 4 }, Early)).Where);
        Assert.Equal("earliestStart", Refused<GenerationRefused>(Next(state, next with { EarliestStart = Start - Tick }, Early)).Where);
        Assert.Equal("lots", Refused<GenerationRefused>(Next(state, next with { Lots = [Lot("A"), Lot("C")] }, Early)).Where);
    }

    [Fact]
    public void A_postponement_with_more_lots_is_taken_even_after_the_old_deadline()
    {
        var postponed = Descriptor with { Generation = 2, Lots = [Lot("B"), Lot("A"), Lot("C")], Deadline = Deadline.AddDays(1), EarliestStart = Start.AddDays(1) };

        var state = Taken(Next(Described(), postponed, Deadline.AddHours(1)));

        Assert.Equal(2, state.Current.Terms.Generation);
        Assert.Equal(2, state.Descriptors.Count);
    }

    [Fact]
    public void Nothing_is_described_after_the_freeze() =>
        Refused<OpeningFrozen>(Next(Frozen(), Descriptor with { Generation = 2, Deadline = Deadline.AddDays(1), EarliestStart = Start.AddDays(1) }, Deadline.AddMinutes(1)));

    [Fact]
    public void A_record_of_another_hub_platform_or_opening_is_refused_by_name()
    {
        var other = PlatformOf("pl-other");

        Assert.Contains("hub", Refused<Malformed>(Next(new OpeningState(), Descriptor with { Hub = HubId.New() }, Early)).Where, StringComparison.Ordinal);
        Assert.Contains("platform", Refused<Malformed>(Next(new OpeningState(), Descriptor with { Platform = other }, Early)).Where, StringComparison.Ordinal);
        Assert.Contains("opening", Refused<Malformed>(Next(new OpeningState(), Descriptor with { Opening = OpeningId.New() }, Early)).Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Generations_have_an_end()
    {
        var state = Described();
        for (var generation = 2; generation <= OpeningRules.MaxGenerations; generation++)
            state = state with { Descriptors = [.. state.Descriptors, state.Current] };

        Refused<TooMany>(Next(state, Descriptor with { Generation = 1000 }, Early));
    }

    [Fact]
    public void Terms_announce_a_start_by_clock_only_while_it_is_ahead()
    {
        var state = Described();

        Assert.Equal(Start, OpeningRules.Terms(state, Start - Tick).OpensAt);
        Assert.Null(OpeningRules.Terms(state, Start).OpensAt);
        Assert.Null(OpeningRules.Terms(state, Start - Tick).ClosesAt);
        Assert.Equal(["A", "B"], OpeningRules.Terms(state, Start).Lots);
    }

    private static OpeningDecision Next(OpeningState state, OpeningDescriptor descriptor, DateTimeOffset arrival) =>
        OpeningRules.Describe(state, Command(descriptor.Encode()), arrival);

    [Fact]
    public void Names_of_lots_and_keys_are_made_once_whatever_asks_for_the_terms()
    {
        var state = Frozen();
        var (first, second) = (OpeningRules.Terms(state, Start), OpeningRules.Terms(state with { ClosedByHost = true }, Start.AddSeconds(1)));

        Assert.Equal(["A", "B"], first.Lots);
        Assert.Same(first.Lots, second.Lots);
        Assert.Same(first.PlatformKeyIds, second.PlatformKeyIds);
    }
}
