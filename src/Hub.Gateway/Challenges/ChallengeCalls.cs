using Hub.Cryptography;
using Hub.Gateway.Calls;
using Hub.Gateway.Credentials;
using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;
using Hub.Grains.Qr;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;

namespace Hub.Gateway.Challenges;

/// <summary>What a platform does with challenges (扫码会话; protocol, 7.1).</summary>
internal sealed class ChallengeCalls(IGrainFactory grains, PlatformDesk desk, ChallengeIds ids, WatchToken watchTokens, QrUrls urls, TimeProvider time)
{
    // A page that shows the code must still be able to show what came of it.
    private static readonly TimeSpan WatchAfterEnd = TimeSpan.FromHours(1);

    private static readonly ProblemType[] Refusals =
    [
        ProblemTable.Unauthenticated, ProblemTable.NotFound, ProblemTable.TooLarge, ProblemTable.AlreadyDecided, ProblemTable.IdempotencyKey, ProblemTable.CertificateRevoked,
        ProblemTable.RateLimited, ProblemTable.Overloaded,
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        Call(routes, HttpMethods.Post, "/api/openings/{op}/challenges", "Asks a bidder to bind files to a certificate (加密)", CreateAsync, keyRequired: true)
            .Takes<ChallengeShape>().Gives<CreatedBody>(StatusCodes.Status201Created);
        Call(routes, HttpMethods.Post, "/api/openings/{op}/files", "What became of each file", ReportAsync).Takes<FilesShape>().GivesNothing();
        Call(routes, HttpMethods.Get, "/api/challenges/{ch}", "Where a challenge stands", ReadAsync).Gives<SnapshotBody>();
        Call(routes, HttpMethods.Get, "/api/challenges/{ch}/statement", "待签内容: the statement's bytes", ReadStatementAsync).Gives<byte[]>(mediaType: "application/octet-stream");
        Call(routes, HttpMethods.Post, "/api/challenges/{ch}/watch-tokens", "A token for the bidder's page", IssueWatchTokenAsync)
            .Takes<WatchTokenShape>().Gives<WatchTokenBody>(StatusCodes.Status201Created);
        Call(routes, HttpMethods.Delete, "/api/challenges/{ch}", "Takes an undecided encrypt challenge back", CancelAsync).GivesNothing();
    }

    private static IEndpointConventionBuilder Call(IEndpointRouteBuilder routes, string method, string pattern, string summary, RequestDelegate call, bool? keyRequired = null) =>
        routes.MapCall(method, pattern, new CallDescription(summary) { Credential = CallCredential.Platform, KeyRequired = keyRequired }, call).Refuses(Refusals);

    private Task CreateAsync(HttpContext context) => desk.PostAsync(context, ChallengeShape.Read, async (credential, request, body) =>
    {
        if (!PlatformDesk.TryOpening(context, out var opening))
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound);
            return;
        }
        if (!PlatformDesk.TryKey(context, out var key) || key is null)
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.IdempotencyKey);
            return;
        }
        var challenge = ids.Encrypt(credential.Platform, opening, key);
        var outcome = await grains.GetGrain<IChallengeGrain>(challenge.ToString()).CreateEncrypt(
            new EncryptRequest(credential.Platform.ToString(), opening.ToString(), request.Claims, request.Withdraws, request.ValidSeconds, Sm3Digest.Of(body.Bytes.Span).ToString()),
            body.Arrival);
        await Answer.OutcomeAsync(context, outcome, StatusCodes.Status201Created, it => new CreatedBody(
            it.ChallengeId, it.Statement, it.Expires, watchTokens.Issue(challenge, false, it.Expires + WatchAfterEnd), urls.Fresh(challenge, time.GetUtcNow())));
    });

    private Task ReportAsync(HttpContext context) => desk.PostAsync(context, FilesShape.Read, async (credential, request, body) =>
    {
        if (!PlatformDesk.TryOpening(context, out var opening))
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound);
            return;
        }
        Outcome<Done> answer = Done.It;
        foreach (var ofChallenge in request.Files.GroupBy(file => file.Challenge))
        {
            var reports = ofChallenge.Select(file => new FileReport(file.Envelope.ToString(), file.Opened, file.Reason)).ToList();
            var outcome = await grains.GetGrain<IChallengeGrain>(ofChallenge.Key.ToString()).ReportFiles(credential.Platform.ToString(), opening.ToString(), reports, body.Arrival);
            if (answer.Refusal is null)
                answer = outcome; // The first refusal is told, the others are stored: a report may be posted again.
        }
        await Answer.DoneAsync(context, answer);
    });

    private Task ReadAsync(HttpContext context) => desk.CallAsync(context, async credential =>
    {
        if (await GrainAsync(context) is { } challenge)
            await Answer.OutcomeAsync(context, await challenge.Read(credential.Platform.ToString()), StatusCodes.Status200OK, it => new SnapshotBody(it, time.GetUtcNow()));
    });

    private Task ReadStatementAsync(HttpContext context) => desk.CallAsync(context, async credential =>
    {
        if (await GrainAsync(context) is not { } challenge)
            return;
        var outcome = await challenge.ReadStatement(credential.Platform.ToString());
        if (!outcome.Try(out var statement, out var refusal))
        {
            await ProblemAnswer.WriteAsync(context, refusal);
            return;
        }
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = statement.Statement.Length;
        await context.Response.Body.WriteAsync(statement.Statement, context.RequestAborted);
    });

    private Task IssueWatchTokenAsync(HttpContext context) => desk.PostAsync(context, WatchTokenShape.Read, async (credential, request, _) =>
    {
        if (await GrainAsync(context) is not { } grain || !PlatformDesk.TryChallenge(context, out var challenge))
            return;
        var outcome = await grain.Read(credential.Platform.ToString());
        if (outcome.Try(out var snapshot, out var refusal) && request.LongLivedFrames && snapshot.Kind != ChallengeKind.Decrypt)
            refusal = new Malformed("longLivedFrames is for decrypt alone");
        if (refusal is not null)
        {
            await ProblemAnswer.WriteAsync(context, refusal);
            return;
        }
        var now = time.GetUtcNow();
        var expires = WireTime.Cut(now.AddSeconds(request.ValidSeconds));
        var url = request.LongLivedFrames ? urls.LongLived(challenge, now, expires) : urls.Fresh(challenge, now);
        await Answer.JsonAsync(context, StatusCodes.Status201Created, new WatchTokenBody(watchTokens.Issue(challenge, request.LongLivedFrames, expires), expires, url));
    });

    private Task CancelAsync(HttpContext context) => desk.CallAsync(context, async credential =>
    {
        if (await GrainAsync(context) is { } challenge)
            await Answer.DoneAsync(context, await challenge.Cancel(credential.Platform.ToString(), time.GetUtcNow()));
    });

    private async Task<IChallengeGrain?> GrainAsync(HttpContext context)
    {
        if (PlatformDesk.TryChallenge(context, out var challenge))
            return grains.GetGrain<IChallengeGrain>(challenge.ToString());
        await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound);
        return null;
    }
}
