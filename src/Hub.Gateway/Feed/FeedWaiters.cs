using Hub.Gateway.Credentials;
using Microsoft.Extensions.Options;

namespace Hub.Gateway.Feed;

/// <summary>Calls that wait for something new in an opening's feed. One signal an opening, whatever the number of calls; so many calls a credential.</summary>
internal sealed class FeedWaiters(IOptions<GatewayOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Signal> _signals = [];
    private readonly Dictionary<PlatformCredential, int> _ofCredential = [];
    private int _waiting;

    private sealed class Signal
    {
        public readonly TaskCompletionSource Advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public int Waiters;
    }

    /// <summary>Calls that wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Registers a call, before it reads; null if the credential has too many.</summary>
    public FeedWait? TryEnter(PlatformCredential credential, string openingId)
    {
        lock (_lock)
        {
            var mine = _ofCredential.GetValueOrDefault(credential);
            if (mine >= options.Value.MaxFeedWaiters)
                return null;
            _ofCredential[credential] = mine + 1;
            _waiting++;
            return new FeedWait(this, credential, openingId);
        }
    }

    /// <summary>Something new was committed: all that wait for the opening read again.</summary>
    public void Advance(string openingId)
    {
        lock (_lock)
        {
            if (_signals.Remove(openingId, out var signal))
                signal.Advanced.TrySetResult();
        }
    }

    /// <summary>Something that is done when the feed advances after this moment.</summary>
    public Task Next(string openingId, out IDisposable leave)
    {
        lock (_lock)
        {
            if (!_signals.TryGetValue(openingId, out var signal))
                _signals[openingId] = signal = new Signal();
            signal.Waiters++;
            leave = new Leave(this, openingId, signal);
            return signal.Advanced.Task;
        }
    }

    internal void Exit(PlatformCredential credential)
    {
        lock (_lock)
        {
            _waiting--;
            if (--_ofCredential[credential] == 0)
                _ofCredential.Remove(credential);
        }
    }

    private sealed class Leave(FeedWaiters waiters, string openingId, Signal signal) : IDisposable
    {
        public void Dispose()
        {
            lock (waiters._lock)
            {
                if (--signal.Waiters == 0 && waiters._signals.TryGetValue(openingId, out var current) && current == signal)
                    waiters._signals.Remove(openingId);
            }
        }
    }
}

/// <summary>The place of one waiting call.</summary>
internal sealed class FeedWait(FeedWaiters waiters, PlatformCredential credential, string openingId) : IDisposable
{
    /// <summary>Something that is done when the feed advances after this moment; to be taken before the feed is read.</summary>
    public Task Next(out IDisposable leave) => waiters.Next(openingId, out leave);

    /// <inheritdoc/>
    public void Dispose() => waiters.Exit(credential);
}
