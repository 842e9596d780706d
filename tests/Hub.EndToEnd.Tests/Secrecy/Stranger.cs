using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Hub.EndToEnd.Tests.Secrecy;

/// <summary>Somebody who asks everything about an opening that may be asked without its platform's credential: with none, with another platform's, with a certificate of another bidder's.</summary>
internal sealed partial class Stranger(HubWorld world, TestPlatform other, TestOpening othersOpening, Holder holder)
{
    /// <param name="opening">Not started.</param>
    /// <param name="challenge">A decrypt challenge of it, or an invented id.</param>
    /// <param name="encrypt">An encrypt challenge of it, or an invented id.</param>
    /// <param name="url">A QR code's text for a challenge of it, or one of another challenge.</param>
    /// <returns>Each question with its answer: status, headers and body, ids, times and traces taken out.</returns>
    public async Task<SortedDictionary<string, string>> AskAsync(TestOpening opening, ChallengeId challenge, ChallengeId encrypt, string url, string boardToken)
    {
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (who, bearer) in new[] { ("nobody", null), ("another platform", other.Credential), ("a guess", $"{opening.Platform.Id}.{new string('a', 43)}") })
        {
            foreach (var path in new[] { "", "/results?after=0&wait=0", "/envelopes", "/challenges" })
                answers[$"{who} GET opening{path}"] = await CallAsync(HttpMethod.Get, new Uri(world.Hub.Api, opening.Path + path), null, bearer);
            foreach (var (name, body) in Bodies(opening))
                answers[$"{who} POST opening{name}"] = await CallAsync(HttpMethod.Post, new Uri(world.Hub.Api, opening.Path + name), body, bearer);
            foreach (var (name, id) in new[] { ("decrypt", challenge), ("encrypt", encrypt) })
            {
                foreach (var path in new[] { "", "/statement" })
                    answers[$"{who} GET {name} challenge{path}"] = await CallAsync(HttpMethod.Get, new Uri(world.Hub.Api, $"/api/challenges/{id}{path}"), null, bearer);
                answers[$"{who} DELETE {name} challenge"] = await CallAsync(HttpMethod.Delete, new Uri(world.Hub.Api, $"/api/challenges/{id}"), null, bearer);
                answers[$"{who} POST {name} watch-tokens"] = await CallAsync(
                    HttpMethod.Post, new Uri(world.Hub.Api, $"/api/challenges/{id}/watch-tokens"), """{"validSeconds":60,"longLivedFrames":false}"""u8.ToArray(), bearer);
            }
        }
        foreach (var (name, id) in new[] { ("decrypt", challenge), ("encrypt", encrypt) })
        {
            answers["scan of the " + name] = await PhoneAsync(id, "scan", holder.ByDevice(new ScanRecord(world.Hub.Id, id, url[(url.LastIndexOf('.') + 1)..], holder.SignKeyId, Now).Encode()).Encode());
            answers["unlock of the " + name] = await PhoneAsync(id, "unlock", holder.ByDevice(new PinEvalRecord(world.Hub.Id, id, holder.SignKeyId, 1, new byte[32], Blinded()).Encode()).Encode());
            answers["response to the " + name] = await PhoneAsync(id, "response", Holder.BodyOf(holder.Sign(new ResponseRecord(
                world.Hub.Id, opening.Platform.Id, ChallengeKind.Decrypt, id, Sm3Digest.Of([1]), holder.SignKeyId, holder.EncKeyId, new byte[32], PinTryId.Of(Blinded()), [], Now))));
            answers["rejection of the " + name] = await PhoneAsync(id, "rejection", holder.ByDevice(new RejectRecord(
                world.Hub.Id, ChallengeKind.Decrypt, id, Sm3Digest.Of([1]), holder.SignKeyId, new byte[32], "other", Now).Encode()).Encode());
        }
        answers["the hall's board"] = await LiveAsync("WatchBoard", boardToken);
        answers["a board by another opening's token"] = await LiveAsync("WatchBoard", await othersOpening.BoardTokenAsync());
        foreach (var method in new[] { "Watch", "Frames", "WatchBoard" })
            answers[method + " with an invented token"] = await LiveAsync(method, new string('a', boardToken.Length));
        answers["Watch with the board's token"] = await LiveAsync("Watch", boardToken);
        answers["certificates of an enterprise"] = await CallAsync(HttpMethod.Get, new Uri(world.Hub.Api, $"/api/enterprises/{holder.Enterprise.Code}/certificates"), null, other.Credential);
        foreach (var address in new Uri[] { new(world.Hub.Api, "/api/hub"), new(world.Hub.Api, "/openapi/v1.json"), new(world.Hub.Phone, "/p/time"), new(world.Hub.Management, "/health/live"), new(world.Hub.Management, "/health/ready") })
        {
            answers[address.AbsolutePath] = await CallAsync(HttpMethod.Get, address, null, null);
            Assert.StartsWith("200", answers[address.AbsolutePath], StringComparison.Ordinal);
        }
        foreach (var path in new[] { "/admin/platforms", "/admin/actions" })
            answers["management " + path] = await CallAsync(HttpMethod.Get, new Uri(world.Hub.Management, path), null, null);
        return answers;
    }

    private static DateTimeOffset Now => WireTime.Cut(DateTimeOffset.UtcNow);

    private byte[] Blinded()
    {
        using var attempt = holder.Attempt(holder.PinText);
        return attempt.Blinded.ToArray();
    }

    private IEnumerable<(string Path, byte[] Body)> Bodies(TestOpening opening)
    {
        yield return ("/board-tokens", """{"validSeconds":60}"""u8.ToArray());
        yield return ("/files", JsonSerializer.SerializeToUtf8Bytes(new { files = new[] { new { challenge = ChallengeId.New().ToString(), envelope = EnvelopeId.New().ToString(), outcome = "opened" } } }));
        yield return ("/freeze", other.Sign(new OpeningFreeze(world.Hub.Id, other.Id, opening.Id, Sm3Digest.Of([1]), 1, Sm3Digest.Of([2]), opening.Deadline).Encode()).Encode());
        yield return ("/amendments", other.Sign(new OpeningAmendment(world.Hub.Id, other.Id, opening.Id, 1, Sm3Digest.Of([1]), new AmendmentAction.Start(), opening.Deadline).Encode()).Encode());
    }

    private Task<string> PhoneAsync(ChallengeId id, string step, byte[] body) => CallAsync(HttpMethod.Post, new Uri(world.Hub.Phone, $"/p/challenges/{id}/{step}"), body, null);

    private async Task<string> CallAsync(HttpMethod method, Uri address, byte[]? body, string? bearer)
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        if (bearer is not null)
            request.Headers.Authorization = new("Bearer", bearer);
        using var answer = await world.Line.Http.SendAsync(request);
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order();
        return Normalise($"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n{await answer.Content.ReadAsStringAsync()}");
    }

    private async Task<string> LiveAsync(string method, string token)
    {
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(world.Hub.Api, "/live")).Build();
        await connection.StartAsync();
        try
        {
            return Normalise((await connection.InvokeAsync<JsonElement>(method, token)).GetRawText());
        }
        catch (HubException refused)
        {
            return Normalise(refused.Message);
        }
    }

    /// <summary>Takes out what differs between any two answers of anything. The length of what is taken out is fixed by the protocol, so that a body's length still counts.</summary>
    public static string Normalise(string text)
    {
        text = Ids().Replace(text, match => match.Value[..3] + "…");
        text = Times().Replace(text, "time");
        text = Traces().Replace(text, "\"trace\":\"…\"");
        return Epochs().Replace(text, "\"epoch\":\"…\"");
    }

    [GeneratedRegex("(op|ch|ev)-[0-9a-f]{32}")]
    private static partial Regex Ids();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")]
    private static partial Regex Times();

    [GeneratedRegex("\"trace\":\"[^\"]*\"")]
    private static partial Regex Traces();

    [GeneratedRegex("\"epoch\":\"[^\"]*\"")]
    private static partial Regex Epochs();
}
