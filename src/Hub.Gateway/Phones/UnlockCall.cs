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

/// <summary>One PIN try (protocol, 5.2). N is verified before any grain is touched: only a scan that was allowed gives it away.</summary>
internal sealed class UnlockCall(IGrainFactory grains, PhoneDesk desk, PinNonce nonces)
{
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapCall(HttpMethods.Post, "/p/challenges/{id}/unlock", new CallDescription("One PIN try (pin-eval/1)"), RunAsync)
        .Takes<SignedShape>().Gives<EvaluationBody>()
        .Refuses(ProblemTable.TooLarge, ProblemTable.DeviceUnknown, ProblemTable.NonceMismatch, ProblemTable.NotStarted, ProblemTable.CertificateRevoked, ProblemTable.PinLocked,
            ProblemTable.PinErased, ProblemTable.ChallengeUnavailable, ProblemTable.RateLimited, ProblemTable.Overloaded);

    private Task RunAsync(HttpContext context) => desk.ReadSignedAsync(context, (signed, arrival) =>
    {
        if (!PinEvalRecord.TryParse(signed.Record, out var evaluation, out var defect))
            return desk.RefuseStrangerAsync(context, RefusalProblem.Where(ProblemTable.Malformed, "record: " + defect));
        if (!ChallengeId.TryParse(context.GetRouteValue("id") as string, out var challenge) || challenge != evaluation.Challenge
            || !nonces.Verify(challenge, evaluation.SignKeyId, evaluation.Nonce))
            return desk.RefuseStrangerAsync(context, ProblemTable.NonceMismatch);
        return desk.AskAndAnswerAsync(context, evaluation.SignKeyId, signed, PhoneSigner.Device,
            body => grains.GetGrain<IChallengeGrain>(challenge.ToString()).Unlock(body, arrival), Payer.OfUnlock,
            answer => new EvaluationBody(answer.Evaluated, answer.TriesLeft));
    });
}

/// <summary>The hub's part of a PIN try.</summary>
internal sealed record EvaluationBody(byte[] Evaluated, int TriesLeft);
