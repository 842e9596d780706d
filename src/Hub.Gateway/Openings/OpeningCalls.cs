using Hub.Cryptography;
using Hub.Gateway.Calls;
using Hub.Gateway.Credentials;
using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Hub.Grains.Contracts;
using Hub.Grains.Qr;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;

namespace Hub.Gateway.Openings;

/// <summary>What a platform does with an opening (protocol, 7.1).</summary>
internal sealed class OpeningCalls(IGrainFactory grains, PlatformDesk desk, BoardToken boardTokens, TimeProvider time)
{
    private static readonly ProblemType[] Refusals =
    [
        ProblemTable.Unauthenticated, ProblemTable.NotFound, ProblemTable.TooLarge, ProblemTable.OpeningFrozen, ProblemTable.BadSignature, ProblemTable.RateLimited,
        ProblemTable.Overloaded,
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        Call(routes, HttpMethods.Post, "/api/openings", "开标描述: takes opening/1", DescribeAsync).Takes<SignedShape>().Gives<DescribedBody>(StatusCodes.Status201Created);
        Call(routes, HttpMethods.Get, "/api/openings/{op}", "An opening as its platform sees it", ReadAsync).Gives<OpeningBody>();
        Call(routes, HttpMethods.Post, "/api/openings/{op}/envelopes", "Registers an envelope (加密投标文件)", RegisterAsync).Takes<EnvelopeShape>().Gives<RegisteredBody>();
        Call(routes, HttpMethods.Post, "/api/openings/{op}/withdrawals", "Takes envelopes back (撤回)", WithdrawAsync).Takes<WithdrawalShape>().Gives<ReceiptBody>();
        Call(routes, HttpMethods.Post, "/api/openings/{op}/freeze", "Takes opening-freeze/1", FreezeAsync).Takes<SignedShape>().Gives<FrozenBody>();
        Call(routes, HttpMethods.Post, "/api/openings/{op}/amendments", "Takes opening-amendment/1", AmendAsync).Takes<SignedShape>().Gives<AmendedBody>();
        Call(routes, HttpMethods.Post, "/api/openings/{op}/board-tokens", "A token for the hall's screen", IssueBoardTokenAsync).Takes<BoardTokenShape>()
            .Gives<BoardTokenBody>(StatusCodes.Status201Created);
        Call(routes, HttpMethods.Post, "/api/succession", "Takes succession/1", SucceedAsync).Takes<SignedShape>().GivesNothing();
    }

    private static IEndpointConventionBuilder Call(IEndpointRouteBuilder routes, string method, string pattern, string summary, RequestDelegate call) =>
        routes.MapCall(method, pattern, new CallDescription(summary) { Credential = CallCredential.Platform }, call).Refuses(Refusals);

    private Task DescribeAsync(HttpContext context) => desk.PostSignedAsync(context, async (credential, signed, arrival) =>
    {
        // The descriptor says which opening it is of: the path does not, since it makes the opening.
        if (!OpeningDescriptor.TryParse(signed.Record, out var descriptor, out var defect))
        {
            await ProblemAnswer.WriteAsync(context, RefusalProblem.Where(ProblemTable.Malformed, "record: " + defect));
            return;
        }
        var outcome = await grains.GetGrain<IOpeningGrain>(descriptor.Opening.ToString()).Describe(credential.Platform.ToString(), signed, arrival);
        await Answer.OutcomeAsync(context, outcome, StatusCodes.Status201Created, it => new DescribedBody(it.OpeningId, it.Generation, it.Descriptor));
    });

    private Task ReadAsync(HttpContext context) => desk.CallAsync(context, async credential =>
    {
        if (await GrainAsync(context) is { } opening)
            await Answer.OutcomeAsync(context, await opening.Read(credential.Platform.ToString()), StatusCodes.Status200OK, it => new OpeningBody(it, time.GetUtcNow()));
    });

    private Task RegisterAsync(HttpContext context) => desk.PostAsync(context, async (credential, body) =>
    {
        if (await GrainAsync(context) is { } opening)
            await Answer.OutcomeAsync(context, await opening.Register(credential.Platform.ToString(), body.Bytes.ToArray(), body.Arrival), StatusCodes.Status200OK,
                it => new RegisteredBody(it.EnvelopeId, it.ChallengeId, new ReceiptObject(it.Receipt)));
    });

    private Task WithdrawAsync(HttpContext context) => desk.PostAsync(context, async (credential, body) =>
    {
        if (await GrainAsync(context) is { } opening)
            await Answer.OutcomeAsync(context, await opening.Withdraw(credential.Platform.ToString(), body.Bytes.ToArray(), body.Arrival), StatusCodes.Status200OK,
                it => new ReceiptBody(new ReceiptObject(it.Receipt)));
    });

    private Task FreezeAsync(HttpContext context) => desk.PostSignedAsync(context, async (credential, signed, arrival) =>
    {
        if (await GrainAsync(context) is { } opening)
            await Answer.OutcomeAsync(context, await opening.Freeze(credential.Platform.ToString(), signed, arrival), StatusCodes.Status200OK,
                it => new FrozenBody(new ReceiptObject(it.Receipt), it.OpensAt, it.ClosesAt));
    });

    private Task AmendAsync(HttpContext context) => desk.PostSignedAsync(context, async (credential, signed, arrival) =>
    {
        if (await GrainAsync(context) is { } opening)
            await Answer.OutcomeAsync(context, await opening.Amend(credential.Platform.ToString(), signed, arrival), StatusCodes.Status200OK,
                it => new AmendedBody(it.Number, new ReceiptObject(it.Receipt), it.OpensAt, it.ClosesAt));
    });

    private Task IssueBoardTokenAsync(HttpContext context) => desk.PostAsync(context, BoardTokenShape.Read, async (credential, request, _) =>
    {
        if (await GrainAsync(context) is not { } grain || !PlatformDesk.TryOpening(context, out var opening))
            return;
        var expires = WireTime.Cut(time.GetUtcNow().AddSeconds(request.ValidSeconds));
        await Answer.OutcomeAsync(context, await grain.Read(credential.Platform.ToString()), StatusCodes.Status201Created,
            _ => new BoardTokenBody(boardTokens.Issue(opening, expires), expires));
    });

    private Task SucceedAsync(HttpContext context) => desk.PostSignedAsync(context, async (credential, signed, arrival) =>
        await Answer.DoneAsync(context, await grains.GetGrain<IPlatformGrain>(credential.Platform.ToString()).Succeed(signed, arrival)));

    // What has not the form of an id is no opening; its grain is never made.
    private async Task<IOpeningGrain?> GrainAsync(HttpContext context)
    {
        if (PlatformDesk.TryOpening(context, out var opening))
            return grains.GetGrain<IOpeningGrain>(opening.ToString());
        await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound);
        return null;
    }
}
