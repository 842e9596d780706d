using Hub.Cryptography;
using SampleProcess;
using TradingPlatform.Feed;
using TradingPlatform.HubCalls;
using TradingPlatform.Identity;
using TradingPlatform.Openings;

namespace TradingPlatform.Hosting;

/// <summary>What the host of an opening (开标主持人) does; each action becomes a record that the platform signs and the hub keeps.</summary>
internal static class HostEndpoints
{
    private const int BodyLimit = 128 * 1024;
    private const long MaxSeconds = 400L * 24 * 3600;

    private sealed record Announcement(string Name, IReadOnlyList<OpeningLot> Lots, long DeadlineSeconds, long StartSeconds, int WindowSeconds, string Start, bool PhonesAllowed);

    private sealed record Postponement(long DeadlineSeconds, long StartSeconds);

    private sealed record Seconds(long Value);

    private sealed record Note(string Text);

    private sealed record Admission(string Challenge);

    public static void MapHosting(this RouteGroupBuilder host)
    {
        host.MapPost("/openings", AnnounceAsync);
        var opening = host.MapGroup("/openings/{op}");
        opening.MapGet("", (string op, OpeningBook book, TimeProvider time) => book.Find(op) is { } found ? Show(found, time.GetUtcNow()) : Problems.NotFound());
        opening.MapPost("/postponement", PostponeAsync);
        opening.MapPost("/freeze", FreezeAsync);
        opening.MapPost("/start", (string op, Desks desks, CancellationToken cancellation) => AmendAsync(op, desks, _ => new AmendmentAction.Start(), cancellation));
        opening.MapPost("/close", (string op, Desks desks, CancellationToken cancellation) => AmendAsync(op, desks, _ => new AmendmentAction.Close(), cancellation));
        opening.MapPost("/extension", ExtendAsync);
        opening.MapPost("/admissions", AdmitAsync);
        opening.MapPost("/notes", NoteAsync);
        opening.MapPost("/board-tokens", BoardTokenAsync);
        opening.MapPost("/deposit", DepositEndpoint.DepositAsync);
    }

    private static async Task<IResult> AnnounceAsync(HttpRequest request, Desks desks)
    {
        var (asked, refusal) = await Body.ReadAsync(request, BodyLimit, reader => new Announcement(
            reader.Text("name", 1, 200), reader.Objects("lots", 1, 200, item => new OpeningLot(item.Parsed<LotId>("lot", LotId.TryParse, "a lot id"), item.Text("name", 1, 200))),
            reader.Integer("deadlineSeconds", 1, MaxSeconds), reader.Integer("startSeconds", 0, MaxSeconds), (int)reader.Integer("windowSeconds", 60, 604_800),
            reader.OneOf("start", OpeningStart.Clock, OpeningStart.Host), reader.OneOf("phones", "allowed", "forbidden") == "allowed"));
        if (asked is null)
            return refusal!;
        if (desks.Identity.Current is not { } trust)
            return Problems.Of(409, "not-configured", "平台尚未配置身份。", "请先完成 /host/identity。");
        var id = OpeningId.New();
        var deadline = WireTime.Cut(desks.Time.GetUtcNow().AddSeconds(asked.DeadlineSeconds));
        var (opening, problem) = await desks.Openings.AnnounceAsync(id, key => new OpeningDescriptor(
            trust.Hub, trust.Platform, id, 1, asked.Name, asked.Lots, deadline, deadline.AddSeconds(asked.StartSeconds), asked.Start, asked.WindowSeconds, key.Spki.ToArray(),
            asked.PhonesAllowed), request.HttpContext.RequestAborted);
        return opening is null
            ? problem!.ToResult()
            : Results.Json(new { opening = id.ToString(), deadline = WireTime.Format(deadline), earliestStart = WireTime.Format(deadline.AddSeconds(asked.StartSeconds)) }, statusCode: 201);
    }

    private static async Task<IResult> PostponeAsync(string op, HttpRequest request, Desks desks)
    {
        if (desks.Book.Find(op) is not { } opening)
            return Problems.NotFound();
        var (asked, refusal) = await Body.ReadAsync(request, BodyLimit,
            reader => new Postponement(reader.Integer("deadlineSeconds", 1, MaxSeconds), reader.Integer("startSeconds", 0, MaxSeconds)));
        if (asked is null)
            return refusal!;
        var deadline = WireTime.Cut(desks.Time.GetUtcNow().AddSeconds(asked.DeadlineSeconds));
        var problem = await desks.Openings.DescribeAsync(opening, terms => terms with { Deadline = deadline, EarliestStart = deadline.AddSeconds(asked.StartSeconds) },
            request.HttpContext.RequestAborted);
        return problem?.ToResult() ?? Show(opening, desks.Time.GetUtcNow());
    }

    private static async Task<IResult> FreezeAsync(string op, Desks desks, CancellationToken cancellation)
    {
        if (desks.Book.Find(op) is not { } opening)
            return Problems.NotFound();
        if (desks.Time.GetUtcNow() < opening.State.Terms.Deadline)
            return Problems.Of(409, "freeze-early", "投标截止时间未到。");
        var problem = await desks.Freezes.FreezeAsync(opening, cancellation);
        return problem?.ToResult() ?? Show(opening, desks.Time.GetUtcNow());
    }

    private static async Task<IResult> ExtendAsync(string op, HttpRequest request, Desks desks)
    {
        var (asked, refusal) = await Body.ReadAsync(request, BodyLimit, reader => new Seconds(reader.Integer("seconds", 1, MaxSeconds)));
        if (asked is null)
            return refusal!;
        return await AmendAsync(op, desks, opening => opening.State.Window is { } window ? new AmendmentAction.Extend(window.End.AddSeconds(asked.Value)) : null, request.HttpContext.RequestAborted);
    }

    private static async Task<IResult> NoteAsync(string op, HttpRequest request, Desks desks)
    {
        var (note, refusal) = await Body.ReadAsync(request, BodyLimit, reader => new Note(reader.Text("text", 1, 500)));
        return note is null ? refusal! : await AmendAsync(op, desks, _ => new AmendmentAction.Note(note.Text), request.HttpContext.RequestAborted);
    }

    private static async Task<IResult> AdmitAsync(string op, HttpRequest request, Desks desks)
    {
        var (asked, refusal) = await Body.ReadAsync(request, BodyLimit, reader => new Admission(reader.Text("challenge", 1, 64)));
        if (asked is null)
            return refusal!;
        // Only what the feed brought and this platform has verified can be admitted.
        return await AmendAsync(op, desks, opening => opening.Late.All.Where(row => row.Challenge == asked.Challenge).MinBy(row => row.Arrival) is { } late && ChallengeId.TryParse(late.Challenge, out var challenge)
            ? new AmendmentAction.Admit(challenge, Sm3Digest.Parse(late.Response))
            : null, request.HttpContext.RequestAborted);
    }

    private static async Task<IResult> BoardTokenAsync(string op, HttpRequest request, Desks desks)
    {
        if (desks.Book.Find(op) is not { } opening || desks.Identity.Current is not { } trust)
            return Problems.NotFound();
        var (asked, refusal) = await Body.ReadAsync(request, BodyLimit, reader => new Seconds(reader.Integer("validSeconds", 1, MaxSeconds)));
        if (asked is null)
            return refusal!;
        var body = RecordWriter.Write(writer => writer.Integer("validSeconds", asked.Value));
        var answer = await desks.Hub.PostAsync($"/api/openings/{opening.Id}/board-tokens", body, HubBoard.Read, cancellation: request.HttpContext.RequestAborted);
        return answer.Value is { } board ? Results.Json(new { boardToken = board.BoardToken, expires = board.Expires, live = trust.Live }, statusCode: 201) : answer.Problem!.ToResult();
    }

    private static async Task<IResult> AmendAsync(string op, Desks desks, Func<Opening, AmendmentAction?> action, CancellationToken cancellation)
    {
        if (desks.Book.Find(op) is not { } opening)
            return Problems.NotFound();
        if (opening.State.FreezeReceipt is null || action(opening) is not { } decided)
            return Problems.Of(409, "not-now", "现在不能进行这项操作。", "请先核对开标的状态。");
        var problem = await desks.Openings.AmendAsync(opening, decided, desks.Time.GetUtcNow(), cancellation);
        return problem?.ToResult() ?? Show(opening, desks.Time.GetUtcNow());
    }

    private static IResult Show(Opening opening, DateTimeOffset now)
    {
        var state = opening.State;
        return Results.Json(new
        {
            opening = opening.Id.ToString(),
            phase = state.PhaseAt(now),
            generation = state.Terms.Generation,
            deadline = WireTime.Format(state.Terms.Deadline),
            earliestStart = WireTime.Format(state.Terms.EarliestStart),
            opensAt = state.Window is { } window ? WireTime.Format(window.Start) : null,
            closesAt = state.Window is { } open ? WireTime.Format(open.End) : null,
            envelopes = opening.Envelopes.All.Count(row => row.Step == EnvelopeStep.Registered),
            amendments = state.Amendments.Count,
            alarms = opening.Alarms.All.Select(alarm => new { kind = alarm.Kind, about = alarm.About, detail = alarm.Detail, at = WireTime.Format(alarm.At) })
                .Concat(LateInTime.Find(opening).Select(late => new { kind = AlarmKind.Answer, about = late.Challenge, detail = "is said to be late, but arrived within the window", at = WireTime.Format(late.Arrival) })),
        });
    }
}

/// <summary>Whom a host's action needs.</summary>
internal sealed record Desks(OpeningBook Book, OpeningDesk Openings, FreezeDesk Freezes, IdentityDesk Identity, HubClient Hub, TimeProvider Time);
