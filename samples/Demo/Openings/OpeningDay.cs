using System.Text.Json;
using Bidder;
using Demo.Bidders;
using Demo.Boards;
using Demo.Operators;
using Demo.Processes;
using Hub.Cryptography;

namespace Demo.Openings;

/// <summary>One opening from its announcement to the last opened file, through public interfaces only.</summary>
internal sealed class OpeningDay(House house, HttpClient http, IReadOnlyList<DemoBidder> bidders, Narrator narrator)
{
    private const int FirstDeadlineSeconds = 15;
    private const int PostponedSeconds = 12;
    private const int WindowSeconds = 1800;
    private static readonly TimeSpan PostponeBefore = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PhasePatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OpenPatience = TimeSpan.FromSeconds(120);

    // Encrypting is work for the processor; more at once would only make each wait longer.
    private static readonly int AtOnce = Math.Max(2, Environment.ProcessorCount);

    private readonly JsonCalls _host = new(http, house.Platform, house.PlatformToken);
    private readonly PlatformPages _pages = new(http, house.Platform);

    /// <summary>Announces an opening, and keeps in the file that it did.</summary>
    public async Task<DayRecord> AnnounceAsync(string path, CancellationToken cancellation)
    {
        var announced = await _host.SendAsync(HttpMethod.Post, "/host/openings", new
        {
            name = "演示项目 施工招标",
            lots = BidPlan.Lots.Select(lot => new { lot = lot.Lot.ToString(), name = lot.Name }),
            deadlineSeconds = FirstDeadlineSeconds,
            startSeconds = 0,
            windowSeconds = WindowSeconds,
            start = "host",
            phones = "allowed",
        }, cancellation);
        var opening = announced.GetProperty("opening").GetString()!;
        narrator.Say($"announced {opening}; bids are due at {announced.GetProperty("deadline").GetString()}");
        return DayRecord.Begin(path, opening);
    }

    /// <summary>Has every bidder bid who has not; the deadline is put off as long as somebody is not done. After the deadline nobody bids any more; false if nobody ever did.</summary>
    public async Task<bool> CollectAsync(DayRecord day, CancellationToken cancellation)
    {
        var missing = bidders.Where(bidder => !day.Bidders.Contains(bidder.Plan.Number)).ToList();
        if (day.Files.Count > 0)
            narrator.Say($"resuming {day.Opening}: {day.Bidders.Count} of {bidders.Count} bidders have handed in");
        if (missing.Count == 0)
            return true;
        if (await PhaseAsync(day, cancellation) == "registered" && await PutOffAsync(day, cancellation))
        {
            var bids = BidAllAsync(day, missing, cancellation);
            await PostponeUntilAsync(bids, day, cancellation);
            await bids;
        }
        else if (day.Files.Count > 0)
            narrator.Say($"the deadline has passed: {missing.Count} bidder(s) are too late and take no part");
        return day.Files.Count > 0;
    }

    /// <summary>Deadline, freeze, start, and everybody decrypts.</summary>
    public async Task<DayResult> OpenAsync(DayRecord day, CancellationToken cancellation)
    {
        var taking = bidders.Where(bidder => day.Bidders.Contains(bidder.Plan.Number)).ToList();
        if (await PhaseAsync(day, cancellation) == "registered" && await _pages.ReadReportAsync(day.Opening, cancellation) is not null)
            throw new DemoFailedException("the platform told before the start who has bid");
        await WaitForPhaseAsync(day, phase => phase != "registered", cancellation);
        narrator.Say("the deadline has passed: the set of bids is frozen, and the hub has receipted it");
        await using var board = await TerminalBoard.WatchAsync(_host, day.Opening, narrator, cancellation);
        if (await PhaseAsync(day, cancellation) == "frozen")
        {
            await _host.SendAsync(HttpMethod.Post, $"/host/openings/{day.Opening}/start", null, cancellation);
            narrator.Say($"the host has started decryption; {taking.Count} bidders scan, unlock and answer");
        }
        var answers = await Task.WhenAll(taking.Select(bidder => DecryptAsync(day, bidder, cancellation)));
        return await CompareAsync(day, answers.Count(answered => answered), cancellation);
    }

    public async Task<string> PhaseAsync(DayRecord day, CancellationToken cancellation) =>
        (await _host.SendAsync(HttpMethod.Get, $"/host/openings/{day.Opening}", null, cancellation)).GetProperty("phase").GetString()!;

    private async Task BidAllAsync(DayRecord day, IEnumerable<DemoBidder> missing, CancellationToken cancellation)
    {
        var opening = OpeningId.TryParse(day.Opening, out var id) ? id : throw new DemoFailedException("the platform's opening id is not one");
        // The largest bids first: then nobody waits for them at the end.
        var order = missing.OrderByDescending(bidder => bidder.Plan.Files.Sum(file => file.Size));
        await Parallel.ForEachAsync(order, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (bidder, stop) =>
        {
            var files = await bidder.BidAsync(opening, stop);
            day.Add(files.Select(file => new HandedInFile(bidder.Plan.Number, file.File.Header.Envelope.ToString(), file.File.Header.FileName, file.File.PlaintextDigest.ToString(), file.Page.Reveal())));
            narrator.Say($"{bidder.Plan.Enterprise} has handed in {files.Count} file(s), receipted by the hub");
        });
    }

    private async Task PostponeUntilAsync(Task bids, DayRecord day, CancellationToken cancellation)
    {
        while (!bids.IsCompleted)
        {
            if (!await PutOffAsync(day, cancellation))
                throw new DemoFailedException("the deadline passed while bidders were at it: something else keeps this machine very busy");
            await Task.WhenAny(bids, Task.Delay(Look, cancellation));
        }
    }

    /// <summary>Puts a deadline off that is near; false if it has passed, and the platform would not.</summary>
    private async Task<bool> PutOffAsync(DayRecord day, CancellationToken cancellation)
    {
        var state = await _host.SendAsync(HttpMethod.Get, $"/host/openings/{day.Opening}", null, cancellation);
        var left = WireTime.TryParse(state.GetProperty("deadline").GetString(), out var deadline) ? deadline - TimeProvider.System.GetUtcNow() : TimeSpan.Zero;
        if (left >= PostponeBefore)
            return true;
        try
        {
            await _host.SendAsync(HttpMethod.Post, $"/host/openings/{day.Opening}/postponement", new { deadlineSeconds = PostponedSeconds, startSeconds = 0 }, cancellation);
        }
        catch (DemoFailedException) when (left <= TimeSpan.Zero)
        {
            return false;
        }
        narrator.Say($"the host has postponed the deadline by {PostponedSeconds} s: nothing has to be made anew");
        return true;
    }

    private async Task WaitForPhaseAsync(DayRecord day, Func<string, bool> reached, CancellationToken cancellation)
    {
        var until = narrator.Elapsed + PhasePatience;
        while (!reached(await PhaseAsync(day, cancellation)))
        {
            if (narrator.Elapsed > until)
                throw new DemoFailedException("the platform did not freeze the opening; see platform.log");
            await Task.Delay(Look, cancellation);
        }
    }

    private async Task<bool> DecryptAsync(DayRecord day, DemoBidder bidder, CancellationToken cancellation)
    {
        var own = day.Files.First(file => file.Bidder == bidder.Plan.Number);
        var challenge = await _pages.OpenDecryptPageAsync(day.Opening, own.Envelope, own.PageSecret, cancellation);
        var answered = await bidder.DecryptAsync(challenge, cancellation);
        narrator.Say($"{bidder.Plan.Enterprise} {(answered ? "has answered" : "has not answered")}");
        return answered;
    }

    private async Task<DayResult> CompareAsync(DayRecord day, int decrypted, CancellationToken cancellation)
    {
        var until = narrator.Elapsed + OpenPatience;
        List<JsonElement> files;
        while (!IsJudged(files = await _pages.ReadReportAsync(day.Opening, cancellation) ?? []))
        {
            if (narrator.Elapsed > until)
                break;
            await Task.Delay(Look, cancellation);
        }
        var opened = files.Where(file => Outcome(file) == "opened").ToDictionary(file => file.GetProperty("envelope").GetString()!, file => file.GetProperty("digest").GetString());
        foreach (var file in files.Where(file => Outcome(file) != "opened"))
            narrator.Say($"NOT OPENED: {file.GetProperty("bidder").GetString()}, {file.GetProperty("fileName").GetString()}: {(file.TryGetProperty("reason", out var reason) ? reason.GetString() : "no answer")}");
        var match = day.Files.All(file => opened.GetValueOrDefault(file.Envelope) == file.PlaintextDigest);
        var filesOpened = day.Files.Count(file => opened.ContainsKey(file.Envelope));
        narrator.Say($"the platform has opened {filesOpened} of {day.Files.Count} files; their digests are {(match ? "" : "NOT all ")}those that the bidders kept");
        return new DayResult(day.Bidders.Count, decrypted, filesOpened, match, Math.Round(narrator.Elapsed.TotalSeconds, 1));

        // A bid that was cut off half-way, and made anew, stands in the report too; nobody waits for it.
        bool IsJudged(List<JsonElement> report) =>
            day.Files.Select(file => file.Envelope).ToHashSet().IsSubsetOf(report.Where(file => Outcome(file) != "waiting").Select(file => file.GetProperty("envelope").GetString()!));

        static string Outcome(JsonElement file) => file.GetProperty("outcome").GetString()!;
    }
}
