using Hub.Cryptography;
using TradingPlatform.Bids;
using TradingPlatform.HubCalls;
using TradingPlatform.Identity;

namespace TradingPlatform.Openings;

/// <summary>Freezes an opening (D11): signs the Merkle root over exactly what the hub has registered.</summary>
internal sealed partial class FreezeDesk(IdentityDesk identity, HubClient hub, RegistrationDesk registrations, TimeProvider time, ILogger<FreezeDesk> log)
{
    private static readonly HubProblem Early = HubProblem.Of(409, """{"type":"urn:sample:problem:freeze-early","title":"freeze-early","status":409,"detail":"投标截止时间未到。","next":"请先核对开标的状态。"}"""u8.ToArray());

    /// <summary>Freezes after the deadline; does nothing if the hub has a freeze. Called again until it answers null.</summary>
    public async Task<HubProblem?> FreezeAsync(Opening opening, CancellationToken cancellation)
    {
        await opening.Turn.WaitAsync(cancellation);
        try
        {
            if (opening.State.FreezeReceipt is not null)
                return null;
            // A postponement may have come first, or be on its way; a freeze that is signed already turns everybody away who has time left by it.
            if (opening.State.NextDescriptor is not null || time.GetUtcNow() < opening.State.Terms.Deadline)
                return Early;
            if (await SettleEnvelopesAsync(opening, cancellation) is { } unsettled)
                return unsettled;
            var freeze = opening.State.Freeze ?? Make(opening);
            var answer = await hub.PostAsync($"/api/openings/{opening.Id}/freeze", freeze.Encode(), HubStored.Read, cancellation: cancellation);
            if (answer.Value is { } stored)
                return Take(opening, freeze, stored.Receipt);
            if (answer.Problem!.Is("freeze-mismatch"))
            {
                // The hub stored nothing, so another one may be made; it would be a defect of one of the two.
                LogMismatch(opening.Id.ToString());
                opening.Change(state => state with { Freeze = null });
            }
            // Asking again mends neither by itself: somebody has to find out which of the two is wrong.
            if (answer.Problem.Is("freeze-mismatch") || answer.Problem.Is("opening-frozen"))
                opening.Alarms.Raise(AlarmKind.Freeze, "freeze", answer.Problem.Type, time.GetUtcNow());
            if (answer.Problem.IsFault)
                Alarm(opening, answer.Problem);
            return answer.Problem;
        }
        finally
        {
            opening.Turn.Release();
        }
    }

    /// <summary>Without the hub's receipt nothing proves that the set was closed, and closed no sooner than at the deadline: then the freeze is not done, and is asked for again.</summary>
    private HubProblem? Take(Opening opening, SignedRecord freeze, Receipt receipt)
    {
        if (identity.Current is not { } trust || Receipts.Find(receipt, trust, new ReceiptClaim(ReceiptSubject.Freeze, opening.Id, Sm3Digest.Of(freeze.Record))) is not { } leaf
            || leaf.Arrival < opening.State.Terms.Deadline)
        {
            Alarm(opening, HubProblem.FalseReceipt);
            return HubProblem.FalseReceipt;
        }
        opening.Change(state => state with { FreezeReceipt = receipt.Encode(), FrozenAt = leaf.Arrival });
        LogFrozen(opening.Id.ToString());
        return null;
    }

    private void Alarm(Opening opening, HubProblem problem)
    {
        LogBadReceipt(opening.Id.ToString(), problem.Type);
        opening.Alarms.Raise(AlarmKind.Receipt, "freeze", problem.Type, time.GetUtcNow());
    }

    /// <summary>After the deadline nothing new comes in, so what is still pending is asked about until each has an answer.</summary>
    private async Task<HubProblem?> SettleEnvelopesAsync(Opening opening, CancellationToken cancellation)
    {
        foreach (var row in opening.Envelopes.All.Where(row => row.Step == EnvelopeStep.Pending))
        {
            if ((await registrations.PostAsync(opening, row, cancellation)).Problem is { } problem && !problem.Ends(HubCall.Register))
                return problem;
        }
        foreach (var order in opening.Withdrawals.All.Where(order => order.Receipt.Length == 0))
        {
            if ((await registrations.PostAsync(opening, order, cancellation)).Problem is { } problem && !problem.Ends(HubCall.Withdraw))
                return problem;
        }
        return null;
    }

    private SignedRecord Make(Opening opening)
    {
        var terms = opening.State.Terms;
        var leaves = opening.Envelopes.All.Where(row => row.Step == EnvelopeStep.Registered)
            .OrderBy(row => row.ReadHeader().Envelope).Select(row => MerkleTree.LeafHash(row.Sealed.Leaf())).ToArray();
        var freeze = identity.SignAs(opening.State.Signer.Read(), new OpeningFreeze(
            terms.Hub, terms.Platform, opening.Id, Sm3Digest.Of(opening.State.Descriptor!.Record), leaves.Length, MerkleTree.RootOf(leaves), time.GetUtcNow()).Encode());
        opening.Change(state => state with { Freeze = freeze });
        return freeze;
    }

    // No counts before the start, not even here (D10).
    [LoggerMessage(201, LogLevel.Information, "{Opening} is frozen")]
    private partial void LogFrozen(string opening);

    [LoggerMessage(202, LogLevel.Error, "{Opening}: the hub has other envelopes than this platform")]
    private partial void LogMismatch(string opening);

    [LoggerMessage(203, LogLevel.Error, "{Opening}: the hub does not prove that it has the freeze: {Problem}; it is asked again")]
    private partial void LogBadReceipt(string opening, string problem);
}
