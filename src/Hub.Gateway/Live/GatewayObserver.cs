using Hub.Gateway.Challenges;
using Hub.Gateway.Feed;
using Hub.Gateway.Metrics;
using Hub.Gateway.Openings;
using Hub.Grains.Contracts;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Hub.Gateway.Live;

/// <summary>
/// This process as the grains see it: one observer, whatever the number of pages. It hands on and never waits: a page that reads slowly costs its own connection, which is closed when
/// it does not take what it is sent (<see cref="LiveLimits"/>).
/// </summary>
internal sealed partial class GatewayObserver(
    IGrainFactory grains, IHubContext<LiveHub, ILivePage> pages, FeedWaiters feed, GatewayMeter meter, TimeProvider time, ILogger<GatewayObserver> log) : BackgroundService, IGatewayObserver
{
    /// <summary>How often it says that it is there; it is forgotten after a minute.</summary>
    public static readonly TimeSpan Repeat = TimeSpan.FromSeconds(10);

    public Task ChallengeChanged(ChallengeSnapshot snapshot)
    {
        var now = time.GetUtcNow();
        meter.Told(snapshot, now);
        return HandOn(pages.Clients.Group(LiveGroups.Challenge(snapshot.ChallengeId)).challenge(new SnapshotBody(snapshot, now)));
    }

    public Task OpeningChanged(OpeningTerms terms) => HandOn(pages.Clients.Group(LiveGroups.Opening(terms.OpeningId)).opening(new TermsBody(terms, time.GetUtcNow())));

    public Task BoardChanged(BoardSnapshot delta) => HandOn(pages.Clients.Group(LiveGroups.Board(delta.Terms.OpeningId)).board(new BoardBody(delta, time.GetUtcNow())));

    public Task ResultsAdvanced(string openingId, long last)
    {
        feed.Advance(openingId);
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var self = grains.CreateObjectReference<IGatewayObserver>(this);
        var failing = false;
        // Real time: what keeps the grains' list fresh must go on when a test stops the clock.
        using var timer = new PeriodicTimer(Repeat);
        do
        {
            try
            {
                await grains.GetGrain<IGatewaysGrain>(IGatewaysGrain.Key).Join(self).WaitAsync(Repeat, stoppingToken);
                failing = false;
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                    LogJoinFailed(log, fault);
                failing = true;
            }
        }
        while (!stoppingToken.IsCancellationRequested && await WaitAsync(timer, stoppingToken));
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Not awaited: SignalR's task ends when the slowest page has taken the message.
    private Task HandOn(Task sending)
    {
        if (!sending.IsCompletedSuccessfully)
            _ = ObserveAsync(sending);
        return Task.CompletedTask;
    }

    private async Task ObserveAsync(Task sending)
    {
        try
        {
            await sending;
        }
        catch (Exception fault)
        {
            LogPushFailed(log, fault);
        }
    }
}
