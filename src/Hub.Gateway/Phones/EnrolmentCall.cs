using Hub.Cryptography;
using Hub.Gateway.Calls;
using Hub.Gateway.Limits;
using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Hub.Grains.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;

namespace Hub.Gateway.Phones;

/// <summary>A phone asks for its certificate pair (protocol, 6). Its key is new, so that nobody vouches for it: a refusal is the address's.</summary>
internal sealed class EnrolmentCall(IGrainFactory grains, PhoneDesk desk, EnrolmentsUnderWay underWay, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapCall(HttpMethods.Post, "/p/enrolments", new CallDescription("申领: a phone asks for its certificate pair (enrolment/1)"), RunAsync)
            .Takes<SignedShape>().Gives<EnrolmentBody>()
            .Refuses(ProblemTable.TooLarge, ProblemTable.BadSignature, ProblemTable.KeyInUse, ProblemTable.RateLimited, ProblemTable.AuthorityUnavailable, ProblemTable.Overloaded);
        routes.MapCall(HttpMethods.Get, "/p/time", new CallDescription("The hub's clock"), context => Answer.JsonAsync(context, StatusCodes.Status200OK, new TimeBody(time.GetUtcNow())))
            .Gives<TimeBody>();
    }

    private Task RunAsync(HttpContext context) => desk.ReadSignedAsync(context, async (signed, arrival) =>
    {
        if (!EnrolmentRecord.TryParse(signed.Record, out var record, out var defect))
        {
            await desk.RefuseStrangerAsync(context, RefusalProblem.Where(ProblemTable.Malformed, "record: " + defect));
            return;
        }
        if (!SigningRequest.TryParse(record.SigningRequest, out var request))
        {
            await desk.RefuseStrangerAsync(context, RefusalProblem.Where(ProblemTable.RequestInvalid, "signingRequest"));
            return;
        }
        var (authority, from) = (record.Code.Authority, AddressKey.Of(context));
        if (!underWay.TryEnter(authority, from))
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.Overloaded);
            return;
        }
        try
        {
            var hub = record.Hub.ToString();
            await desk.AskAndAnswerAsync(context, request.PublicKey.KeyId, signed, PhoneSigner.Device,
                body => grains.GetGrain<ICertificateGrain>(CertificateKey.Of(request.PublicKey.KeyId)).Enrol(body, arrival), Payer.OfEnrolment,
                it => new EnrolmentBody(hub, it), ahead: true);
        }
        finally
        {
            underWay.Leave(authority, from);
        }
    });
}

/// <summary>A phone is enrolled.</summary>
internal sealed record EnrolmentBody(
    string Hub, string Authority, string Enterprise, string EnterpriseName, string Holder, byte[] SigningCertificate, byte[] EncryptionCertificate, IReadOnlyList<byte[]> Chain,
    byte[] Anchors, int Version, byte[] PublicKey, byte[] Evaluated, byte[] Proof)
{
    public EnrolmentBody(string hub, Enrolment it) : this(
        hub, it.AuthorityId, it.EnterpriseId, it.EnterpriseName, it.Holder, it.SigningCertificate, it.EncryptionCertificate, it.Chain, it.Anchors, it.Version, it.PublicKey,
        it.Evaluated, it.Proof)
    {
    }
}

/// <summary>The hub's clock.</summary>
internal sealed record TimeBody(DateTimeOffset ServerTime);
