using Hub.Cryptography;
using Hub.Gateway.Calls;
using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Hub.Grains.Contracts;
using Hub.Grains.Qr;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;

namespace Hub.Gateway.Phones;

/// <summary>The holder refuses (protocol, 5.4). N is verified before any grain is touched: a real challenge and an invented one cost the same and answer the same.</summary>
internal sealed class RejectionCall(IGrainFactory grains, PhoneDesk desk, PinNonce nonces)
{
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapCall(HttpMethods.Post, "/p/challenges/{id}/rejection", new CallDescription("拒绝: the holder refuses (reject/1)"), RunAsync)
        .Takes<SignedShape>().GivesNothing()
        .Refuses(ProblemTable.TooLarge, ProblemTable.DeviceUnknown, ProblemTable.NonceMismatch, ProblemTable.ChallengeUnavailable, ProblemTable.WrongCertificate, ProblemTable.AlreadyDecided,
            ProblemTable.StatementMismatch, ProblemTable.RateLimited, ProblemTable.Overloaded);

    private Task RunAsync(HttpContext context) => desk.ReadSignedAsync(context, (signed, arrival) =>
    {
        if (!RejectRecord.TryParse(signed.Record, out var rejection, out var defect))
            return desk.RefuseStrangerAsync(context, RefusalProblem.Where(ProblemTable.Malformed, "record: " + defect));
        if (!ChallengeId.TryParse(context.GetRouteValue("id") as string, out var challenge) || challenge != rejection.Challenge
            || !nonces.Verify(challenge, rejection.SignKeyId, rejection.Nonce))
            return desk.RefuseStrangerAsync(context, ProblemTable.NonceMismatch);
        return desk.AskAndAnswerAsync<Done, Done>(context, rejection.SignKeyId, signed, PhoneSigner.Device,
            body => grains.GetGrain<IChallengeGrain>(challenge.ToString()).Reject(body, arrival),
            Payer.OfRejection, null);
    });
}
