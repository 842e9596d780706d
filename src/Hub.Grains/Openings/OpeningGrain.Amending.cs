using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Receipts;

namespace Hub.Grains.Openings;

/// <summary>
/// Amendments, and the terms that answers are judged by. Answers come from other grains at any moment, so a window that moves has one order with them: an answer that asked for
/// the terms before a close was taken lies before it, and one that asks while a move is being stored waits for it.
/// </summary>
internal sealed partial class OpeningGrain
{
    // Stays faulted when a move failed: whether it was stored only the next activation knows.
    private Task _move = Task.CompletedTask;
    private DateTimeOffset _latestAnswer;
    private int _doneAmendments;

    // Challenges whose late answer is to be judged again; true: it is being asked.
    private readonly Dictionary<string, bool> _unjudged = new(StringComparer.Ordinal);

    private const int JudgedAtOnce = 64;

    public async Task<Outcome<OpeningTerms>> Terms(DateTimeOffset? answer)
    {
        if (!IsDescribed)
            return new NotFound();
        while (!_move.IsCompletedSuccessfully)
            await _move;
        NoteAnswer(answer);
        return NoticedTerms();
    }

    private void NoteAnswer(DateTimeOffset? arrival)
    {
        if (arrival > _latestAnswer && State.Window is { } window && window.Contains(arrival.Value))
            _latestAnswer = arrival.Value;
    }

    public async Task<Outcome<AmendedOpening>> Amend(string platformId, SignedBody amendment, DateTimeOffset arrival)
    {
        arrival = WireTime.Cut(arrival);
        if (!IsOf(platformId))
            return new NotFound();
        if (!OpeningAmendment.TryParse(amendment.Record, out var record, out var defect))
            return new Malformed("record: " + defect);
        await CarryOutLast();
        if (!(await CommandOf(platformId, amendment)).Try(out var command, out var refusal))
            return refusal;
        var decision = OpeningRules.Amend(State, command, arrival, _latestAnswer);
        if (decision is OpeningDecision.Refused refused)
            return refused.Why;
        if (decision is not OpeningDecision.Take take)
        {
            var kept = OpeningRules.KeptAs(State, record.Number)!;
            return new AmendedOpening(record.Number, await ReceiptWire.ReadAsync(_receipts, kept.Leaf), kept.OpensAt, kept.ClosesAt);
        }
        if (record.Action is AmendmentAction.Admit admit && await WhyNotAdmit(admit) is { } inadmissible)
            return inadmissible;
        var committed = OpeningRules.MovesWindow(record.Action)
            ? await WhileAnswersWait(() => Commit(OpeningRules.Amended(State, command, record.Action, arrival, _latestAnswer)))
            : await Commit(take);
        if (committed.Refusal is { } overtaken)
            return overtaken;
        LogAmended(Id, record.Number, record.Action.GetType().Name);
        PushTerms();
        if (record.Action is AmendmentAction.Extend)
            JudgeLateAgain();
        await CarryOutLast();
        return new AmendedOpening(record.Number, committed.Value!.Receipt, State.OpensAt, State.ClosesAt);
    }

    private async Task<Outcome<ReceiptBytes>> Commit(OpeningDecision decision)
    {
        if (decision is not OpeningDecision.Take take)
            return decision is OpeningDecision.Refused refused ? refused.Why : throw new InvalidOperationException("An amendment is taken or refused.");
        return new ReceiptBytes(ReceiptWire.Encode(await _state.CommitAsync(take.Next, new ReceiptRequest(take.Next.Amendments[^1].Leaf))));
    }

    // For the commit alone: what is refused or repeated keeps no answer waiting, nor does looking up who signed. Answers that were judged meanwhile are why it is decided anew.
    private async Task<T> WhileAnswersWait<T>(Func<Task<T>> move)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _move = done.Task;
        try
        {
            var result = await move();
            done.SetResult();
            return result;
        }
        catch (Exception failure)
        {
            done.SetException(failure);
            _ = done.Task.Exception;
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task<Refusal?> WhyNotAdmit(AmendmentAction.Admit admit) => _index.HasChallenge(admit.Challenge)
        ? (await GrainFactory.GetGrain<IChallengeGrain>(admit.Challenge.ToString()).MayAdmit(admit.Response.ToString())).Refusal
        : new AmendmentRefused("challenge", State.OpensAt, State.ClosesAt);

    /// <summary>
    /// The admission is stored before it takes effect, so that no answer ever counts without it. A crash in between leaves the last one undone: whatever the platform posts next
    /// does it first.
    /// </summary>
    private async Task CarryOutLast()
    {
        if (_doneAmendments == State.Amendments.Count)
            return;
        var last = State.Amendments[^1];
        // Refused: another answer, which had arrived in time, was judged between the two. It counts, and the admission has nothing to do.
        if (OpeningAmendment.TryParse(last.Record, out var record, out _) && record.Action is AmendmentAction.Admit admit
            && (await GrainFactory.GetGrain<IChallengeGrain>(admit.Challenge.ToString()).Admit(admit.Response.ToString(), last.Arrival)).Refusal is { } why)
            LogAdmissionWithoutEffect(Id, record.Number, why.Word);
        _doneAmendments = State.Amendments.Count;
    }

    private void JudgeLateAgain()
    {
        foreach (var challenge in _board.Late())
            JudgeLateAgain(challenge);
    }

    private void JudgeLateAgain(string challengeId)
    {
        _unjudged.TryAdd(challengeId, false);
        JudgeSome();
    }

    /// <summary>
    /// Asks so many of the challenges whose late answer may lie in the window by now. One that could not store its judgement is asked again at the next look, so that no answer in time
    /// stays late because of one write.
    /// </summary>
    private void JudgeSome()
    {
        foreach (var challengeId in _unjudged.Where(it => !it.Value).Select(it => it.Key).Take(JudgedAtOnce - _unjudged.Count(it => it.Value)).ToList())
            _ = JudgeAsync(challengeId);
    }

    private async Task JudgeAsync(string challengeId)
    {
        _unjudged[challengeId] = true;
        try
        {
            await GrainFactory.GetGrain<IChallengeGrain>(challengeId).JudgeLateAgain();
            _unjudged.Remove(challengeId);
            JudgeSome();
        }
        catch (Exception failure)
        {
            if (!_unjudged.ContainsValue(false))
                LogNotJudged(Id, failure.GetType().Name);
            _unjudged[challengeId] = false;
            WatchForChange();
        }
    }
}
