using System.Collections.Concurrent;
using System.Text.Json;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;
using Xunit.Abstractions;

namespace Hub.EndToEnd.Tests.Kill;

/// <summary>SIGKILL at random moments of a whole opening of thirty bidders. Every acknowledgement is held against the hub afterwards.</summary>
public sealed class OpeningUnderKillsTests(ITestOutputHelper output)
{
    private const int Bidders = 30;
    private const int Silent = 4;
    // A bid may wait for a restart on a busy machine.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task What_was_acknowledged_before_a_kill_is_there_after_it_through_registration_freeze_tries_and_responses()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        await using var world = await HubWorld.StartAsync();
        var killer = new Killer(world, seed);
        var platform = await world.NewPlatformAsync();
        var holders = await world.EnrolAsync(Bidders, enterprise: null);
        var opening = await platform.DescribeAsync(Margin * 2, margin: Margin);

        await killer.DuringAsync(kills: 3, requests: Bidders * 6, () => InLanesAsync(holders, holder => opening.BidAsync(holder)));
        foreach (var registered in opening.Envelopes)
            Same(registered.Answer, await platform.PostAsync(opening.Path + "/envelopes", registered.Body));

        CallAnswer frozen = null!;
        await Eventually.ReachedAsync(opening.Deadline);
        var freeze = opening.MakeFreeze();
        await killer.DuringAsync(kills: 1, requests: 1, async () => frozen = await platform.PostAsync(opening.Path + "/freeze", freeze.Encode()));
        Same(frozen, await platform.PostAsync(opening.Path + "/freeze", freeze.Encode()));
        Assert.Equal(Bidders, (await platform.GetAsync(opening.Path)).Value.GetProperty("envelopes").GetInt32());
        opening.Froze(freeze);
        await opening.StartedAsync();
        _ = (await opening.AmendAsync(new AmendmentAction.Extend(WireTime.Cut(DateTimeOffset.UtcNow.AddHours(1))))).Value;

        var bids = opening.Envelopes.ToList();
        await using var board = await LivePage.WatchBoardAsync(world.Hub, await opening.BoardTokenAsync());
        var pages = new List<LivePage>();
        foreach (var bid in bids.Take(6))
            pages.Add(await LivePage.WatchAsync(world.Hub, (await opening.TokenAsync(bid.Challenge)).Token));

        var answered = new ConcurrentDictionary<ChallengeId, (Prepared Prepared, CallAnswer Answer)>();
        var tries = new ConcurrentBag<(Holder Holder, Prepared Prepared)>();
        await killer.DuringAsync(kills: 4, requests: (Bidders - Silent) * 5, () => InLanesAsync(bids, async bid =>
        {
            var prepared = await opening.PrepareAsync(bid.Bid.Holder, bid.Challenge);
            // Of a try whose answer was lost the phone sent the same B again: it is one try, not two.
            Assert.Equal(9, prepared.Tried.TriesLeft);
            Same(prepared.Tried.Answer, (await bid.Bid.Holder.UnlockAsync(bid.Challenge, prepared.Scan.Nonce, prepared.Tried.Blinded)).Answer);
            if (bids.IndexOf(bid) >= Bidders - Silent)
                tries.Add((bid.Bid.Holder, prepared));
            else
                answered[bid.Challenge] = (prepared, await bid.Bid.Holder.RespondAsync(bid.Challenge, prepared.Response));
        }));
        await killer.KillAsync();

        foreach (var (challenge, (prepared, answer)) in answered)
        {
            Assert.Equal("approved", answer.Value.GetProperty("state").GetString());
            Same(answer, await bids.Single(bid => bid.Challenge == challenge).Bid.Holder.RespondAsync(challenge, prepared.Response));
        }
        Assert.Equal(Silent, tries.Count);
        foreach (var (holder, prepared) in tries)
        {
            Same(prepared.Tried.Answer, (await holder.UnlockAsync(prepared.Challenge, prepared.Scan.Nonce, prepared.Tried.Blinded)).Answer);
            Assert.Equal(8, (await holder.UnlockAsync(prepared.Challenge, prepared.Scan.Nonce, "another-PIN")).TriesLeft);
        }

        await FeedIsWholeAsync(world, opening, answered);
        foreach (var page in pages)
        {
            var told = await page.StandsAsync("approved");
            var (prepared, _) = answered[ChallengeId.TryParse(told.GetProperty("challenge").GetString(), out var id) ? id : default];
            Assert.Equal(prepared.Response.Record, told.GetProperty("result").GetProperty("response").GetBytesFromBase64());
            await page.DisposeAsync();
        }
        await board.BoardAsync(states => states.Count(state => state == "answered") == Bidders - Silent && states.Count == Bidders, "the board of all answers");
        output.WriteLine($"{killer.Kills} kills, watcher connected {board.Connections} times");
        Assert.True(killer.Kills >= 8);
    }

    /// <summary>Bidders come one after the other in a few lanes.</summary>
    private static Task InLanesAsync<T>(IEnumerable<T> items, Func<T, Task> work) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (item, _) => await work(item));

    private static async Task FeedIsWholeAsync(HubWorld world, TestOpening opening, IReadOnlyDictionary<ChallengeId, (Prepared Prepared, CallAnswer Answer)> answered)
    {
        var (_, entries) = await opening.FeedAsync();
        Assert.Equal(Enumerable.Range(1, answered.Count), entries.Select(entry => entry.GetProperty("n").GetInt32()));
        Assert.Equal(answered.Keys.Select(id => id.ToString()).Order(), entries.Select(entry => entry.GetProperty("challenge").GetString()!).Order());
        foreach (var entry in entries)
        {
            var (prepared, answer) = answered[ChallengeId.TryParse(entry.GetProperty("challenge").GetString(), out var id) ? id : default];
            Assert.Equal("approved", entry.GetProperty("outcome").GetString());
            Assert.Equal(prepared.Response.Record, entry.GetProperty("response").GetBytesFromBase64());
            Assert.Equal(prepared.Response.Signature, entry.GetProperty("signature").GetBytesFromBase64());
            Assert.Equal(answer.Json.GetProperty("receipt").GetRawText(), entry.GetProperty("receipt").GetRawText());
            var leaf = Receipts.Verified(world, entry.GetProperty("receipt"));
            Assert.Equal(ReceiptSubject.Response, leaf.Subject);
            Assert.Equal(Sm3Digest.OfParts(prepared.Response.Record, prepared.Response.Signature), leaf.Digest);
        }
    }

    private static void Same(CallAnswer first, CallAnswer again)
    {
        _ = first.Value;
        Assert.Equal(JsonSerializer.Serialize(first.Json), JsonSerializer.Serialize(again.Value));
    }
}
