using TradingPlatform.Feed;

namespace TradingPlatform.Openings;

/// <summary>One worker an opening: waits for the deadline, freezes, and follows the hub's feed. All it knows is on disk, so it goes on where a kill left it.</summary>
internal sealed partial class OpeningWorkers(
    OpeningBook book, OpeningDesk desk, FreezeDesk freezes, FeedFollower follower, TimeProvider time, ILogger<OpeningWorkers> log) : BackgroundService
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(2);

    // Late answers may be admitted for so long after the close; after it nobody asks the hub any more.
    private static readonly TimeSpan FollowAfterClose = TimeSpan.FromDays(7);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var workers = new List<Task>();
        try
        {
            await foreach (var opening in book.ToFollow.ReadAllAsync(stoppingToken))
            {
                workers.RemoveAll(worker => worker.IsCompleted);
                workers.Add(WorkAsync(opening, stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkAsync(Opening opening, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (IsOver(opening))
                    return;
                await StepAsync(opening, stopping);
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                // A full disk, most likely; but whatever it is, an opening that nobody follows any more loses its bidders' answers without a word. Nothing was answered for, so the same
                // step is done again.
                LogFault(fault, opening.Id.ToString());
                await Task.Delay(FaultPause, time, stopping);
            }
        }
    }

    private async Task StepAsync(Opening opening, CancellationToken stopping)
    {
        // A descriptor is on its way while the host waits for the answer; what a kill or a dead hub has left is brought there now.
        if (opening.State is { NextDescriptor: not null } or { NextAmendment: not null })
            await desk.SettleAsync(opening, stopping);
        var state = opening.State;
        if (state.FreezeReceipt is not null)
            await follower.FollowAsync(opening, stopping);
        else if (state.Descriptor is null)
            await Task.Delay(LongestLook, time, stopping);
        else if (state.Terms.Deadline - time.GetUtcNow() is { } left && left > TimeSpan.Zero)
            // Never the whole way: a postponement may come.
            await Task.Delay(left < LongestLook ? left : LongestLook, time, stopping);
        else if (await freezes.FreezeAsync(opening, stopping) is { } problem)
        {
            LogNotFrozen(opening.Id.ToString(), problem.Type);
            await Task.Delay(RetryPause, time, stopping);
        }
    }

    private bool IsOver(Opening opening) => opening.State.Window is { } window && time.GetUtcNow() > window.End + FollowAfterClose;

    [LoggerMessage(211, LogLevel.Warning, "{Opening} is not frozen yet: {Problem}")]
    private partial void LogNotFrozen(string opening, string problem);

    [LoggerMessage(212, LogLevel.Error, "a step of {Opening} failed and will be repeated")]
    private partial void LogFault(Exception fault, string opening);
}
