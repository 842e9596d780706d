using System.Net;
using System.Text.Json;
using Bidder;
using Hub.Cryptography;

namespace Demo.Openings;

/// <summary>What anybody may call at the platform: a bidder's decrypt page, and the report.</summary>
internal sealed class PlatformPages(HttpClient http, Uri platform)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The bidder's personal link to its decrypt code (D5).</summary>
    public async Task<BidChallenge> OpenDecryptPageAsync(string opening, string envelope, string pageSecret, CancellationToken cancellation)
    {
        var registered = await CallAsync(HttpMethod.Get, $"/openings/{opening}/envelopes/{envelope}", pageSecret, cancellation);
        if (!ChallengeId.TryParse(registered.GetProperty("challenge").GetString(), out var challenge))
            throw new DemoFailedException("the platform's challenge id is not one");
        var watch = await CallAsync(HttpMethod.Post, $"/openings/{opening}/challenges/{challenge}/watch", pageSecret, cancellation);
        if (!WireTime.TryParse(watch.GetProperty("expires").GetString(), out var expires))
            throw new DemoFailedException("the platform's time is not one");
        return new BidChallenge(challenge, [], expires, watch.GetProperty("watchToken").GetString()!, new Uri(watch.GetProperty("live").GetString()!));
    }

    /// <summary>What became of each file; null before the start, when nobody may know.</summary>
    public async Task<List<JsonElement>?> ReadReportAsync(string opening, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using var answer = await http.GetAsync(new Uri(platform, $"/openings/{opening}/report"), patience.Token);
        if (answer.StatusCode == HttpStatusCode.Conflict)
            return null;
        var bytes = await answer.Content.ReadAsByteArrayAsync(patience.Token);
        return answer.IsSuccessStatusCode
            ? [.. JsonDocument.Parse(bytes).RootElement.GetProperty("envelopes").EnumerateArray()]
            : throw new DemoFailedException($"the report: {(int)answer.StatusCode}");
    }

    private async Task<JsonElement> CallAsync(HttpMethod method, string path, string pageSecret, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using var request = new HttpRequestMessage(method, new Uri(platform, path));
        request.Headers.Add(PageSecret.Header, pageSecret);
        using var answer = await http.SendAsync(request, patience.Token);
        var bytes = await answer.Content.ReadAsByteArrayAsync(patience.Token);
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(bytes).RootElement : throw new DemoFailedException($"{method} {path}: {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(bytes)}");
    }
}
