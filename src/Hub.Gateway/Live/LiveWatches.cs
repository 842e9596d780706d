using Microsoft.AspNetCore.SignalR;

namespace Hub.Gateway.Live;

/// <summary>
/// What one connection is told of, each group until the token ends that let it in. A connection outlives its tokens: without this a page that was let in for an hour would be told for
/// as long as it stayed. One that is told of nothing for <see cref="Patience"/> is closed: whoever has no token shall not hold a line that somebody with one may need.
/// </summary>
internal sealed class LiveWatches : IDisposable
{
    /// <summary>Most challenges and openings of one connection.</summary>
    public const int MaxWatched = 16;

    /// <summary>How long a connection may be there and watch nothing.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int MaxGroups = 2 * MaxWatched; // Each watch joins two.

    // Far below what a timer takes; a token may be good for a month.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly HubCallerContext _connection;
    private readonly IGroupManager _groups;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Watched> _watched = [];
    private readonly ITimer _timer;
    private DateTimeOffset _idleSince;
    private bool _ended;

    /// <param name="Until">Exclusive.</param>
    /// <param name="Left">Called once, when the token or the connection ends.</param>
    private readonly record struct Watched(DateTimeOffset Until, Action? Left);

    public LiveWatches(HubCallerContext connection, IGroupManager groups, TimeProvider time)
    {
        (_connection, _groups, _time, _idleSince) = (connection, groups, time, time.GetUtcNow());
        _timer = time.CreateTimer(static it => ((LiveWatches)it!).Look(), this, Patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Joins a group until <paramref name="until"/>; one that is joined already is kept for the longer of the two.</summary>
    /// <param name="joined">False if it was joined before.</param>
    /// <param name="left">Called once if it is joined by this call, when the time is over or the connection ends.</param>
    /// <returns>False if there are too many.</returns>
    public bool TryJoin(string group, DateTimeOffset until, out bool joined, Action? left = null)
    {
        joined = false;
        lock (_gate)
        {
            if (_watched.TryGetValue(group, out var known))
            {
                if (known.Until < until)
                    _watched[group] = known with { Until = until };
                return true;
            }
            if (_ended || _watched.Count >= MaxGroups)
                return false;
            _watched.Add(group, new Watched(until, left));
            // Done when it returns, since all connections of this process are its own; under the lock, as leaving is, so that the two cannot overtake each other.
            _groups.AddToGroupAsync(_connection.ConnectionId, group).GetAwaiter().GetResult();
            SetTimer(_time.GetUtcNow());
        }
        return joined = true;
    }

    /// <summary>The connection has ended.</summary>
    public void Dispose()
    {
        List<Action?> left;
        lock (_gate)
        {
            _ended = true;
            left = [.. _watched.Values.Select(watched => watched.Left)];
            _watched.Clear();
            _timer.Dispose();
        }
        left.ForEach(it => it?.Invoke());
    }

    private void Look()
    {
        var left = new List<Action?>();
        var idle = false;
        lock (_gate)
        {
            if (_ended)
                return;
            var now = _time.GetUtcNow();
            foreach (var (group, watched) in _watched.Where(it => it.Value.Until <= now).ToList())
            {
                _watched.Remove(group);
                _groups.RemoveFromGroupAsync(_connection.ConnectionId, group).GetAwaiter().GetResult();
                left.Add(watched.Left);
                _idleSince = now;
            }
            idle = _watched.Count == 0 && now - _idleSince >= Patience;
            if (!idle)
                SetTimer(now);
        }
        left.ForEach(it => it?.Invoke());
        if (idle)
            _connection.Abort();
    }

    private void SetTimer(DateTimeOffset now)
    {
        var next = _watched.Count > 0 ? _watched.Values.Min(it => it.Until) : _idleSince + Patience;
        _timer.Change(next - now is var wait && wait > LongestWait ? LongestWait : wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
