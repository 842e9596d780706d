using Hub.Cryptography;
using SampleProcess;
using TestCa.Codes;

namespace TestCa.Issuing;

/// <summary><c>POST /certificates</c>: what a CA offers to the hub (protocol section 6.1). The proof of a code is the only credential.</summary>
internal static class CertificateEndpoint
{
    private const int BodyLimit = 32 * 1024;

    public static void MapCertificates(this WebApplication app) => app.MapPost("/certificates", IssueAsync);

    private static async Task<IResult> IssueAsync(HttpRequest request, IssuingDesk desk)
    {
        var (application, refusal) = await Body.ReadAsync(request, BodyLimit, reader => new
        {
            Code = reader.Text("code", 1, 300),
            Proof = reader.Bytes("proof", EnrolmentCode.ProofLength, EnrolmentCode.ProofLength),
            Signing = reader.Bytes("signingRequest", 1, SigningRequest.MaxLength),
            Encryption = reader.Bytes("encryptionRequest", 1, SigningRequest.MaxLength),
            DeviceKey = reader.Bytes("deviceKey", 1, 256),
        });
        if (application is null)
            return refusal!;
        if (!SigningRequest.TryParse(application.Signing, out var signing) || !SigningRequest.TryParse(application.Encryption, out var encryption)
            || signing.PublicKey.KeyId == encryption.PublicKey.KeyId)
            return Problems.OfType(422, "urn:hub:problem:request-invalid", "证书请求无法识别、签名不正确，或两个请求使用了同一把密钥。");
        return EnrolmentTicket.TryParse(application.Code, out var ticket)
            && desk.Issue(new Application(ticket, application.Proof, application.Signing, application.Encryption, application.DeviceKey), signing, encryption) is { } pair
            ? Results.Json(new { signingCertificate = pair.Signing, encryptionCertificate = pair.Encryption, chain = desk.Chain })
            : Problems.OfType(422, "urn:hub:problem:code-refused", "申领码无效、已使用或已过期。", "请向证书机构重新索取申领码。");
    }
}
