using Hub.Cryptography;
using Hub.Gateway.Calls;
using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Hub.Grains.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;

namespace Hub.Gateway.Phones;

/// <summary>What a phone asks about its PIN outside a challenge (protocol, 5.2 and 5.5).</summary>
internal sealed class PinCalls(IGrainFactory grains, PhoneDesk desk)
{
    private static readonly ProblemType[] Refusals =
    [
        ProblemTable.TooLarge, ProblemTable.DeviceUnknown, ProblemTable.BadSignature, ProblemTable.PinTryUnknown, ProblemTable.PinErased, ProblemTable.PinLocked,
        ProblemTable.CertificateRevoked, ProblemTable.RateLimited, ProblemTable.Overloaded,
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapCall(HttpMethods.Post, "/p/pin/proof", new CallDescription("The DLEQ proof of a known try (pin-proof/1)"), ProveAsync)
            .Takes<SignedShape>().Gives<ProofBody>().Refuses(Refusals);
        routes.MapCall(HttpMethods.Post, "/p/pin/ok", new CallDescription("Clears a right try (pin-ok/1)"), ClearAsync)
            .Takes<SignedShape>().GivesNothing().Refuses(Refusals);
        routes.MapCall(HttpMethods.Post, "/p/pin/changes", new CallDescription("Starts a change of the PIN (pin-change/1)"), ChangeAsync)
            .Takes<SignedShape>().Gives<PinChangeBody>().Refuses(Refusals);
        routes.MapCall(HttpMethods.Post, "/p/pin/changes/confirm", new CallDescription("Ends a change of the PIN (pin-changed/1)"), ConfirmAsync)
            .Takes<SignedShape>().GivesNothing().Refuses(Refusals);
    }

    private Task ProveAsync(HttpContext context) => desk.ReadSignedAsync(context, (signed, arrival) =>
        PinProofRecord.TryParse(signed.Record, out var record, out var defect)
            ? desk.AskAndAnswerAsync(context, record.SignKeyId, signed, PhoneSigner.Device, body => Grain(record.SignKeyId).Prove(body, arrival), Payer.OfProof,
                it => new ProofBody(it.Proof))
            : RefuseAsync(context, defect));

    private Task ClearAsync(HttpContext context) => desk.ReadSignedAsync(context, (signed, arrival) =>
        PinOkRecord.TryParse(signed.Record, out var record, out var defect)
            ? desk.AskAndAnswerAsync<Done, Done>(context, record.SignKeyId, signed, PhoneSigner.Certificate, body => Grain(record.SignKeyId).ClearTry(body, arrival),
                Payer.OfClearing, null)
            : RefuseAsync(context, defect));

    private Task ChangeAsync(HttpContext context) => desk.ReadSignedAsync(context, (signed, arrival) =>
        PinChangeRecord.TryParse(signed.Record, out var record, out var defect)
            ? desk.AskAndAnswerAsync(context, record.SignKeyId, signed, PhoneSigner.Certificate, body => Grain(record.SignKeyId).ChangePin(body, arrival), Payer.OfChange,
                it => new PinChangeBody(it.Version, it.PublicKey, it.Evaluated, it.Proof))
            : RefuseAsync(context, defect));

    private Task ConfirmAsync(HttpContext context) => desk.ReadSignedAsync(context, (signed, arrival) =>
        PinChangedRecord.TryParse(signed.Record, out var record, out var defect)
            ? desk.AskAndAnswerAsync<Done, Done>(context, record.SignKeyId, signed, PhoneSigner.Certificate, body => Grain(record.SignKeyId).ConfirmPinChange(body, arrival),
                Payer.OfConfirmation, null)
            : RefuseAsync(context, defect));

    private Task RefuseAsync(HttpContext context, string defect) => desk.RefuseStrangerAsync(context, RefusalProblem.Where(ProblemTable.Malformed, "record: " + defect));

    private ICertificateGrain Grain(KeyId signKeyId) => grains.GetGrain<ICertificateGrain>(CertificateKey.Of(signKeyId));
}

/// <summary>A DLEQ proof.</summary>
internal sealed record ProofBody(byte[] Proof);

/// <summary>The evaluation of the new PIN under a new key.</summary>
internal sealed record PinChangeBody(int Version, byte[] PublicKey, byte[] Evaluated, byte[] Proof);
