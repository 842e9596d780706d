using System.Threading.Channels;
using Hub.Grains.Contracts;
using Microsoft.Extensions.Logging;

namespace Hub.Grains.Push;

/// <summary>
/// Takes messages from grains without ever making one wait, and hands each to every gateway in the order in which they came. A gateway's task is not
/// awaited: one that hangs costs the others nothing. When more wait than the queue holds, the oldest are dropped; pages see the gap in the numbers.
/// </summary>
internal sealed partial class PushService : IPush, IAsyncDisposable
{
    internal const int QueueLength = 10_000;
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    private readonly Channel<Func<IGatewayObserver, Task>> _queue;
    private readonly GatewayList _gateways;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _pump;
    private long _failures, _loggedAt;
    private bool _hasLogged;

    internal PushService(GatewayList gateways, TimeProvider time, ILogger log)
    {
        _gateways = gateways;
        _time = time;
        _log = log;
        _queue = Channel.CreateBounded<Func<IGatewayObserver, Task>>(
            new BoundedChannelOptions(QueueLength) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Failed(null));
        // Off the grain's scheduler: what a gateway does to a call must not touch a grain's turns.
        _pump = Task.Run(PumpAsync);
    }

    public void ChallengeChanged(ChallengeSnapshot snapshot) => _queue.Writer.TryWrite(gateway => gateway.ChallengeChanged(snapshot));

    public void OpeningChanged(OpeningTerms terms) => _queue.Writer.TryWrite(gateway => gateway.OpeningChanged(terms));

    public void BoardChanged(BoardSnapshot delta) => _queue.Writer.TryWrite(gateway => gateway.BoardChanged(delta));

    public void ResultsAdvanced(string openingId, long last) => _queue.Writer.TryWrite(gateway => gateway.ResultsAdvanced(openingId, last));

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAny(_pump, Task.Delay(Drain, _time));
    }

    private async Task PumpAsync()
    {
        await foreach (var message in _queue.Reader.ReadAllAsync())
        {
            var gateways = await _gateways.CurrentAsync();
            if (_gateways.Failure is { } failure)
                Failed(failure);
            foreach (var gateway in gateways)
                Send(gateway, message);
        }
    }

    private void Send(IGatewayObserver gateway, Func<IGatewayObserver, Task> message)
    {
        try
        {
            var sending = message(gateway);
            if (!sending.IsCompletedSuccessfully)
                sending.ContinueWith(failed => Failed(failed.Exception), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
        catch (Exception failure)
        {
            Failed(failure);
        }
    }

    // Dead gateways are everyday: one line a minute says enough.
    private void Failed(Exception? failure)
    {
        var failures = Interlocked.Increment(ref _failures);
        lock (_queue)
        {
            if (_hasLogged && _time.GetElapsedTime(_loggedAt) < TimeSpan.FromMinutes(1))
                return;
            _hasLogged = true;
            _loggedAt = _time.GetTimestamp();
        }
        LogNotPushed(failures, failure);
    }
}
