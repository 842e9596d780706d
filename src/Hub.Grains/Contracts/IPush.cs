using Orleans.Concurrency;

namespace Hub.Grains.Contracts;

/// <summary>A gateway process, as grains see it. Every call is one-way: a slow or dead gateway costs no grain anything.</summary>
[Alias("Hub.IGatewayObserver")]
public interface IGatewayObserver : IGrainObserver
{
    /// <summary>A challenge stands otherwise.</summary>
    [Alias("ChallengeChanged"), OneWay] Task ChallengeChanged(ChallengeSnapshot snapshot);

    /// <summary>An opening's terms changed: start, extension, close, generation.</summary>
    [Alias("OpeningChanged"), OneWay] Task OpeningChanged(OpeningTerms terms);

    /// <summary>The board changed: only the changed tiles.</summary>
    [Alias("BoardChanged"), OneWay] Task BoardChanged(BoardSnapshot delta);

    /// <summary>The feed of an opening has something new.</summary>
    [Alias("ResultsAdvanced"), OneWay] Task ResultsAdvanced(string openingId, long last);
}

/// <summary>Who the gateways are. One grain, key <c>gateways</c>; in memory, since gateways come again by themselves.</summary>
[Alias("Hub.IGatewaysGrain")]
public interface IGatewaysGrain : IGrainWithStringKey
{
    /// <summary>Its one key.</summary>
    public const string Key = "gateways";

    /// <summary>A gateway is there; to be repeated every 10 s, forgotten after 60 s.</summary>
    [Alias("Join")] Task Join(IGatewayObserver gateway);

    /// <summary>All that are there.</summary>
    [Alias("All"), AlwaysInterleave] Task<IReadOnlyList<IGatewayObserver>> All();
}
