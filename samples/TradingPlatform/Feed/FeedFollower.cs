using Hub.Cryptography;
using TradingPlatform.HubCalls;
using TradingPlatform.Identity;
using TradingPlatform.Openings;

namespace TradingPlatform.Feed;

/// <summary>
/// Follows the hub's feed of an opening (protocol section 7.2). The number of the last entry is kept with its consequences; a new epoch is read from 0 again, and what is known already
/// is passed over.
/// </summary>
internal sealed partial class FeedFollower(
    HubClient hub, IdentityDesk identity, OpeningDesk desk, CrlShelf crls, StatementReader statements, FileReports reports, TimeProvider time, ILogger<FeedFollower> log)
{
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(1);

    /// <summary>One page of the feed and everything that follows from it.</summary>
    public async Task FollowAsync(Opening opening, CancellationToken stopping)
    {
        if (identity.Current is not { } trust)
            return;
        await reports.SendAsync(opening, stopping);
        var state = opening.State;
        var answer = await hub.GetFeedAsync(opening.Id, state.FeedLast, stopping);
        if (answer.Value is not { } page)
        {
            LogNoFeed(opening.Id.ToString(), answer.Problem!.Type);
            if (answer.Problem.IsFault)
                opening.Alarms.Raise(AlarmKind.Feed, "page", answer.Problem.Type, time.GetUtcNow());
            await Task.Delay(FaultPause, time, stopping);
            return;
        }
        if (page.Epoch != state.FeedEpoch)
        {
            opening.Change(it => it with { FeedEpoch = page.Epoch, FeedLast = 0 });
            // From 0 the page is the new epoch's beginning as it is; else ask again.
            if (state.FeedLast != 0)
                return;
        }
        var next = opening.State.FeedLast;
        if (page.Entries.Any(entry => entry.N != ++next))
        {
            LogGap(opening.Id.ToString(), next);
            opening.Alarms.Raise(AlarmKind.Feed, "gap", $"the feed has a gap before {next}", time.GetUtcNow());
            await Task.Delay(FaultPause, time, stopping);
            return;
        }
        // Whatever moved the window, or admitted, before these answers arrived was signed before it; its own answer may still be on the way.
        if (page.Entries.Count > 0 && await desk.SettleAsync(opening, stopping) is { } unsettled && opening.State.NextAmendment is not null)
        {
            LogUnsettled(opening.Id.ToString(), unsettled.Type);
            await Task.Delay(FaultPause, time, stopping);
            return;
        }
        var reading = new Reading(opening, trust, opening.State.Window, FrozenOf(opening, page));
        // The first entry that waits for a CA's list or its statement: it is read again, and those of other challenges behind it of this page are not held up.
        var waits = long.MaxValue;
        // Files are large and independent, and what is written is one row an envelope; only a late answer has to come before its admission.
        await Parallel.ForEachAsync(page.Entries.GroupBy(entry => entry.Challenge), stopping, async (entries, cancellation) =>
        {
            foreach (var entry in entries)
            {
                if (await TakeAsync(reading, entry, cancellation))
                    continue;
                InterlockedMin(ref waits, entry.N);
                // What comes behind it of the same challenge says more of it, as an admission does of a late answer, and cannot be judged before it.
                break;
            }
        });
        if (page.Entries.Count > 0)
            opening.Change(it => it with { FeedLast = Math.Min(page.Entries[^1].N, waits - 1) });
        await reports.SendAsync(opening, stopping);
        if (waits < long.MaxValue)
            await Task.Delay(FaultPause, time, stopping);
    }

    /// <summary>What entries of one page are judged by.</summary>
    /// <param name="Frozen">How many envelopes each challenge has.</param>
    private sealed record Reading(Opening Opening, PlatformTrust Trust, DecryptionWindow? Window, IReadOnlyDictionary<string, int> Frozen);

    private static Dictionary<string, int> FrozenOf(Opening opening, HubFeed page) =>
        page.Entries.Count == 0 ? [] : opening.Envelopes.All.Where(row => row.Step == EnvelopeStep.Registered).CountBy(row => row.Challenge, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    /// <returns>False if the entry cannot be judged before a CA has brought its list, or the hub the statement.</returns>
    private async Task<bool> TakeAsync(Reading reading, FeedEntry entry, CancellationToken cancellation)
    {
        var (opening, trust, window, frozen) = reading;
        var defect = ResponseCheck.FindInAnswer(entry, opening, trust, await crls.GetAsync(ResponseCheck.IssuersOf(entry), cancellation), out var response, out var awaitsList);
        if (awaitsList)
        {
            LogNoList(opening.Id.ToString(), entry.Challenge.ToString(), defect);
            opening.Alarms.Raise(AlarmKind.List, entry.Challenge.ToString(), defect, time.GetUtcNow());
            return false;
        }
        if (defect.Length == 0)
            defect = ResponseCheck.FindInOutcome(entry, window, opening);
        if (defect.Length > 0 || response is null)
        {
            Refuse(opening, entry, defect);
            return true;
        }
        if (entry.Outcome == "late")
        {
            var late = new LateRow { Challenge = entry.Challenge.ToString(), Response = Sm3Digest.Of(entry.Response).ToString(), Arrival = entry.Arrival };
            opening.Late.Put(late.Key, late);
            return true;
        }
        // Read again, in a new epoch or because another entry waits: its files are open, and no statement is asked for every second.
        if (response.Results.Count > 0 && response.Results.All(result => opening.Results.Find(result.Envelope.ToString()) is { HubFault: false } opened && opened.Challenge == entry.Challenge.ToString()))
            return true;
        if (await statements.ReadAsync(opening, entry, response.Statement, cancellation) is not { } statement)
            return false;
        defect = statement.Value is { } bytes
            ? ResponseCheck.FindInStatement(bytes, response, opening, frozen.GetValueOrDefault(entry.Challenge.ToString()), out _)
            : "statement is not given out: " + statement.Problem!.Type;
        if (defect.Length > 0)
        {
            Refuse(opening, entry, defect);
            return true;
        }
        foreach (var result in response.Results)
        {
            // Read twice, after a kill or in a new epoch: it is opened already.
            if (opening.Results.Find(result.Envelope.ToString()) is { HubFault: false })
                continue;
            var row = await FileOpener.OpenAsync(opening, opening.Envelopes.Find(result.Envelope.ToString())!, result, cancellation);
            opening.Results.Put(row.Envelope, row);
            LogFile(opening.Id.ToString(), row.Envelope, row.Outcome);
        }
        return true;
    }

    private static void InterlockedMin(ref long least, long value)
    {
        for (var seen = Volatile.Read(ref least); value < seen; seen = Volatile.Read(ref least))
            Interlocked.CompareExchange(ref least, value, seen);
    }

    /// <summary>An answer that does not hold is the hub's fault, since it should not have passed it on: the challenge's files fail until a good one comes, and the operator is told.</summary>
    private void Refuse(Opening opening, FeedEntry entry, string defect)
    {
        LogRefused(opening.Id.ToString(), entry.Challenge.ToString(), defect);
        opening.Alarms.Raise(AlarmKind.Answer, $"{entry.Challenge}-{entry.Outcome}", defect, time.GetUtcNow());
        if (entry.Outcome == "late")
            return;
        foreach (var row in opening.Envelopes.All.Where(row => row.Step == EnvelopeStep.Registered && row.Challenge == entry.Challenge.ToString()))
        {
            var envelope = row.ReadHeader().Envelope.ToString();
            if (opening.Results.Find(envelope) is null)
                opening.Results.Put(envelope, new ResultRow { Envelope = envelope, Challenge = row.Challenge, Outcome = ResultRow.Failed, Reason = "hub: " + defect, HubFault = true });
        }
    }

    [LoggerMessage(301, LogLevel.Information, "{Opening}: file {Envelope} {Outcome}")]
    private partial void LogFile(string opening, string envelope, string outcome);

    [LoggerMessage(302, LogLevel.Error, "{Opening}: the answer to {Challenge} does not hold: {Defect}")]
    private partial void LogRefused(string opening, string challenge, string defect);

    [LoggerMessage(303, LogLevel.Warning, "{Opening}: the feed does not answer: {Problem}")]
    private partial void LogNoFeed(string opening, string problem);

    [LoggerMessage(304, LogLevel.Error, "{Opening}: the feed has a gap before {Number}; it is read again")]
    private partial void LogGap(string opening, long number);

    [LoggerMessage(306, LogLevel.Warning, "{Opening}: answers wait until an amendment is receipted: {Problem}")]
    private partial void LogUnsettled(string opening, string problem);

    [LoggerMessage(307, LogLevel.Error, "{Opening}: the answer to {Challenge} waits for a CA's list: {Defect}")]
    private partial void LogNoList(string opening, string challenge, string defect);
}
