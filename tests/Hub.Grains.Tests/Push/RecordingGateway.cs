using System.Collections.Concurrent;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Push;

/// <summary>A gateway that notes what it is told, and answers as <paramref name="answer"/> does.</summary>
internal sealed class RecordingGateway(Func<Task> answer) : IGatewayObserver
{
    internal ConcurrentQueue<long> Results { get; } = new();

    public Task ChallengeChanged(ChallengeSnapshot snapshot) => answer();

    public Task OpeningChanged(OpeningTerms terms) => answer();

    public Task BoardChanged(BoardSnapshot delta) => answer();

    public Task ResultsAdvanced(string openingId, long last)
    {
        Results.Enqueue(last);
        return answer();
    }

    /// <summary>Waits until it was told so often.</summary>
    internal Task<IReadOnlyList<long>> HasResults(int count) => HasResults(results => results.Count >= count, $"{count} results");

    /// <summary>Waits until it was told this number.</summary>
    internal Task<IReadOnlyList<long>> HasResult(long number) => HasResults(results => results.Contains(number), $"result {number}");

    private async Task<IReadOnlyList<long>> HasResults(Func<ConcurrentQueue<long>, bool> holds, string what)
    {
        await Eventually.TrueAsync(() => holds(Results), "a gateway told " + what);
        return [.. Results];
    }
}
