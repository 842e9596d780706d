using Hub.Cryptography;
using SampleProcess;

namespace TradingPlatform.Identity;

/// <summary>How the platform's operator sets it up: request a certificate, then say who it is.</summary>
internal static class IdentityEndpoints
{
    private const int BodyLimit = 1024 * 1024;

    public static void MapIdentity(this RouteGroupBuilder host)
    {
        host.MapGet("/signing-request", (string name, IdentityDesk desk) => CertificateSubject.TryCreate(name, name, null, out var subject)
            ? Results.Json(new { request = SigningRequest.Create(desk.Key, subject).Der.ToArray() })
            : Problems.Malformed("name"));
        host.MapPut("/identity", PutAsync);
        host.MapGet("/succession/signing-request", (string name, IdentityDesk desk) => CertificateSubject.TryCreate(name, name, null, out var subject)
            ? Results.Json(new { request = SigningRequest.Create(desk.NextKey, subject).Der.ToArray() })
            : Problems.Malformed("name"));
        host.MapPost("/succession", SucceedAsync);
    }

    private sealed record Successor(IReadOnlyList<byte[]> Chain);

    private static async Task<IResult> SucceedAsync(HttpRequest request, SuccessionDesk successions, IdentityDesk desk)
    {
        var (successor, refusal) = await Body.ReadAsync(request, BodyLimit, reader => new Successor(reader.BytesList("chain", 1, 1 + CertificatePath.MaxIntermediates, Sm2Certificate.MaxLength)));
        if (successor is null)
            return refusal!;
        var (defect, problem) = await successions.SucceedAsync(successor.Chain, request.HttpContext.RequestAborted);
        return problem?.ToResult() ?? (defect.Length > 0 ? Problems.Malformed(defect) : Results.Json(new { keyId = desk.Key.PublicKey.KeyId.ToString() }));
    }

    private static async Task<IResult> PutAsync(HttpRequest request, IdentityDesk desk, TimeProvider time)
    {
        var (identity, refusal) = await Body.ReadAsync(request, BodyLimit, reader => new PlatformIdentity
        {
            Platform = reader.Text("platform", 1, 64),
            Name = reader.Text("name", 1, 100),
            HubApi = reader.Text("hubApi", 1, 500),
            Credential = reader.Text("credential", 1, 500),
            Chain = reader.BytesList("chain", 1, 1 + CertificatePath.MaxIntermediates, Sm2Certificate.MaxLength),
            Anchors = reader.Bytes("anchors", 2, 512 * 1024),
            Crls = [.. reader.Objects("crls", 0, CertificatePath.MaxCrls, item => item.Text("url", 1, 500))],
        });
        if (identity is null)
            return refusal!;
        return desk.TrySet(identity, time.GetUtcNow(), out _, out var defect) ? Results.NoContent() : Problems.Malformed(defect);
    }
}
