using Hub.Cryptography;
using TradingPlatform.HubCalls;
using TradingPlatform.Identity;
using TradingPlatform.Openings;

namespace TradingPlatform.Feed;

/// <summary>
/// Follows the hub's feed of an opening (protocol section 7.2). The number of the last entry is kept with its consequences; a new epoch is read from 0 again, and what is known already
/// is passed over.
/// </summary>
internal sealed partial class FeedFollower(HubClient hub, IdentityDesk identity, CrlShelf crls, FileReports reports, TimeProvider time, ILogger<FeedFollower> log)
{
    private const int StatementLimit = DecryptStatement.MaxLength;
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
            await Task.Delay(FaultPause, time, stopping);
            return;
        }
        // Files are large and independent, and what is written is one row an envelope; only a late answer has to come before its admission.
        await Parallel.ForEachAsync(page.Entries.GroupBy(entry => entry.Challenge), stopping, async (entries, cancellation) =>
        {
            foreach (var entry in entries)
                await TakeAsync(opening, trust, entry, cancellation);
        });
        if (page.Entries.Count > 0)
            opening.Change(it => it with { FeedLast = page.Entries[^1].N });
        await reports.SendAsync(opening, stopping);
    }

    private async Task TakeAsync(Opening opening, PlatformTrust trust, FeedEntry entry, CancellationToken cancellation)
    {
        var defect = ResponseCheck.FindInAnswer(entry, opening.Id, trust, await crls.GetAsync(cancellation), out var response);
        if (defect.Length == 0 && entry.Outcome == "admitted")
            defect = ResponseCheck.FindInAdmission(entry, opening.Late.Find(entry.Challenge.ToString()));
        if (defect.Length > 0 || response is null)
        {
            Refuse(opening, entry, defect);
            return;
        }
        if (entry.Outcome == "late")
        {
            opening.Late.Put(entry.Challenge.ToString(),
                new LateRow { Challenge = entry.Challenge.ToString(), Response = Sm3Digest.Of(entry.Response).ToString(), Arrival = entry.Arrival });
            return;
        }
        var statement = await ReadStatementAsync(opening, entry, cancellation);
        defect = statement.Value is { } bytes ? ResponseCheck.FindInStatement(bytes, response, opening, out _) : "statement is not given out: " + statement.Problem!.Type;
        if (defect.Length > 0)
        {
            Refuse(opening, entry, defect);
            return;
        }
        foreach (var result in response.Results)
        {
            // Read twice, after a kill or in a new epoch: it is opened already.
            if (opening.Results.Find(result.Envelope.ToString()) is not null)
                continue;
            var row = await FileOpener.OpenAsync(opening, opening.Envelopes.Find(result.Envelope.ToString())!, result, cancellation);
            opening.Results.Put(row.Envelope, row);
            LogFile(opening.Id.ToString(), row.Envelope, row.Outcome);
        }
    }

    /// <summary>The statement, or a problem that waiting does not cure: one challenge that the hub gives no statement for must not hold up all the others.</summary>
    private async Task<HubAnswer<byte[]>> ReadStatementAsync(Opening opening, FeedEntry entry, CancellationToken cancellation)
    {
        while (true)
        {
            var answer = await hub.GetBytesAsync($"/api/challenges/{entry.Challenge}/statement", StatementLimit, cancellation);
            // 401: a credential can be replaced while the platform runs, and no bidder's files fail for that.
            if (answer.Problem is not { } problem || !(problem.IsPassing || problem.Status == StatusCodes.Status401Unauthorized))
                return answer;
            LogNoStatement(opening.Id.ToString(), entry.Challenge.ToString(), problem.Type);
            await Task.Delay(FaultPause, time, cancellation);
        }
    }

    /// <summary>An answer that does not hold fails the challenge's files, with the reason; a good one for the same challenge cannot come any more.</summary>
    private void Refuse(Opening opening, FeedEntry entry, string defect)
    {
        LogRefused(opening.Id.ToString(), entry.Challenge.ToString(), defect);
        if (entry.Outcome == "late")
            return;
        foreach (var row in opening.Envelopes.All.Where(row => row.Step == EnvelopeStep.Registered && row.Challenge == entry.Challenge.ToString()))
        {
            var envelope = row.ReadHeader().Envelope.ToString();
            if (opening.Results.Find(envelope) is null)
                opening.Results.Put(envelope, new ResultRow { Envelope = envelope, Challenge = row.Challenge, Outcome = ResultRow.Failed, Reason = defect });
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

    [LoggerMessage(305, LogLevel.Warning, "{Opening}: the statement of {Challenge} is waited for: {Problem}")]
    private partial void LogNoStatement(string opening, string challenge, string problem);
}
