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

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapCall(HttpMethods.Get, "/api/enterprises/{code}/certificates", new CallDescription("企业证书: the certificates in force") { Credential = CallCredential.Platform }, ReadAsync)
        .Gives<CertificatesBody>().Refuses(ProblemTable.Unauthenticated, ProblemTable.NotFound, ProblemTable.RateLimited, ProblemTable.Overloaded);

    private Task ReadAsync(HttpContext context) => desk.CallAsync(context, async _ =>
    {
        if (await EnterpriseView.FindAsync(context, grains) is not { } enterprise)
            return;
        var certificates = new List<CertificateBody>();
        await foreach (var (_, standing) in EnterpriseView.StandingsAsync(grains, enterprise, time.GetUtcNow()))
        {
            if (standing.Value is { } certificate)
                certificates.Add(new CertificateBody(certificate));
            if (certificates.Count >= MaxCertificates)
                break;
        }
        await Answer.JsonAsync(context, StatusCodes.Status200OK, new CertificatesBody(certificates));
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
