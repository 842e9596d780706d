namespace Hub.Standalone.Serve;

/// <summary>
/// Collects garbage in quiet seconds, so that the rush does not have to: thousands of pages that connect before an opening leave objects that live on, and the collections that find that
/// out (the first two that see them) stop the process for a tenth of a second each. A quiet second is theirs; the first second of an opening is not.
/// </summary>
internal sealed class QuietCollection(TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        var rule = new QuietCollectionRule();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (rule.IsDue(GC.GetTotalAllocatedBytes(), GC.CollectionCount(0)))
                GC.Collect(1, GCCollectionMode.Forced, blocking: true);
        }
    }
}

/// <summary>When a quiet second is to be used. Asked once a second.</summary>
internal sealed class QuietCollectionRule
{
    /// <summary>Bytes allocated in a second that is quiet: about what fifteen decrypts take.</summary>
    public const long Quiet = 24 << 20;

    /// <summary>Bytes since the last collection that are worth one.</summary>
    public const long Worth = 32 << 20;

    /// <summary>What survives needs two collections to be out of the way.</summary>
    public const int Together = 2;

    private long _before;
    private long _collected;
    private int _collections;
    private int _left;

    /// <param name="allocated">Bytes that the process ever allocated.</param>
    /// <param name="collections">How often it ever collected.</param>
    public bool IsDue(long allocated, int collections)
    {
        var lastSecond = allocated - _before;
        _before = allocated;
        if (collections != _collections)
            (_collections, _collected) = (collections, allocated);
        if (lastSecond > Quiet)
            return false;
        if (allocated - _collected >= Worth)
            _left = Together;
        if (_left == 0)
            return false;
        _left--;
        return true;
    }
}
