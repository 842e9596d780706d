using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Tests.Cluster;

namespace Hub.Grains.Tests.Openings;

/// <summary>Answers that come while the platform moves the window.</summary>
public sealed class MovingWindowTests(HubCluster cluster) : IClassFixture<HubCluster>, IDisposable
{
    private readonly List<IDisposable> _keys = [];

    public void Dispose()
    {
        (cluster.Writes.Before, cluster.Calls.Before) = (null, null);
        _keys.ForEach(key => key.Dispose());
    }

    [Fact]
    public async Task No_answer_counts_that_arrived_at_or_after_the_close()
    {
        var (opening, holder, challenge) = await StartedAsync();
        var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);

        // The close came first, but its turn in the opening comes after the answer.
        var answered = (await holder.Challenge(challenge).Respond(response, opening.Start.AddSeconds(2))).Value!;
        var closed = (await opening.AmendAsync(new AmendmentAction.Close(), opening.Start.AddSeconds(1))).Value!;

        Assert.Equal((ChallengeWord.Approved, opening.Start.AddSeconds(2)), (answered.State, answered.Arrival));
        Assert.Equal(opening.Start.AddSeconds(2).AddMilliseconds(1), closed.ClosesAt);
        Assert.True(Receipt.TryParse(closed.Receipt, out var receipt, out _) && ReceiptLeaf.TryParse(receipt.Leaf, out var leaf, out _) && leaf.Arrival == closed.ClosesAt);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_comes_while_a_move_of_the_window_is_stored_is_judged_by_the_moved_window(bool extended)
    {
        var (opening, holder, challenge) = await StartedAsync();
        var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
        var (held, hold) = Hold(ReceiptSubject.Amendment);

        var amending = opening.AmendAsync(extended ? new AmendmentAction.Extend(opening.End.AddMinutes(10)) : new AmendmentAction.Close(), opening.End.AddSeconds(-1));
        await held.WaitAsync(Eventually.Patience);
        var responding = holder.Challenge(challenge).Respond(response, extended ? opening.End : opening.End.AddMilliseconds(-1));
        await Eventually.TrueAsync(() => cluster.Calls.Open(opening.Id.ToString(), nameof(IOpeningGrain.Terms)) == 1, "the answer's question about the window");
        // A call that does not wait for the window is answered meanwhile.
        Assert.NotNull((await opening.Grain.Board()).Value);
        Assert.Equal(1, cluster.Calls.Open(opening.Id.ToString(), nameof(IOpeningGrain.Terms)));
        Assert.False(responding.IsCompleted);
        hold.SetResult();

        Assert.Null((await amending).Refusal);
        var answer = await responding;
        if (extended)
            Assert.Equal(ChallengeWord.Approved, answer.Value!.State);
        else
            Assert.True(Assert.IsType<WindowClosed>(answer.Refusal).Kept);
    }

    [Fact]
    public async Task An_answer_kept_as_late_counts_by_itself_when_the_window_is_extended_over_its_arrival()
    {
        var (opening, holder, challenge) = await StartedAsync();
        var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
        cluster.Clock.Reach(opening.End);
        Assert.True(Assert.IsType<WindowClosed>((await holder.Challenge(challenge).Respond(response, opening.End)).Refusal).Kept);

        Assert.Null((await opening.AmendAsync(new AmendmentAction.Extend(opening.End.AddMinutes(10)), opening.End.AddMilliseconds(-1))).Refusal);

        await Until(async () => (await holder.Challenge(challenge).Read(null)).Value!.State == ChallengeWord.Approved);
        var again = (await holder.Challenge(challenge).Respond(response, opening.End.AddMinutes(1))).Value!;
        Assert.Equal(opening.End, again.Arrival);
        Assert.True(Receipt.TryParse(again.Receipt, out var receipt, out _) && ReceiptLeaf.TryParse(receipt.Leaf, out var leaf, out _) && leaf.Subject == ReceiptSubject.Response);
        var feed = (await cluster.Grains.GetGrain<IFeedGrain>(opening.Id.ToString()).Read(opening.Platform.ToString(), 0)).Value!;
        Assert.Equal(2, feed.Results.Count);
    }

    [Fact]
    public async Task An_answer_in_time_does_not_stay_late_because_its_judgement_could_not_be_stored()
    {
        var (opening, holder, challenge) = await StartedAsync();
        var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
        cluster.Clock.Reach(opening.End);
        Assert.True(Assert.IsType<WindowClosed>((await holder.Challenge(challenge).Respond(response, opening.End)).Refusal).Kept);
        var failed = 0;
        cluster.Writes.Before = subject => subject == ReceiptSubject.Response && Interlocked.Increment(ref failed) <= 2 ? throw new CommitFailedException(null) : Task.CompletedTask;

        Assert.Null((await opening.AmendAsync(new AmendmentAction.Extend(opening.End.AddMinutes(10)), opening.End.AddMilliseconds(-1))).Refusal);
        // Also when the moved window has ended by then.
        cluster.Clock.Reach(opening.End.AddMinutes(11));

        // Nobody calls the challenge for it: its page is told.
        await Until(() => Task.FromResult(cluster.Pushed.Any(pushed => pushed.ChallengeId == challenge.ToString() && pushed.State == ChallengeWord.Approved)));
        Assert.Equal(3, failed);
    }

    [Fact]
    public async Task A_close_lies_after_an_answer_that_counted_before_the_opening_was_activated_anew()
    {
        var (opening, holder, challenge) = await StartedAsync();
        var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
        var answered = (await holder.Challenge(challenge).Respond(response, opening.Start.AddSeconds(2))).Value!;
        cluster.Writes.Before = subject => subject == ReceiptSubject.Amendment ? throw new CommitFailedException(null) : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<Exception>(() => opening.AmendAsync(new AmendmentAction.Note("no room"), opening.Start.AddSeconds(1)));
        cluster.Writes.Before = null;

        Outcome<AmendedOpening>? closed = null;
        await Until(async () => (closed = await opening.AmendAsync(new AmendmentAction.Close(), opening.Start.AddSeconds(1))).Value.Value is not null);

        Assert.True(closed!.Value.Value!.ClosesAt > answered.Arrival);
    }

    [Fact]
    public async Task A_close_lies_after_a_late_answer_that_counts_again_though_another_stays_late()
    {
        var (opening, holder, challenge) = await StartedAsync();
        var (one, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
        var (two, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
        cluster.Clock.Reach(opening.End);
        Assert.True(Assert.IsType<WindowClosed>((await holder.Challenge(challenge).Respond(one, opening.End)).Refusal).Kept);
        Assert.True(Assert.IsType<WindowClosed>((await holder.Challenge(challenge).Respond(two, opening.End.AddMinutes(20))).Refusal).Kept);
        Assert.Null((await opening.AmendAsync(new AmendmentAction.Extend(opening.End.AddMinutes(10)), opening.End.AddSeconds(-3))).Refusal);
        await Until(async () => (await holder.Challenge(challenge).Read(null)).Value!.State == ChallengeWord.Approved);

        var closed = await opening.AmendAsync(new AmendmentAction.Close(), opening.End.AddSeconds(-2));

        Assert.True(closed.Value!.ClosesAt > opening.End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_does_not_wait_while_it_is_looked_up_whether_an_amendment_is_good(bool forged)
    {
        var (opening, holder, challenge) = await StartedAsync();
        var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
        var (held, hold) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        cluster.Calls.Before = call =>
        {
            if (call != "ITrustGrain.Read")
                return Task.CompletedTask;
            held.TrySetResult();
            return hold.Task;
        };
        var close = opening.Sign(opening.NextAmendment(new AmendmentAction.Close(), opening.Start));
        if (forged)
            close = close with { Signature = [.. close.Signature.Reverse()] };

        var amending = opening.Grain.Amend(opening.Platform.ToString(), close, opening.Start.AddSeconds(1));
        await held.Task.WaitAsync(Eventually.Patience);
        var answered = await holder.Challenge(challenge).Respond(response, opening.Start.AddSeconds(2)).WaitAsync(Eventually.Patience);
        hold.SetResult();

        Assert.Equal(ChallengeWord.Approved, answered.Value!.State);
        var amended = await amending;
        Assert.Equal(forged, amended.Refusal is BadSignature);
        // It is decided by the answers that there are when it is stored.
        if (!forged)
            Assert.Equal(opening.Start.AddSeconds(2).AddMilliseconds(1), amended.Value!.ClosesAt);
    }

    [Fact]
    public async Task A_move_that_could_not_be_stored_leaves_the_window_as_it_is_stored()
    {
        var (opening, holder, challenge) = await StartedAsync();
        var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
        cluster.Writes.Before = subject => subject == ReceiptSubject.Amendment ? throw new CommitFailedException(null) : Task.CompletedTask;

        await Assert.ThrowsAnyAsync<Exception>(() => opening.AmendAsync(new AmendmentAction.Close(), opening.Start.AddSeconds(1)));
        cluster.Writes.Before = null;

        await Until(async () => (await holder.Challenge(challenge).Respond(response, opening.Start.AddSeconds(2))).Value is not null);
    }

    [Fact]
    public async Task No_answer_counts_by_an_admission_that_is_not_stored()
    {
        var (opening, holder, challenge) = await StartedAsync();
        var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
        cluster.Clock.Reach(opening.End);
        Assert.True(Assert.IsType<WindowClosed>((await holder.Challenge(challenge).Respond(response, opening.End)).Refusal).Kept);
        var admit = new AmendmentAction.Admit(challenge, Sm3Digest.Of(response.Record));
        cluster.Writes.Before = subject => subject == ReceiptSubject.Amendment ? throw new CommitFailedException(null) : Task.CompletedTask;

        await Assert.ThrowsAnyAsync<Exception>(() => opening.AmendAsync(admit, opening.End));
        cluster.Writes.Before = null;

        Assert.Equal(ChallengeWord.Expired, (await holder.Challenge(challenge).Read(null)).Value!.State);
        await Until(async () => (await opening.AmendAsync(admit, opening.End)).Refusal is null);
        Assert.Equal(ChallengeWord.Approved, (await holder.Challenge(challenge).Read(null)).Value!.State);
    }

    [Fact]
    public async Task A_stored_admission_that_a_crash_left_undone_is_done_before_anything_else_is_amended()
    {
        var (opening, holder, challenge) = await StartedAsync();
        var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
        cluster.Clock.Reach(opening.End);
        Assert.True(Assert.IsType<WindowClosed>((await holder.Challenge(challenge).Respond(response, opening.End)).Refusal).Kept);
        cluster.Writes.Before = subject => subject == ReceiptSubject.Admission ? throw new CommitFailedException(null) : Task.CompletedTask;
        var admit = new AmendmentAction.Admit(challenge, Sm3Digest.Of(response.Record));
        var record = opening.NextAmendment(admit, opening.End);
        await Assert.ThrowsAnyAsync<Exception>(() => opening.PostAsync(record, opening.End));
        cluster.Writes.Before = null;

        await cluster.RestartAsync();
        // The platform got no answer: it posts the same again, as it must.
        Assert.Equal(1, (await opening.PostAsync(record, opening.End.AddMinutes(1))).Value!.Number);
        var snapshot = (await holder.Challenge(challenge).Read(null)).Value!;
        Assert.Equal((ChallengeWord.Approved, opening.End), (snapshot.State, snapshot.DecidedAt));
    }

    [Fact]
    public async Task An_admission_that_an_answer_in_time_has_overtaken_blocks_nothing()
    {
        var (opening, holder, challenge) = await StartedAsync();
        var (late, scanned) = await opening.PrepareAsync(holder, challenge, opening.Start);
        var (intime, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
        Assert.NotEqual(late.Record, intime.Record);
        cluster.Clock.Reach(opening.End);
        Assert.True(Assert.IsType<WindowClosed>((await holder.Challenge(challenge).Respond(late, opening.End)).Refusal).Kept);
        var (held, hold) = Hold(ReceiptSubject.Amendment);

        var admitting = opening.AmendAsync(new AmendmentAction.Admit(challenge, Sm3Digest.Of(late.Record)), opening.End);
        await held.WaitAsync(Eventually.Patience);
        // It arrived in the last millisecond, and had to wait for its turn.
        Assert.Equal(ChallengeWord.Approved, (await holder.Challenge(challenge).Respond(intime, opening.End.AddMilliseconds(-1))).Value!.State);
        hold.SetResult();

        Assert.Null((await admitting).Refusal);
        Assert.Null((await opening.AmendAsync(new AmendmentAction.Note("x"), opening.End)).Refusal);
        Assert.Equal(opening.End.AddMilliseconds(-1), (await holder.Challenge(challenge).Respond(intime, opening.End)).Value!.Arrival);
    }

    private (Task Held, TaskCompletionSource Hold) Hold(string subject)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Writes.Before = written =>
        {
            if (written != subject)
                return Task.CompletedTask;
            held.TrySetResult();
            return hold.Task;
        };
        return (held.Task, hold);
    }

    private static Task Until(Func<Task<bool>> holds) => Eventually.TrueAsync(async () =>
    {
        try
        {
            return await holds();
        }
        catch (Exception failed) when (failed is StorageException or OperationCanceledException)
        {
            return false; // The activation that failed is still going.
        }
    }, "what waits for another activation");

    private async Task<(TestOpening Opening, TestHolder Holder, ChallengeId Challenge)> StartedAsync()
    {
        var opening = await TestOpening.DescribeAsync(cluster);
        _keys.Add(opening);
        var holder = await TestHolder.EnrolAsync(cluster);
        _keys.Add(holder);
        await opening.BidAsync(holder);
        await opening.FreezeAsync();
        cluster.Clock.Reach(opening.Start);
        return (opening, holder, opening.ChallengeOf(holder));
    }
}
