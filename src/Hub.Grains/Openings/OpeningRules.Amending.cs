using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Openings;

internal static partial class OpeningRules
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Takes the next amendment: the chain from the freeze on has no gap and no fork, and what an action does counts from its arrival.</summary>
    /// <param name="latestAnswer">The latest arrival in the window of which answers have been judged: a close takes effect after it, so that none is both counted and too late.</param>
    internal static OpeningDecision Amend(OpeningState state, OpeningCommand command, DateTimeOffset arrival, DateTimeOffset latestAnswer)
    {
        if (!OpeningAmendment.TryParse(command.Body.Record, out var amendment, out var defect))
            return Refuse(new Malformed("record: " + defect));
        if (command.Stray(amendment.Hub, amendment.Platform, amendment.Opening) is { } stray)
            return Refuse(new Malformed(stray));
        if (state.Freeze is null)
            return Refuse(new AmendmentRefused("not frozen", null, null));
        if (KeptAs(state, amendment.Number) is { } kept && kept.Record.AsSpan().SequenceEqual(command.Body.Record))
            return OpeningDecision.Repeated.It;
        var previous = Sm3Digest.Of(state.Amendments.Count > 0 ? state.Amendments[^1].Record : state.Freeze.Record);
        if (amendment.Number != state.Amendments.Count + 1 || amendment.Previous != previous)
            return Refuse(new AmendmentOrder(state.Amendments.Count + 1, previous.ToString()));
        if (state.Amendments.Count >= MaxAmendments)
            return Refuse(new TooMany(MaxAmendments));
        // A successor may act in an opening that its predecessor described; the predecessor may, as long as its certificate stands.
        if (!command.Trust.TryVerifyUnderWay(command.Body, command.Trust.Chain, arrival, out var refusal)
            && !command.Trust.TryVerifyUnderWay(command.Body, state.Current.Chain, arrival, out _))
            return Refuse(refusal);
        return Amended(state, command, amendment.Action, arrival, latestAnswer);
    }

    /// <summary>
    /// What an amendment that <see cref="Amend"/> has found right does by the latest answer there is: quick, since answers wait for it.
    /// </summary>
    internal static OpeningDecision Amended(OpeningState state, OpeningCommand command, AmendmentAction action, DateTimeOffset arrival, DateTimeOffset latestAnswer)
    {
        // What its receipt says of the arrival is when it took effect: whoever holds the receipts can tell the window.
        var effective = action is AmendmentAction.Close && arrival <= latestAnswer ? WireTime.Cut(latestAnswer) + Tick : arrival;
        return Act(state, action, arrival, effective) switch
        {
            { Why: { } why } => Refuse(new AmendmentRefused(why, state.OpensAt, state.ClosesAt)),
            { Next: var next } => new OpeningDecision.Take(next with { Amendments = [.. state.Amendments, Keep(next, command, effective)] }),
        };
    }

    /// <summary>Whether answers must not be judged while it is being stored.</summary>
    internal static bool MovesWindow(AmendmentAction action) => action is AmendmentAction.Start or AmendmentAction.Extend or AmendmentAction.Close;

    /// <summary>The amendment that was taken under this number, or null.</summary>
    internal static KeptAmendment? KeptAs(OpeningState state, int number) =>
        number >= 1 && number <= state.Amendments.Count ? state.Amendments[number - 1] : null;

    private static (OpeningState Next, string? Why) Act(OpeningState state, AmendmentAction action, DateTimeOffset arrival, DateTimeOffset effective) => action switch
    {
        AmendmentAction.Start => Start(state, arrival),
        AmendmentAction.Extend extend => Extend(state, extend.Until, arrival),
        AmendmentAction.Close => Close(state, arrival, effective),
        AmendmentAction.Admit => state.Window is { } window && window.IsOver(arrival) ? (state, null) : (state, "admit: not closed"),
        AmendmentAction.Note => (state, null),
        _ => throw new InvalidOperationException("The actions are a closed set."),
    };

    private static (OpeningState Next, string? Why) Start(OpeningState state, DateTimeOffset arrival)
    {
        var terms = state.Current.Terms;
        return terms.Start != OpeningStart.Host ? (state, "start: by clock")
            : state.OpensAt is not null ? (state, "start: started already")
            : arrival < terms.EarliestStart ? (state, "start: before the earliest start")
            : (state with { OpensAt = arrival, ClosesAt = arrival.AddSeconds(terms.WindowSeconds) }, null);
    }

    private static (OpeningState Next, string? Why) Extend(OpeningState state, DateTimeOffset until, DateTimeOffset arrival) =>
        state.Window is not { } window ? (state, "extend: no window yet")
        : state.ClosedByHost || window.IsOver(arrival) ? (state, "extend: closed")
        : until <= window.End ? (state, "extend: not later than the end")
        : (state with { ClosesAt = until }, null);

    // A window that has not begun cannot be closed: its bidders would be shut out unheard.
    private static (OpeningState Next, string? Why) Close(OpeningState state, DateTimeOffset arrival, DateTimeOffset effective) =>
        state.Window is not { } window || window.IsAhead(arrival) ? (state, "close: not started")
        : state.ClosedByHost || window.IsOver(arrival) ? (state, "close: closed already")
        : (state with { ClosesAt = effective, ClosedByHost = true }, null);

    private static KeptAmendment Keep(OpeningState next, OpeningCommand command, DateTimeOffset arrival)
    {
        var leaf = new ReceiptLeaf(
            command.Hub, command.Platform, ChallengeKind.Decrypt, ReceiptSubject.Amendment, command.Opening, null, null, Sm3Digest.Of(command.Body.Record), arrival);
        return new KeptAmendment
        {
            Record = command.Body.Record,
            Signature = command.Body.Signature,
            Leaf = leaf.Encode(),
            Arrival = arrival,
            OpensAt = next.OpensAt,
            ClosesAt = next.ClosesAt,
        };
    }
}
