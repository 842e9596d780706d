using Hub.Cryptography;
using Hub.Gateway.Bodies;
using Hub.Gateway.Calls;
using Hub.Gateway.Limits;
using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;

namespace Hub.Gateway.Authorities;

/// <summary>What needs no credential on the API surface: who the hub is, and a CA's CRL, which its own signature vouches for (protocol, 6.2 and 7.1).</summary>
internal sealed class AuthorityCalls(IGrainFactory grains, BodyIntake bodies, CallBudgets budgets, IHubIdentity hub, TimeProvider time)
{
    private const string CrlMediaType = "application/pkix-crl";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapCall(HttpMethods.Get, "/api/hub", new CallDescription("Who this hub is, and its anchors"), ReadHubAsync).Gives<HubBody>();
        routes.MapCall(HttpMethods.Post, "/api/authorities/{ca}/crls", new CallDescription("吊销列表: takes a CRL"), TakeCrlAsync).Takes<byte[]>(CrlMediaType).Gives<CrlBody>()
            .Refuses(ProblemTable.NotFound, ProblemTable.TooLarge, ProblemTable.BadSignature, ProblemTable.RateLimited, ProblemTable.Overloaded);
    }

    private async Task ReadHubAsync(HttpContext context)
    {
        var trust = await grains.GetGrain<ITrustGrain>(ITrustGrain.Key).Read();
        await Answer.JsonAsync(context, StatusCodes.Status200OK, new HubBody(hub.HubId, time.GetUtcNow(), [trust.HubKey], trust.Anchors.Length > 0 ? trust.Anchors : null));
    }

    private Task TakeCrlAsync(HttpContext context)
    {
        if (!AuthorityId.TryParse(context.GetRouteValue("ca") as string, out var authority))
            return ProblemAnswer.WriteAsync(context, ProblemTable.NotFound);
        if (!budgets.TryChargeList(context))
            return ProblemAnswer.WriteAsync(context, ProblemTable.RateLimited);
        return bodies.ReadAsync(context, BodyLimit.Crl, async body =>
        {
            var outcome = await grains.GetGrain<IAuthorityGrain>(authority.ToString()).TakeCrl(body.Bytes.ToArray(), body.Arrival);
            await Answer.OutcomeAsync(context, outcome, StatusCodes.Status200OK, it => new CrlBody(it.Number, it.Revoked));
        });
    }
}

/// <summary>Who the hub is.</summary>
/// <param name="Anchors">Bytes of <c>anchors/1</c>; left out before there is an authority.</param>
internal sealed record HubBody(string Hub, DateTimeOffset ServerTime, IReadOnlyList<byte[]> HubKeys, byte[]? Anchors);

/// <summary>A CRL is in force.</summary>
/// <param name="Number">Decimal.</param>
/// <param name="Revoked">How many certificates of this hub changed.</param>
internal sealed record CrlBody(string Number, int Revoked);
