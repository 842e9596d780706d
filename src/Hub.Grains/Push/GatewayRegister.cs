using Hub.Grains.Contracts;

namespace Hub.Grains.Push;

/// <summary>Which gateways are there: one that is silent for 60 s is forgotten. Times are of a clock that only goes forward.</summary>
internal sealed class GatewayRegister
{
    /// <summary>A gateway is forgotten at this age.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>More than any cluster has; a gateway that restarts in a loop cannot fill the memory.</summary>
    internal const int MaxGateways = 256;

    private readonly Dictionary<IGatewayObserver, TimeSpan> _seen = [];

    /// <summary>The gateway is there, at the expense of the one longest silent if there are too many.</summary>
    internal void Join(IGatewayObserver gateway, TimeSpan now)
    {
        Forget(now);
        if (!_seen.ContainsKey(gateway) && _seen.Count >= MaxGateways)
            _seen.Remove(_seen.MinBy(entry => entry.Value).Key);
        _seen[gateway] = now;
    }

    /// <summary>Those that were heard of in time.</summary>
    internal IReadOnlyList<IGatewayObserver> All(TimeSpan now)
    {
        Forget(now);
        return [.. _seen.Keys];
    }

    private void Forget(TimeSpan now)
    {
        foreach (var silent in _seen.Where(entry => now - entry.Value >= Lifetime).Select(entry => entry.Key).ToList())
            _seen.Remove(silent);
    }
}
