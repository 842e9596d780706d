using Hub.Cryptography;
using TradingPlatform.HubCalls;
using TradingPlatform.Identity;

namespace TradingPlatform.Openings;

/// <summary>
/// What the platform signs for an opening: descriptors and amendments. Each record is on disk before it is posted and is posted again as the same bytes until the hub has answered;
/// one that the hub refuses was never said.
/// </summary>
internal sealed class OpeningDesk(OpeningBook book, IdentityDesk identity, HubClient hub, TimeProvider time)
{
    /// <summary>Announces a new opening.</summary>
    /// <param name="terms">Makes the descriptor of the opening key's public half.</param>
    public async Task<(Opening? Opening, HubProblem? Problem)> AnnounceAsync(OpeningId id, Func<Sm2PublicKey, OpeningDescriptor> terms, CancellationToken cancellation)
    {
        if (book.Create(id, key => new OpeningState { Opening = id.ToString(), NextDescriptor = identity.Sign(terms(key).Encode()) }) is not { } opening)
            return (null, new HubProblem(409, "urn:sample:problem:too-many", "{}"u8.ToArray()));
        return await InTurnAsync(opening, () => SettleDescriptorAsync(opening, cancellation), cancellation) is { } problem ? (null, problem) : (opening, null);
    }

    /// <summary>Replaces the descriptor by one of the next generation, before the freeze (a postponement).</summary>
    public Task<HubProblem?> DescribeAsync(Opening opening, Func<OpeningDescriptor, OpeningDescriptor> change, CancellationToken cancellation) => InTurnAsync(opening, async () =>
    {
        if (await SettleDescriptorAsync(opening, cancellation) is { } earlier)
            return earlier;
        var terms = opening.State.Terms;
        var next = identity.Sign((change(terms) with { Generation = terms.Generation + 1 }).Encode());
        opening.Change(state => state with { NextDescriptor = next });
        return await SettleDescriptorAsync(opening, cancellation);
    }, cancellation);

    /// <summary>Makes the next amendment; only after the freeze.</summary>
    public Task<HubProblem?> AmendAsync(Opening opening, AmendmentAction action, DateTimeOffset now, CancellationToken cancellation) => InTurnAsync(opening, async () =>
    {
        if (await SettleAmendmentAsync(opening, cancellation) is { } earlier)
            return earlier;
        var state = opening.State;
        var previous = state.Amendments is [.., var last] ? last.Signed.Record : state.Freeze!.Record;
        var amendment = new OpeningAmendment(state.Terms.Hub, state.Terms.Platform, opening.Id, state.Amendments.Count + 1, Sm3Digest.Of(previous), action, now);
        opening.Change(it => it with { NextAmendment = identity.Sign(amendment.Encode()) });
        return await SettleAmendmentAsync(opening, cancellation);
    }, cancellation);

    /// <summary>Brings what a kill or a dead hub left on the way to its end.</summary>
    public Task<HubProblem?> SettleAsync(Opening opening, CancellationToken cancellation) => InTurnAsync(opening,
        async () => await SettleDescriptorAsync(opening, cancellation) ?? await SettleAmendmentAsync(opening, cancellation), cancellation);

    private static async Task<HubProblem?> InTurnAsync(Opening opening, Func<Task<HubProblem?>> act, CancellationToken cancellation)
    {
        await opening.Turn.WaitAsync(cancellation);
        try
        {
            return await act();
        }
        finally
        {
            opening.Turn.Release();
        }
    }

    private async Task<HubProblem?> SettleDescriptorAsync(Opening opening, CancellationToken cancellation)
    {
        if (opening.State.NextDescriptor is not { } next)
            return null;
        var answer = await hub.PostAsync("/api/openings", next.Encode(), cancellation);
        if (answer.Problem is null)
            opening.Change(state => state with { Descriptor = next, NextDescriptor = null });
        else if (!answer.Problem.IsPassing)
            opening.Change(state => state with { NextDescriptor = null });
        return answer.Problem;
    }

    private async Task<HubProblem?> SettleAmendmentAsync(Opening opening, CancellationToken cancellation)
    {
        if (opening.State.NextAmendment is not { } next)
            return null;
        var answer = await hub.PostAsync($"/api/openings/{opening.Id}/amendments", next.Encode(), HubStored.Read, cancellation: cancellation);
        var claim = new ReceiptClaim(ReceiptSubject.Amendment, opening.Id, Sm3Digest.Of(next.Record));
        var problem = answer.Problem;
        if (answer.Value is { } stored && identity.Current is { } trust && Receipts.Find(stored.Receipt, trust, claim) is { } leaf)
            opening.Change(state => state with { Amendments = [.. state.Amendments, new AmendmentRow(next, stored.Receipt.Encode(), leaf.Arrival)], NextAmendment = null });
        else
            problem ??= HubProblem.FalseReceipt;
        if (problem is { IsFault: true })
            opening.Alarms.Raise(AlarmKind.Receipt, $"amendment-{opening.State.Amendments.Count + 1}", problem.Type, time.GetUtcNow());
        // What was refused was never said; what may have been stored is asked about again, as the same bytes.
        if (problem is { IsPassing: false })
            opening.Change(state => state with { NextAmendment = null });
        return problem;
    }
}
