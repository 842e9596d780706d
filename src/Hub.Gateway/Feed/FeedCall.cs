using Hub.Cryptography;
using Hub.Gateway.Calls;
using Hub.Gateway.Credentials;
using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Hub.Grains.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Orleans;

namespace Hub.Gateway.Feed;

/// <summary>The platform's results feed (结果流; protocol, 7.2): durable, gapless, and answered as soon as there is something new.</summary>
internal sealed class FeedCall(IGrainFactory grains, PlatformDesk desk, FeedWaiters waiters, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>The longest wait in seconds: shorter than what proxies cut.</summary>
    public const int MaxWait = 25;

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapCall(HttpMethods.Get, "/api/openings/{op}/results", new CallDescription("结果流: entries after a number") { Credential = CallCredential.Platform, Query = ["after", "wait"] }, RunAsync)
        .Gives<FeedBody>().Refuses(ProblemTable.Unauthenticated, ProblemTable.NotFound, ProblemTable.RateLimited, ProblemTable.Overloaded);

    private Task RunAsync(HttpContext context) => desk.CallAsync(context, async credential =>
    {
        if (!PlatformDesk.TryOpening(context, out var opening))
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound);
            return;
        }
        if (!CallQuery.TryInteger(context, "after", CallQuery.MaxInteger, out var after) || !CallQuery.TryInteger(context, "wait", MaxWait, out var wait))
        {
            await ProblemAnswer.WriteAsync(context, RefusalProblem.Where(ProblemTable.Malformed, "after or wait is not an integer within its range"));
            return;
        }
        using var place = waiters.TryEnter(credential, opening.ToString());
        if (place is null)
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.RateLimited);
            return;
        }
        var outcome = await ReadAsync(place, credential.Platform, opening, after, TimeSpan.FromSeconds(wait), context.RequestAborted);
        await Answer.OutcomeAsync(context, outcome, StatusCodes.Status200OK, it => new FeedBody(it.Epoch, it.Last, [.. it.Results.Select(item => new FeedEntryObject(item.N, item.Json))]));
    });

    private async Task<Outcome<FeedAnswer>> ReadAsync(FeedWait place, PlatformId platform, OpeningId opening, long after, TimeSpan wait, CancellationToken aborted)
    {
        var until = time.GetUtcNow() + wait;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        while (true)
        {
            // First the place, then the look: what is committed between the two wakes us.
            var advanced = place.Next(out var leave);
            using (leave)
            {
                var outcome = await grains.GetGrain<IFeedGrain>(opening.ToString()).Read(platform.ToString(), after);
                var left = until - time.GetUtcNow();
                if (!outcome.Try(out var answer, out _) || answer.Results.Count > 0 || left <= TimeSpan.Zero || lifetime.ApplicationStopping.IsCancellationRequested)
                    return outcome;
                try
                {
                    await advanced.WaitAsync(left, time, ends.Token);
                }
                catch (TimeoutException)
                {
                    return outcome;
                }
                catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
                {
                    return outcome; // The hub stops: the platform asks the next one.
                }
            }
        }
    }
}

/// <summary>A page of the feed.</summary>
/// <param name="Epoch">Another one than before: read again from 0.</param>
internal sealed record FeedBody(string Epoch, long Last, IReadOnlyList<FeedEntryObject> Results);
