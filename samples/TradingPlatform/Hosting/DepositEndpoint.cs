using System.Security.Cryptography;
using Hub.Cryptography;
using SampleProcess;
using TradingPlatform.HubCalls;

namespace TradingPlatform.Hosting;

/// <summary>
/// Deposits the opening key with the supervising department (主管部门) after the close: sealed to its encryption certificate, so that it can open every answered bid again, off line.
/// </summary>
internal static class DepositEndpoint
{
    private const int BodyLimit = 32 * 1024;

    private sealed record Department(byte[] Certificate);

    public static async Task<IResult> DepositAsync(string op, HttpRequest request, Desks desks, CrlShelf crls)
    {
        if (desks.Book.Find(op) is not { } opening || desks.Identity.Current is not { } trust)
            return Problems.NotFound();
        var (department, refusal) = await Body.ReadAsync(request, BodyLimit, reader => new Department(reader.Bytes("certificate", 1, Sm2Certificate.MaxLength)));
        if (department is null)
            return refusal!;
        var now = desks.Time.GetUtcNow();
        if (opening.State.PhaseAt(now) != "closed")
            return Problems.Of(409, "not-closed", "开标尚未结束，不能移交开标密钥。");
        if (!Sm2Certificate.TryParse(department.Certificate, out var certificate))
            return Problems.Malformed("certificate");
        var lists = await crls.GetAsync([], request.HttpContext.RequestAborted);
        if (CertificatePath.Check(certificate, [.. trust.Chain.Skip(1)], trust.Roots, lists, now, CertificateUsage.KeyEncipherment) is PathDecision.Refused refused)
            return Problems.Of(422, "certificate-refused", $"主管部门的加密证书不可用：{refused.Reason}。");
        var scalar = new byte[Sm2PrivateKey.ScalarLength];
        opening.Key.ExportScalar(scalar);
        var sealedKey = certificate.PublicKey.Seal(scalar);
        CryptographicOperations.ZeroMemory(scalar);
        return Results.Json(new { keyId = certificate.KeyId.ToString(), @sealed = sealedKey });
    }
}
