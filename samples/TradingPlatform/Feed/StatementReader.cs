using System.Collections.Concurrent;
using Hub.Cryptography;
using TradingPlatform.HubCalls;
using TradingPlatform.Openings;

namespace TradingPlatform.Feed;

/// <summary>
/// The statements behind answers. One that does not come, or comes as something else than was answered, makes its answer wait and holds up no other; after <see cref="Patience"/> it is
/// the hub's fault, so that the feed goes on.
/// </summary>
internal sealed partial class StatementReader(HubClient hub, TimeProvider time, ILogger<StatementReader> log)
{
    /// <summary>How long an answer waits for its statement: long enough for an operator to mend it, since what has failed once is opened by another answer only.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    // What passes in a moment raises no alarm.
    private const int FirstTries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Since when; of one page of the feed for each opening.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _waiting = new(StringComparer.Ordinal);

    /// <summary>Asks for the statement behind an entry.</summary>
    /// <param name="answered">SM3 of the statement, by the response.</param>
    /// <returns>The statement, or a problem that waiting does not cure; null if the entry has to wait.</returns>
    public async Task<HubAnswer<byte[]>?> ReadAsync(Opening opening, FeedEntry entry, Sm3Digest answered, CancellationToken cancellation)
    {
        var key = $"{opening.Id}/{opening.State.FeedEpoch}/{entry.N}";
        for (var left = _waiting.ContainsKey(key) ? 1 : FirstTries; ; left--)
        {
            var answer = await hub.GetStatementAsync(entry.Challenge, cancellation);
            // A proxy's page is no statement, and nobody's fault yet.
            if (answer.Value is { } bytes && Sm3Digest.Of(bytes) != answered)
                answer = new HubAnswer<byte[]>(null, HubProblem.Unreadable);
            if (answer.Problem is not { } problem || problem.Ends(HubCall.ReadStatement))
            {
                _waiting.TryRemove(key, out _);
                return answer;
            }
            LogNoStatement(opening.Id.ToString(), entry.Challenge.ToString(), problem.Type);
            if (left > 1)
            {
                await Task.Delay(Pause, time, cancellation);
                continue;
            }
            var now = time.GetUtcNow();
            if (now - _waiting.GetOrAdd(key, now) >= Patience)
            {
                _waiting.TryRemove(key, out _);
                return answer;
            }
            opening.Alarms.Raise(AlarmKind.Statement, entry.Challenge.ToString(), problem.Type, now);
            return null;
        }
    }

    [LoggerMessage(305, LogLevel.Warning, "{Opening}: the statement of {Challenge} is waited for: {Problem}")]
    private partial void LogNoStatement(string opening, string challenge, string problem);
}
