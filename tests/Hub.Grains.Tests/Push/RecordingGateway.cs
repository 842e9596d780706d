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
    internal async Task<IReadOnlyList<long>> HasResults(int count)
    {
        var deadline = Environment.TickCount64 + 10_000;
        while (Results.Count < count && Environment.TickCount64 < deadline)
            await Task.Delay(5);
        return [.. Results];
    }
}
