using Hub.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using SampleProcess;
using TradingPlatform.HubCalls;
using TradingPlatform.Identity;
using TradingPlatform.Openings;

namespace TradingPlatform.Bids;

/// <summary>
/// What bidders' programs and pages call. No credential: what counts is signed by the bidder's phone, the rest is public or opened by the page secret that the bidder's program chose.
/// Without that secret everything of a challenge is answered like an unknown one.
/// </summary>
internal static class BidEndpoints
{
    private const int BodyLimit = 256 * 1024;
    private const int ChallengeSeconds = 1800;
    private const int WatchSeconds = 24 * 3600;
    private const int SnapshotLimit = 12 * 1024 * 1024;

    private sealed record Claims(IReadOnlyList<EnvelopeClaim> Envelopes, IReadOnlyList<EnvelopeId> Withdraws);

    public static void MapBids(this WebApplication app)
    {
        app.MapGet("/openings", (OpeningBook book, TimeProvider time) => Results.Json(new
        {
            openings = book.All.Where(one => one.State.Descriptor is not null).Select(one => new
            {
                opening = one.Id.ToString(),
                name = one.State.Terms.Name,
                phase = one.State.PhaseAt(time.GetUtcNow()),
                deadline = WireTime.Format(one.State.Terms.Deadline),
            }),
        }));
        var opening = app.MapGroup("/openings/{op}");
        opening.MapGet("", Describe);
        opening.MapPost("/bids", AskChallengeAsync);
        opening.MapGet("/challenges/{ch}", ReadChallengeAsync);
        opening.MapPost("/challenges/{ch}/watch", WatchAsync);
        opening.MapGet("/envelopes/{ev}", ReadEnvelope);
        opening.MapPut("/envelopes/{ev}", RegisterAsync);
        opening.MapPut("/envelopes/{ev}/ciphertext", TakeCiphertextAsync);
        opening.MapPost("/withdrawals", WithdrawAsync);
    }

    private static IResult Describe(string op, OpeningBook book, IdentityDesk identity, TimeProvider time)
    {
        if (book.Find(op) is not { State: { Descriptor: { } descriptor, Signer: var signer } } || identity.Current is not { } trust)
            return Problems.NotFound();
        return Results.Json(new
        {
            hub = trust.Hub.ToString(),
            platform = trust.Platform.ToString(),
            descriptor = new { record = descriptor.Record, signature = descriptor.Signature },
            chain = signer.Chain,
            live = trust.Live,
            serverTime = WireTime.Format(time.GetUtcNow()),
        });
    }

    private static async Task<IResult> AskChallengeAsync(string op, HttpRequest request, OpeningBook book, HubClient hub, IdentityDesk identity, TimeProvider time)
    {
        if (book.Find(op) is not { } opening || identity.Current is not { } trust)
            return Problems.NotFound();
        if (!PageKey.TryRead(request, out var page))
            return Problems.Malformed(PageKey.Header);
        var (claims, refusal) = await Body.ReadAsync(request, BodyLimit, reader => new Claims(
            reader.Objects("envelopes", 0, 64, EnvelopeClaim.Read), reader.ParsedList<EnvelopeId>("withdraws", 0, 64, EnvelopeId.TryParse, "an envelope id")));
        if (claims is null)
            return refusal!;
        var body = RecordWriter.Write(writer => writer.Objects("envelopes", claims.Envelopes, EnvelopeClaim.Write).Texts("withdraws", claims.Withdraws).Integer("validSeconds", ChallengeSeconds));
        // A bidder's own key, its page secret and the body together: one bidder's choice of a key can never collide with another's, and no other secret gets the same challenge.
        var bidderKey = request.Headers["Idempotency-Key"].ToString();
        var key = Sm3Digest.OfParts(body, System.Text.Encoding.UTF8.GetBytes(bidderKey), System.Text.Encoding.ASCII.GetBytes(page.Stored())).ToString();
        var answer = await hub.PostAsync($"/api/openings/{opening.Id}/challenges", body, HubChallenge.Read, key, request.HttpContext.RequestAborted);
        if (answer.Value is not { } made)
            return answer.Problem!.ToResult();
        if (!EncryptStatement.TryParse(made.Statement, out var statement, out _))
            return HubProblem.Unreadable.ToResult();
        opening.Pages.Ask(made.Challenge, statement.SignKeyId, page, WireTime.TryParse(made.Expires, out var expires) ? expires : time.GetUtcNow(), time.GetUtcNow());
        return Results.Json(new { challenge = made.Challenge.ToString(), statement = made.Statement, expires = made.Expires, watchToken = made.WatchToken, url = made.Url, live = trust.Live }, statusCode: 201);
    }

    private static async Task<IResult> ReadChallengeAsync(string op, string ch, HttpRequest request, OpeningBook book, HubClient hub, CancellationToken cancellation)
    {
        if (FindPage(op, ch, request, book) is not { } challenge)
            return Problems.NotFound();
        var answer = await hub.GetBytesAsync($"/api/challenges/{challenge}", SnapshotLimit, cancellation);
        return answer.Value is { } snapshot ? Results.Bytes(snapshot, "application/json") : answer.Problem!.ToResult();
    }

    private static async Task<IResult> WatchAsync(string op, string ch, HttpRequest request, OpeningBook book, HubClient hub, IdentityDesk identity, CancellationToken cancellation)
    {
        if (FindPage(op, ch, request, book) is not { } challenge || identity.Current is not { } trust)
            return Problems.NotFound();
        var body = RecordWriter.Write(writer => writer.Integer("validSeconds", WatchSeconds).Flag("longLivedFrames", false));
        var answer = await hub.PostAsync($"/api/challenges/{challenge}/watch-tokens", body, HubWatch.Read, cancellation: cancellation);
        return answer.Value is { } watch
            ? Results.Json(new { watchToken = watch.WatchToken, expires = watch.Expires, url = watch.Url, live = trust.Live }, statusCode: 201)
            : answer.Problem!.ToResult();
    }

    private static async Task<IResult> RegisterAsync(string op, string ev, HttpRequest request, OpeningBook book, RegistrationDesk desk)
    {
        if (book.Find(op) is not { } opening || !EnvelopeId.TryParse(ev, out var envelope))
            return Problems.NotFound();
        if (!PageKey.TryRead(request, out var page))
            return Problems.Malformed(PageKey.Header);
        var (offered, refusal) = await Body.ReadAsync(request, BodyLimit, SealedEnvelope.Read);
        if (offered is null)
            return refusal!;
        var (row, refused) = await desk.RegisterAsync(opening, envelope, offered, page, request.HttpContext.RequestAborted);
        return row is null ? refused! : Show(envelope, row);
    }

    /// <summary>The challenge whose page the request's secret opens, or null: also if there is no such challenge.</summary>
    private static ChallengeId? FindPage(string op, string ch, HttpRequest request, OpeningBook book) =>
        ChallengeId.TryParse(ch, out var challenge) && PageKey.TryRead(request, out var key) && book.Find(op) is { } opening && opening.Pages.Admits(challenge, key) ? challenge : null;

    /// <summary>For the bidder again.</summary>
    private static IResult ReadEnvelope(string op, string ev, HttpRequest request, OpeningBook book) =>
        EnvelopeId.TryParse(ev, out var envelope) && PageKey.TryRead(request, out var key)
        && book.Find(op)?.Envelopes.Find(ev) is { Step: EnvelopeStep.Registered } row && PageKey.Parse(row.Page).Matches(key) ? Show(envelope, row) : Problems.NotFound();

    private static IResult Show(EnvelopeId envelope, EnvelopeRow row) => Results.Bytes(RecordWriter.Write(writer => writer
        .Text("envelope", envelope).Text("challenge", row.Challenge).Object("receipt", item => Receipt.Write(item, ReadReceipt(row.Receipt)))), "application/json");

    private static async Task<IResult> TakeCiphertextAsync(string op, string ev, HttpRequest request, OpeningBook book, TimeProvider time)
    {
        if (book.Find(op) is not { } opening || !EnvelopeId.TryParse(ev, out var envelope) || opening.Envelopes.Find(ev) is not { Step: EnvelopeStep.Registered } row)
            return Problems.NotFound();
        var header = row.ReadHeader();
        if (File.Exists(opening.CiphertextPath(envelope)))
            return Results.NoContent();
        if (time.GetUtcNow() >= opening.State.Terms.Deadline)
            return Problems.Of(409, "deadline-passed", "投标截止时间已过，文件没有传完。");
        if (request.ContentLength is { } announced && announced != header.Length)
            return Problems.Of(422, "ciphertext-length", "文件长度与登记的不符。", "请重新上传登记时的密文。");
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = header.Length + 1;
        return await CiphertextIntake.TakeAsync(request.Body, opening.CiphertextPath(envelope), header, request.HttpContext.RequestAborted) switch
        {
            Intake.Stored => Results.NoContent(),
            Intake.WrongLength => Problems.Of(422, "ciphertext-length", "文件长度与登记的不符。", "请重新上传登记时的密文。"),
            _ => Problems.Of(422, "ciphertext-digest", "文件内容与登记的摘要不符。", "请重新上传登记时的密文。"),
        };
    }

    private static async Task<IResult> WithdrawAsync(string op, HttpRequest request, OpeningBook book, RegistrationDesk desk)
    {
        if (book.Find(op) is not { } opening)
            return Problems.NotFound();
        var (authorship, refusal) = await Body.ReadAsync(request, BodyLimit, reader => reader.Object("authorship", Authorship.Read));
        if (authorship is null)
            return refusal!;
        var (row, refused) = await desk.WithdrawAsync(opening, authorship, request.HttpContext.RequestAborted);
        return row is null ? refused! : Results.Bytes(RecordWriter.Write(writer => writer.Object("receipt", item => Receipt.Write(item, ReadReceipt(row.Receipt)))), "application/json");
    }

    private static Receipt ReadReceipt(byte[] stored) => Receipt.TryParse(stored, out var receipt, out var defect) ? receipt : throw new InvalidDataException("A stored receipt: " + defect);
}
