using SampleProcess;
using TradingPlatform.Openings;

namespace TradingPlatform.Feed;

/// <summary>What became of each file, for everybody, once the opening has started; before it nobody learns who or how many (D10).</summary>
internal static class ReportEndpoints
{
    public static void MapReports(this WebApplication app)
    {
        app.MapGet("/openings/{op}/results", Report);
        app.MapGet("/openings/{op}/report", Report);
    }

    private static IResult Report(string op, OpeningBook book, TimeProvider time)
    {
        if (book.Find(op) is not { } opening)
            return Problems.NotFound();
        var state = opening.State;
        var now = time.GetUtcNow();
        if (!state.HasStarted(now))
            return Problems.Of(409, "not-started", "开标尚未开始。");
        return Results.Json(new
        {
            opening = op,
            phase = state.PhaseAt(now),
            envelopes = opening.Envelopes.All.Where(row => row.Step == EnvelopeStep.Registered).Select(row => Show(row, opening)),
        });
    }

    private static object Show(EnvelopeRow row, Opening opening)
    {
        var header = row.ReadHeader();
        var result = opening.Results.Find(header.Envelope.ToString());
        return new
        {
            envelope = header.Envelope.ToString(),
            bidder = row.Bidder,
            lot = header.Lot.ToString(),
            fileName = header.FileName,
            outcome = result?.Outcome ?? "waiting",
            size = result?.Size,
            digest = result?.Digest,
            reason = result?.Reason,
            fault = result is { HubFault: true } ? "hub" : null,
        };
    }
}
