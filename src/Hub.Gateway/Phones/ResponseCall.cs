using Hub.Cryptography;
using Hub.Gateway.Bodies;
using Hub.Gateway.Calls;
using Hub.Gateway.Metrics;
using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Hub.Grains.Contracts;
using Hub.Grains.Qr;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;

namespace Hub.Gateway.Phones;

/// <summary>The signed answer (protocol, 5.3). Its arrival is the clock at the last byte; N is verified before any grain is touched.</summary>
internal sealed class ResponseCall(IGrainFactory grains, BodyIntake bodies, PhoneDesk desk, PinNonce nonces, GatewayMeter meter)
{
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapCall(HttpMethods.Post, "/p/challenges/{id}/response", new CallDescription("签名应答: the signed answer (response/1)"), RunAsync)
        .Takes<ResponseShape>().Gives<AcknowledgementBody>()
        .Refuses(ProblemTable.TooLarge, ProblemTable.StatementMismatch, ProblemTable.WindowClosed, ProblemTable.CertificateRevoked, ProblemTable.ChallengeUnavailable,
            ProblemTable.RateLimited, ProblemTable.Overloaded);

    private Task RunAsync(HttpContext context) => bodies.ReadAsync(context, BodyLimit.Response, async body =>
    {
        if (!RecordReader.TryRead(body.Bytes, BodyLimit.Response, Read, out var signed, out var defect))
        {
            await desk.RefuseStrangerAsync(context, RefusalProblem.Where(ProblemTable.Malformed, defect));
            return;
        }
        if (!ResponseRecord.TryParse(signed.Record, out var response, out defect))
        {
            await desk.RefuseStrangerAsync(context, RefusalProblem.Where(ProblemTable.Malformed, "response: " + defect));
            return;
        }
        if (!ChallengeId.TryParse(context.GetRouteValue("id") as string, out var challenge) || !nonces.Verify(challenge, response.SignKeyId, response.Nonce))
        {
            await desk.RefuseStrangerAsync(context, ProblemTable.NonceMismatch);
            return;
        }
        var grain = grains.GetGrain<IChallengeGrain>(challenge.ToString());
        if (await desk.AskAsync(context, response.SignKeyId, signed, PhoneSigner.Certificate, it => grain.Respond(it, body.Arrival), it => Payer.OfResponse(it, body.Arrival)) is not { } outcome)
            return;
        meter.Responded(response.Kind, outcome);
        await Answer.OutcomeAsync(context, outcome, StatusCodes.Status200OK,
            it => new AcknowledgementBody(it.ChallengeId, it.State, it.Arrival, new ReceiptObject(it.Receipt)));
    });

    private static SignedRecord? Read(RecordReader reader) => new(reader.Bytes("response", 2, ResponseRecord.MaxLength), reader.Bytes("signature", 8, DevicePublicKey.MaxSignatureLength));
}

/// <summary>The body of a response, for the description of the interface alone.</summary>
internal sealed record ResponseShape(byte[] Response, byte[] Signature);

/// <summary>A response is stored.</summary>
internal sealed record AcknowledgementBody(string Challenge, string State, DateTimeOffset Arrival, ReceiptObject Receipt);
