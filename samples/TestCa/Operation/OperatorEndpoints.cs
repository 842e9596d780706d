using Hub.Cryptography;
using SampleProcess;
using TestCa.Anchoring;
using TestCa.Issuing;
using TestCa.Keys;
using TestCa.Revocation;

namespace TestCa.Operation;

/// <summary>What the CA's operators do: <c>/operator/…</c>, with the token of the data folder.</summary>
internal static class OperatorEndpoints
{
    private const int BodyLimit = 64 * 1024;
    private const int AnchorsLimit = 512 * 1024;

    private sealed record Applicant(string CreditCode, string Enterprise, string Holder);

    private sealed record PlatformApplication(byte[] Request, string Name);

    private sealed record Order(string Serial, string Reason);

    public static void MapOperators(this WebApplication app, OperatorToken token)
    {
        var operators = app.MapGroup("/operator").AddEndpointFilter(token.Filter);
        operators.MapGet("/chain", (CaKeys keys) => Results.Json(new { chain = new[] { keys.Issuing.Certificate.Der.ToArray(), keys.Root.Certificate.Der.ToArray() } }));
        operators.MapPut("/anchors", PutAnchorsAsync);
        operators.MapPost("/codes", NewCodeAsync);
        operators.MapPost("/platform-certificates", IssuePlatformAsync);
        operators.MapGet("/certificates", (IssuingDesk desk) => Results.Json(new { certificates = desk.Certificates.Select(Show) }));
        operators.MapPost("/revocations", RevokeAsync);
        operators.MapPost("/crls", async (CrlBook book, CrlPublisher publisher, HttpContext context) => await MakeAndPublishAsync(book, publisher, context.RequestAborted));
    }

    private static async Task<IResult> PutAnchorsAsync(HttpRequest request, VouchedAnchors anchors, CaKeys keys, bool force = false)
    {
        var (bytes, refusal) = await Body.ReadBytesAsync(request, AnchorsLimit);
        if (bytes is null)
            return refusal!;
        switch (AnchorDecision.Decide(anchors.Bytes, bytes, keys.Root.Certificate, force))
        {
            case AnchorDecision.Taken:
                anchors.Replace(bytes);
                return Results.NoContent();
            case AnchorDecision.Refused refused:
                return Problems.Of(409, refused.Word, refused.Detail, "请核对信任锚的来源；确需更换时使用 force=true。");
            default:
                throw new InvalidOperationException("The decisions are a closed set.");
        }
    }

    private static async Task<IResult> NewCodeAsync(HttpRequest request, IssuingDesk desk)
    {
        var (applicant, refusal) = await Body.ReadAsync(request, BodyLimit, reader => new Applicant(reader.Text("creditCode", 1, 64), reader.Text("enterprise", 1, 64), reader.Text("holder", 1, 64)));
        if (applicant is null)
            return refusal!;
        if (!CreditCode.TryParse(applicant.CreditCode, out var creditCode))
            return Problems.Of(422, "credit-code", "统一社会信用代码不正确。", "请核对 18 位代码，最后一位是校验码。");
        if (!CertificateSubject.TryCreate(applicant.Holder, applicant.Enterprise, applicant.CreditCode, out var subject))
            return Problems.Malformed("holder or enterprise");
        return desk.NewCode(creditCode, subject) is { } code
            ? Results.Json(new { code }, statusCode: 201)
            : Problems.Of(409, "no-anchors", "还没有登记信任锚，或申领码已达上限。", "请先登记信任锚。");
    }

    private static async Task<IResult> IssuePlatformAsync(HttpRequest request, IssuingDesk desk)
    {
        var (application, refusal) = await Body.ReadAsync(request, BodyLimit, reader => new PlatformApplication(reader.Bytes("pkcs10", 1, SigningRequest.MaxLength), reader.Text("name", 1, 64)));
        if (application is null)
            return refusal!;
        if (!SigningRequest.TryParse(application.Request, out var parsed) || !CertificateSubject.TryCreate(application.Name, application.Name, null, out var subject))
            return Problems.Malformed("pkcs10");
        return Results.Json(new { chain = new[] { desk.IssuePlatform(parsed, subject) }.Concat(desk.Chain) });
    }

    private static async Task<IResult> RevokeAsync(HttpRequest request, IssuingDesk desk, CrlBook book, CrlPublisher publisher)
    {
        var (order, refusal) = await Body.ReadAsync(request, BodyLimit, reader => new Order(reader.Text("serial", 2, 40), reader.Text("reason", 1, 64)));
        if (order is null)
            return refusal!;
        if (!Enum.TryParse<RevocationReason>(order.Reason, ignoreCase: true, out var reason) || !Enum.IsDefined(reason))
            return Problems.Malformed("reason is not a reason of RFC 5280");
        return desk.Revoke(order.Serial, reason) ? await MakeAndPublishAsync(book, publisher, request.HttpContext.RequestAborted) : Problems.NotFound();
    }

    /// <summary>Answers when the hub has the new list. Where it did not take it, the revocation stands all the same, and the publisher goes on trying.</summary>
    private static async Task<IResult> MakeAndPublishAsync(CrlBook book, CrlPublisher publisher, CancellationToken cancellation)
    {
        var made = book.Make();
        return await publisher.PublishAsync(cancellation) is { } published
            ? Results.Json(new { number = CrlBook.Text(made.Number), revoked = published.Revoked })
            : Problems.Of(503, "hub-unavailable", "撤销已登记，但服务尚未接收新的撤销列表。", "请重复本操作。");
    }

    private static object Show(IssuedCertificate known)
    {
        _ = Sm2Certificate.TryParse(known.Der, out var certificate);
        return new
        {
            serial = known.Serial,
            use = known.Use,
            subject = certificate!.Subject.ToString(),
            keyId = certificate.KeyId.ToString(),
            notAfter = WireTime.Format(certificate.NotAfter),
            revokedAt = known.RevokedAt is { } at ? WireTime.Format(at) : null,
        };
    }
}
