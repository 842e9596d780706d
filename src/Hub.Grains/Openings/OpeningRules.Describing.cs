using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Openings;

internal static partial class OpeningRules
{
    /// <summary>
    /// Takes the first descriptor or a higher generation (a postponement): before the freeze, signed by the platform's certificate in force, its deadline still ahead, never
    /// with an earlier start or without a lot that was listed, so that every envelope made before stays good.
    /// </summary>
    internal static OpeningDecision Describe(OpeningState state, OpeningCommand command, DateTimeOffset arrival)
    {
        if (!OpeningDescriptor.TryParse(command.Body.Record, out var descriptor, out var defect))
            return Refuse(new Malformed("record: " + defect));
        if (command.Stray(descriptor.Hub, descriptor.Platform, descriptor.Opening) is { } stray)
            return Refuse(new Malformed(stray));
        if (state.Descriptors.Count > 0 && state.PlatformId != command.Platform.ToString())
            return Refuse(new OpeningExists());
        if (state.Descriptors.Any(kept => kept.Record.AsSpan().SequenceEqual(command.Body.Record)))
            return OpeningDecision.Repeated.It;
        if (Supersedes(state, descriptor) is { } refusal)
            return Refuse(refusal);
        if (arrival >= descriptor.Deadline)
            return Refuse(new DeadlinePassed(arrival, descriptor.Deadline));
        if (!command.Trust.TryVerify(command.Body, command.Trust.Chain, arrival, out var trusted, out refusal))
            return Refuse(refusal);
        var kept = new KeptDescriptor
        {
            Record = command.Body.Record,
            Signature = command.Body.Signature,
            Chain = trusted.Chain,
            Successions = command.Trust.Successions,
            Arrival = arrival,
        };
        return new OpeningDecision.Take(state with { PlatformId = command.Platform.ToString(), Descriptors = [.. state.Descriptors, kept] });
    }

    private static Refusal? Supersedes(OpeningState state, OpeningDescriptor next)
    {
        if (state.Descriptors.Count == 0)
            return null;
        var current = state.Current.Terms;
        var lots = next.Lots.Select(lot => lot.Lot).ToHashSet();
        return state.Freeze is not null ? new OpeningFrozen()
            : next.Generation == current.Generation ? new OpeningExists()
            : next.Generation < current.Generation ? new GenerationRefused("generation")
            : next.EarliestStart < current.EarliestStart ? new GenerationRefused("earliestStart")
            : !current.Lots.All(lot => lots.Contains(lot.Lot)) ? new GenerationRefused("lots")
            : state.Descriptors.Count >= MaxGenerations ? new TooMany(MaxGenerations)
            : null;
    }
}
