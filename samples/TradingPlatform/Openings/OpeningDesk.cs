using Hub.Cryptography;
using TradingPlatform.HubCalls;
using TradingPlatform.Identity;

namespace TradingPlatform.Openings;

/// <summary>
/// What the platform signs for an opening: descriptors and amendments. Each record is on disk before it is posted and is posted again as the same bytes until the hub has answered;
/// one that the hub refuses was never said.
/// </summary>
internal sealed class OpeningDesk(OpeningBook book, IdentityDesk identity, SuccessionDesk successions, HubClient hub, TimeProvider time)
{
    /// <summary>Announces a new opening.</summary>
    /// <param name="terms">Makes the descriptor of the opening key's public half.</param>
    public async Task<(Opening? Opening, HubProblem? Problem)> AnnounceAsync(OpeningId id, Func<Sm2PublicKey, OpeningDescriptor> terms, CancellationToken cancellation)
    {
        if (await successions.SettleAsync(cancellation) is { } unsettled)
            return (null, unsettled);
        if (book.Create(id, key => WithNext(new OpeningState { Opening = id.ToString() }, terms(key))) is not { } opening)
            return (null, new HubProblem(409, "urn:sample:problem:too-many", "{}"u8.ToArray()));
        return await InTurnAsync(opening, () => SettleDescriptorAsync(opening, cancellation), cancellation) is { } problem ? (null, problem) : (opening, null);
    }

    /// <summary>Replaces the descriptor by one of the next generation, before the freeze (a postponement).</summary>
    public Task<HubProblem?> DescribeAsync(Opening opening, Func<OpeningDescriptor, OpeningDescriptor> change, CancellationToken cancellation) => InTurnAsync(opening, async () =>
    {
        if (await SettleDescriptorAsync(opening, cancellation) is { } earlier)
            return earlier;
        if (await successions.SettleAsync(cancellation) is { } unsettled)
            return unsettled;
        var terms = opening.State.Terms;
        opening.Change(state => WithNext(state, change(terms) with { Generation = terms.Generation + 1 }));
        return await SettleDescriptorAsync(opening, cancellation);
    }, cancellation);

    /// <summary>Makes the next amendment; only after the freeze.</summary>
    public Task<HubProblem?> AmendAsync(Opening opening, AmendmentAction action, DateTimeOffset now, CancellationToken cancellation) => InTurnAsync(opening, async () =>
    {
        if (await SettleAmendmentAsync(opening, cancellation) is { } earlier)
            return earlier;
        // The hub takes an amendment from the key in force, and from the one that signed the descriptor.
        await successions.SettleAsync(cancellation);
        var state = opening.State;
        var previous = state.Amendments is [.., var last] ? last.Signed.Record : state.Freeze!.Record;
        var amendment = new OpeningAmendment(state.Terms.Hub, state.Terms.Platform, opening.Id, state.Amendments.Count + 1, Sm3Digest.Of(previous), action, now);
        opening.Change(it => it with { NextAmendment = identity.Sign(amendment.Encode()) });
        return await SettleAmendmentAsync(opening, cancellation);
    }, cancellation);

    /// <summary>Brings what a kill or a dead hub left on the way to its end.</summary>
    public Task<HubProblem?> SettleAsync(Opening opening, CancellationToken cancellation) => InTurnAsync(opening,
        async () => await SettleDescriptorAsync(opening, cancellation) ?? await SettleAmendmentAsync(opening, cancellation), cancellation);

    /// <summary>The key in force signs, and stays this descriptor's signer whoever succeeds it.</summary>
    private OpeningState WithNext(OpeningState state, OpeningDescriptor terms)
    {
        var trust = identity.Current ?? throw new InvalidOperationException("There is no identity.");
        return state with { NextDescriptor = identity.SignAs(trust.KeyId, terms.Encode()), NextSigner = DescriptorSigner.Of(trust) };
    }

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
        var answer = await hub.PostAsync("/api/openings", next.Encode(), HubDescribed.Read, cancellation: cancellation);
        // There is no receipt for a descriptor, but the hub says which one it has.
        var problem = answer.Value is { } described && !described.Names(next.Record) ? HubProblem.Unreadable : answer.Problem;
        if (problem is null)
            opening.Change(state => state with { Descriptor = next, Signer = state.NextSigner ?? state.Signer, NextDescriptor = null, NextSigner = null });
        else if (problem.Ends(HubCall.Describe))
            opening.Change(state => state with { NextDescriptor = null, NextSigner = null });
        if (problem is { IsFault: true })
            opening.Alarms.Raise(AlarmKind.Receipt, "descriptor", problem.Type, time.GetUtcNow());
        return problem;
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
        if (problem is not null && problem.Ends(HubCall.Amend))
            opening.Change(state => state with { NextAmendment = null });
        return problem;
    }
}
