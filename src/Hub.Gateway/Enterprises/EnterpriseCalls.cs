using Hub.Cryptography;
using Hub.Gateway.Calls;
using Hub.Gateway.Credentials;
using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Hub.Grains.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;

namespace Hub.Gateway.Enterprises;

/// <summary>The certificates of an enterprise that are in force, for whoever encrypts to it (protocol, 7.1).</summary>
internal sealed class EnterpriseCalls(IGrainFactory grains, PlatformDesk desk, TimeProvider time)
{
    private const int MaxCertificates = 50;
    private const int AtOnce = 16;

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapCall(HttpMethods.Get, "/api/enterprises/{code}/certificates", new CallDescription("企业证书: the certificates in force") { Credential = CallCredential.Platform }, ReadAsync)
        .Gives<CertificatesBody>().Refuses(ProblemTable.Unauthenticated, ProblemTable.NotFound, ProblemTable.RateLimited, ProblemTable.Overloaded);

    private Task ReadAsync(HttpContext context) => desk.CallAsync(context, async _ =>
    {
        if (!CreditCode.TryParse(context.GetRouteValue("code") as string, out var code))
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound);
            return;
        }
        var found = await grains.GetGrain<IEnterpriseGrain>(new EnterpriseId(code).ToString()).Identify();
        if (!found.Try(out var enterprise, out var refusal))
        {
            await ProblemAnswer.WriteAsync(context, refusal);
            return;
        }
        var now = time.GetUtcNow();
        var certificates = new List<CertificateBody>();
        foreach (var some in enterprise.SignKeyIds.Chunk(AtOnce))
        {
            var standings = await Task.WhenAll(some.Select(signKeyId => grains.GetGrain<ICertificateGrain>(CertificateKey.Of(signKeyId)).Standing(now)));
            certificates.AddRange(standings.Where(it => it.Value is not null).Select(it => new CertificateBody(it.Value!)));
            if (certificates.Count >= MaxCertificates)
                break;
        }
        await Answer.JsonAsync(context, StatusCodes.Status200OK, new CertificatesBody([.. certificates.Take(MaxCertificates)]));
    });
}

/// <summary>Certificates in force, at most 50.</summary>
internal sealed record CertificatesBody(IReadOnlyList<CertificateBody> Certificates);

/// <summary>A certificate pair.</summary>
/// <param name="Chain">Issuers without the anchor.</param>
internal sealed record CertificateBody(string SignKeyId, string EncKeyId, byte[] SigningCertificate, byte[] EncryptionCertificate, IReadOnlyList<byte[]> Chain)
{
    public CertificateBody(CertificateIdentity it) : this(it.SignKeyId, it.EncKeyId, it.SigningCertificate, it.EncryptionCertificate, it.Chain)
    {
    }
}
