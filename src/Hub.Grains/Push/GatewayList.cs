using Hub.Grains.Contracts;

namespace Hub.Grains.Push;

/// <summary>
/// The gateways as one process knows them. Asked again when older than a tenth of a second, so that a gateway that has just joined misses nothing worth
/// mentioning; while the list cannot be read, the last one serves, and it is asked for once a second.
/// </summary>
/// <param name="read">Asks <see cref="IGatewaysGrain"/>.</param>
/// <param name="time">Real time, also where the domain's clock is a fake.</param>
internal sealed class GatewayList(Func<Task<IReadOnlyList<IGatewayObserver>>> read, TimeProvider time)
{
    internal static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private IReadOnlyList<IGatewayObserver> _gateways = [];
    private long _askedAt;
    private TimeSpan _validFor = TimeSpan.Zero;

    /// <summary>Why the last reading failed; null if it did not.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>The gateways. Never throws. For one caller at a time.</summary>
    internal async ValueTask<IReadOnlyList<IGatewayObserver>> CurrentAsync()
    {
        if (time.GetElapsedTime(_askedAt) < _validFor)
            return _gateways;
        try
        {
            _gateways = await read().WaitAsync(Patience, time);
            Failure = null;
            _validFor = Fresh;
        }
        catch (Exception failure)
        {
            Failure = failure;
            _validFor = Patience;
        }
        _askedAt = time.GetTimestamp();
        return _gateways;
    }
}
