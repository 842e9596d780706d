namespace Hub.Grains.Tests.Cluster;

/// <summary>
/// The domain's clock in a cluster: stands until it is set, and only goes forward. Only the time of day is ours; timers and timestamps stay real, because the runtime's own
/// timeouts and collectors take them from the same provider and would hang on a clock that stands.
/// </summary>
public sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    /// <summary>The time now.</summary>
    public DateTimeOffset Now => GetUtcNow();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Sets the time, which must not be earlier than it is.</summary>
    public void Reach(DateTimeOffset time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, Now);
        Interlocked.Exchange(ref _ticks, time.UtcTicks);
    }
}
