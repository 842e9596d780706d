using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Openings;

internal static partial class OpeningRules
{
    /// <summary>
    /// The first look at a freeze: at the deadline or after it, of the descriptor in force, signed by the key that signed the descriptor (phones accept no other).
    /// </summary>
    /// <returns><see cref="OpeningDecision.Compare"/> when only the set is left to be compared.</returns>
    internal static OpeningDecision BeginFreeze(OpeningState state, OpeningCommand command, DateTimeOffset arrival)
    {
        if (!OpeningFreeze.TryParse(command.Body.Record, out var freeze, out var defect))
            return Refuse(new Malformed("record: " + defect));
        if (command.Stray(freeze.Hub, freeze.Platform, freeze.Opening) is { } stray)
            return Refuse(new Malformed(stray));
        if (state.Freeze is { } kept)
            return kept.Record.AsSpan().SequenceEqual(command.Body.Record) ? OpeningDecision.Repeated.It : Refuse(new OpeningFrozen());
        if (arrival < state.Current.Terms.Deadline)
            return Refuse(new FreezeEarly(state.Current.Terms.Deadline));
        if (freeze.Descriptor != Sm3Digest.Of(state.Current.Record))
            return Refuse(new GenerationRefused("record.descriptor"));
        return command.Trust.TryVerify(command.Body, state.Current.Chain, arrival, out var trusted, out var refusal)
            ? new OpeningDecision.Compare(freeze, trusted.Crls)
            : Refuse(refusal);
    }

    /// <summary>The second look: the platform's set is the hub's (D11). A start by clock becomes certain with it.</summary>
    internal static OpeningDecision EndFreeze(OpeningState state, OpeningCommand command, OpeningDecision.Compare compare, FrozenSet set, DateTimeOffset arrival)
    {
        if (compare.Freeze.Size != set.Size || compare.Freeze.Root != set.Root)
            return Refuse(new FreezeMismatch(set.Size, set.Root.ToString()));
        var terms = state.Current.Terms;
        var opensAt = terms.Start == OpeningStart.Clock ? Later(terms.EarliestStart, arrival) : (DateTimeOffset?)null;
        var closesAt = opensAt + TimeSpan.FromSeconds(terms.WindowSeconds);
        var leaf = new ReceiptLeaf(
            command.Hub, command.Platform, ChallengeKind.Decrypt, ReceiptSubject.Freeze, command.Opening, null, null, Sm3Digest.Of(command.Body.Record), arrival);
        var frozen = new KeptFreeze
        {
            Record = command.Body.Record,
            Signature = command.Body.Signature,
            Size = set.Size,
            Root = set.Root.ToString(),
            Crls = compare.Crls,
            PlatformName = command.Trust.Name,
            Leaf = leaf.Encode(),
            Arrival = arrival,
            OpensAt = opensAt,
            ClosesAt = closesAt,
        };
        return new OpeningDecision.Take(state with { Freeze = frozen, OpensAt = opensAt, ClosesAt = closesAt });
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
