using Hub.EndToEnd.Tests.World;

namespace Hub.EndToEnd.Tests.Kill;

/// <summary>Kills a hub at requests drawn from a seed, a few milliseconds after each left, and starts it again on the same folders and ports.</summary>
internal sealed class Killer(HubWorld world, int seed)
{
    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();
    private readonly Queue<int> _at = new();
    private int _requests;
    private bool _dead;
    private Task _restarting = Task.CompletedTask;

    public int Kills { get; private set; }

    /// <summary>Does the work, which makes at least so many requests, under so many kills.</summary>
    public async Task DuringAsync(int kills, int requests, Func<Task> work)
    {
        lock (_lock)
        {
            _requests = 0;
            // Of the first two thirds: what is asked while the hub is dead does not count, so the last requests may never be reached.
            foreach (var at in Enumerable.Range(0, kills).Select(_ => _random.Next(Math.Max(1, requests * 2 / 3)) + 1).Order())
                _at.Enqueue(at);
        }
        world.Line.OnRequest = Count;
        await work();
        await Eventually.TrueAsync(() => !IsRestarting, "the last restart");
        await _restarting;
        world.Line.OnRequest = () => { };
        Assert.True(_at.Count == 0, "there were fewer requests than kills were planned over");
    }

    /// <summary>A kill at rest: what comes after is read from the disk.</summary>
    public async Task KillAsync()
    {
        await world.Hub.KillAsync();
        await world.Hub.StartAgainAsync();
        Kills++;
    }

    private bool IsRestarting
    {
        get
        {
            lock (_lock)
                return _dead;
        }
    }

    private void Count()
    {
        lock (_lock)
        {
            // What is asked while the hub is dead is no moment of its life.
            if (_dead || _at.Count == 0 || ++_requests < _at.Peek())
                return;
            _at.Dequeue();
            _dead = true;
            var after = TimeSpan.FromMilliseconds(_random.NextDouble() * 8);
            _restarting = Task.Run(() => KillSoonAsync(after));
        }
    }

    private async Task KillSoonAsync(TimeSpan after)
    {
        await Task.Delay(after);
        await KillAsync();
        lock (_lock)
            _dead = false;
    }
}
