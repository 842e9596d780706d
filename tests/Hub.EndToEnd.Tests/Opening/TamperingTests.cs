using System.Text;
using System.Text.Json;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.Insider;
using Hub.EndToEnd.Tests.World;

namespace Hub.EndToEnd.Tests.Opening;

/// <summary>What was tampered with gets a precise problem, changes nothing, and leaves nothing secret in the log.</summary>
public sealed class TamperingTests
{
    [Fact]
    public async Task A_tampered_response_is_refused_precisely_changes_nothing_and_the_honest_one_still_counts()
    {
        var world = await SharedWorld.GetAsync();
        var (platform, elsewhere) = (await world.NewPlatformAsync(), await world.NewPlatformAsync());
        var opening = await platform.DescribeAsync(TimeSpan.FromSeconds(8));
        var sibling = await platform.DescribeAsync(TimeSpan.FromSeconds(8));
        var (holder, stranger) = (await world.EnrolAsync(), await world.EnrolAsync());
        var bid = await opening.BidAsync(holder);
        var other = await sibling.BidAsync(holder);
        _ = await opening.FreezeAndStartAsync();
        _ = (await opening.AmendAsync(new AmendmentAction.Extend(WireTime.Cut(DateTimeOffset.UtcNow.AddMinutes(30))))).Value;
        var prepared = await opening.PrepareAsync(holder, bid.Challenge);
        Assert.True(ResponseRecord.TryParse(prepared.Response.Record, out var good, out var defect), defect);
        var before = await StandsAsync(opening, bid.Challenge);

        foreach (var (what, record, problem) in Records(good, elsewhere, other, stranger, opening))
            await RefusedAsync(what, problem, await holder.RespondAsync(bid.Challenge, holder.Sign(record)));
        var (response, signature) = (prepared.Response.Record, prepared.Response.Signature);
        foreach (var (what, path, body, problem) in Bodies(response, signature, bid.Challenge, other.Challenge, stranger))
            await RefusedAsync(what, problem, await holder.PostAsync($"/p/challenges/{path}/response", body));
        var media = await world.Line.PostAsync(new Uri(world.Hub.Phone, $"/p/challenges/{bid.Challenge}/response"), Holder.BodyOf(prepared.Response), media: "text/plain");
        await RefusedAsync("another media type", "unsupported-media", media);

        var secrets = new Needles();
        secrets.AddSecret("content key", bid.Bid.ContentKey);
        secrets.AddSecret("nonce", prepared.Scan.Nonce);
        secrets.AddSecret("response", response[..64]);
        secrets.AddSecret("statement", prepared.Scan.Statement[^64..]);
        secrets.AddText("PIN", holder.PinText);
        secrets.AddText("file name", bid.Bid.Header.FileName);
        Assert.Empty(secrets.FindIn(Encoding.UTF8.GetBytes(world.Hub.Log)));

        Assert.Equal("approved", (await holder.RespondAsync(bid.Challenge, prepared.Response)).Value.GetProperty("state").GetString());

        async Task RefusedAsync(string what, string problem, CallAnswer answer)
        {
            Assert.True(problem == answer.Problem, $"{what}: {answer}");
            Assert.NotEmpty(answer.Json.GetProperty("detail").GetString()!);
            Assert.Equal((what, before), (what, await StandsAsync(opening, bid.Challenge)));
        }
    }

    [Fact]
    public async Task The_same_response_again_gets_the_same_answer_and_a_different_one_is_too_late()
    {
        var world = await SharedWorld.GetAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync();
        var holder = await world.EnrolAsync();
        var bid = await opening.BidAsync(holder);
        _ = await opening.FreezeAndStartAsync();
        var first = await opening.PrepareAsync(holder, bid.Challenge);
        var second = await opening.PrepareAsync(holder, bid.Challenge);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => holder.RespondAsync(bid.Challenge, first.Response)));
        Assert.Single(answers.Select(answer => JsonSerializer.Serialize(answer.Value)).Distinct());
        var refused = await holder.RespondAsync(bid.Challenge, second.Response);
        Assert.Equal((409, "already-decided", "approved"), (refused.Status, refused.Problem, refused.Json.GetProperty("state").GetString()));
        // The same record under a fresh signature is other bytes.
        Assert.Equal("already-decided", (await holder.RespondAsync(bid.Challenge, holder.Sign(first.Response.Record))).Problem);
        var entry = Assert.Single((await opening.FeedAsync()).Entries);
        Assert.Equal(first.Response.Record, entry.GetProperty("response").GetBytesFromBase64());
        Assert.Equal(first.Response.Signature, entry.GetProperty("signature").GetBytesFromBase64());
    }

    [Fact]
    public async Task A_tampered_registration_or_freeze_is_refused_precisely_and_the_honest_one_still_counts()
    {
        var world = await SharedWorld.GetAsync();
        var (platform, elsewhere) = (await world.NewPlatformAsync(), await world.NewPlatformAsync());
        var opening = await platform.DescribeAsync(TimeSpan.FromSeconds(25));
        var holder = await world.EnrolAsync();
        var bid = opening.NewBid(holder);
        var signed = await opening.HaveSignedAsync(holder, [bid]);
        var good = bid.Sealed(signed);
        Assert.True(ResponseRecord.TryParse(signed.Response, out var authored, out var defect), defect);
        var selfSigned = holder.Sign(authored with { SignedAt = authored.SignedAt.AddSeconds(1) });
        var tampered = new (string What, SealedEnvelope Envelope, string Problem)[]
        {
            ("header of another lot", good with { Header = (bid.Header with { Lot = TestOpening.Lot("B") }).Encode() }, "authorship-invalid"),
            ("header of a lot that is not there", good with { Header = (bid.Header with { Lot = TestOpening.Lot("C") }).Encode() }, "malformed"),
            ("header of another hub", good with { Header = (bid.Header with { Hub = HubId.New() }).Encode() }, "malformed"),
            ("header of another platform", good with { Header = (bid.Header with { Platform = elsewhere.Id }).Encode() }, "malformed"),
            ("header of another opening", good with { Header = (bid.Header with { Opening = OpeningId.New() }).Encode() }, "malformed"),
            ("header of another platform key", good with { Header = (bid.Header with { PlatformKeyId = elsewhere.Key.PublicKey.KeyId }).Encode() }, "malformed"),
            ("header that is none", good with { Header = "{}"u8.ToArray() }, "malformed"),
            ("commitment", good with { Commitment = Sm3Digest.Of([1]) }, "authorship-invalid"),
            ("sealed key", good with { SealedKey = holder.Keys.Encryption.PublicKey.Seal(new byte[BidContext.JoinedLength]) }, "authorship-invalid"),
            ("sealed key of another length", good with { SealedKey = holder.Keys.Encryption.PublicKey.Seal(new byte[40]) }, "malformed"),
            ("signature", good with { Authorship = signed with { Signature = Flipped(signed.Signature) } }, "authorship-invalid"),
            ("response that was never approved here", good with { Authorship = signed with { Response = selfSigned.Record, Signature = selfSigned.Signature } }, "authorship-invalid"),
        };
        foreach (var (what, envelope, problem) in tampered)
        {
            await opening.HaveTimeAsync(TimeSpan.FromSeconds(15));
            var answer = await platform.PostAsync(opening.Path + "/envelopes", RecordWriter.Write(writer => SealedEnvelope.Write(writer, envelope)));
            Assert.True(problem == answer.Problem, $"{what}: {answer}");
            Assert.Equal(0, (await platform.GetAsync(opening.Path)).Value.GetProperty("envelopes").GetInt32());
        }
        _ = await opening.RegisterAsync(bid, signed);
        await opening.HaveTimeAsync(TimeSpan.FromSeconds(15));
        Assert.Equal("freeze-early", (await platform.PostAsync(opening.Path + "/freeze", opening.MakeFreeze().Encode())).Problem);
        await Eventually.ReachedAsync(opening.Deadline);

        Assert.True(OpeningFreeze.TryParse(opening.MakeFreeze().Record, out var freeze, out defect), defect);
        var root = (await platform.PostSignedAsync(opening.Path + "/freeze", (freeze with { Root = Sm3Digest.Of([1]) }).Encode()));
        Assert.Equal(("freeze-mismatch", 1, freeze.Root.ToString()), (root.Problem, root.Json.GetProperty("size").GetInt32(), root.Json.GetProperty("root").GetString()));
        Assert.Equal("freeze-mismatch", (await platform.PostSignedAsync(opening.Path + "/freeze", (freeze with { Size = 0, Root = MerkleTree.RootOf([]) }).Encode())).Problem);
        var foreign = await platform.PostAsync(opening.Path + "/freeze", elsewhere.Sign(freeze.Encode()).Encode());
        Assert.Contains(foreign.Problem, new[] { "bad-signature", "descriptor-signer" });
        Assert.Equal("registered", (await platform.GetAsync(opening.Path)).Value.GetProperty("phase").GetString());
        _ = await opening.FreezeAndStartAsync();
        Assert.Equal("opening-frozen", (await platform.PostSignedAsync(opening.Path + "/freeze", (freeze with { FrozenAt = freeze.FrozenAt.AddSeconds(1) }).Encode())).Problem);
    }

    /// <summary>Records that the right key signed.</summary>
    private static IEnumerable<(string What, ResponseRecord Record, string Problem)> Records(
        ResponseRecord good, TestPlatform elsewhere, Registered other, Holder stranger, TestOpening opening)
    {
        yield return ("another hub", good with { Hub = HubId.New() }, "statement-mismatch");
        yield return ("another platform", good with { Platform = elsewhere.Id }, "statement-mismatch");
        yield return ("another opening's challenge", good with { Challenge = other.Challenge }, "statement-mismatch");
        yield return ("another statement", good with { Statement = Sm3Digest.Of([1]) }, "statement-mismatch");
        yield return ("another certificate", good with { SignKeyId = stranger.SignKeyId }, "nonce-mismatch");
        yield return ("another encryption key", good with { EncKeyId = stranger.EncKeyId }, "statement-mismatch");
        yield return ("another nonce", good with { Nonce = new byte[32] }, "nonce-mismatch");
        yield return ("a try that never was", good with { PinTry = PinTryId.Of(new byte[33]) }, "pin-try-unknown");
        yield return ("another kind", good with { Kind = ChallengeKind.Login }, "statement-mismatch");
        yield return ("no result", good with { Results = [] }, "results-mismatch");
        yield return ("a result too many", good with { Results = [.. good.Results, new EnvelopeResult(EnvelopeId.New(), null, EnvelopeError.Path)] }, "results-mismatch");
        yield return ("another envelope", good with { Results = [good.Results[0] with { Envelope = other.Bid.Envelope }] }, "results-mismatch");
        yield return ("something sealed of another length", good with { Results = [good.Results[0] with { Sealed = opening.OpeningKey.PublicKey.Seal(new byte[33]) }] }, "results-mismatch");
        yield return ("something that is not sealed", good with { Results = [good.Results[0] with { Sealed = new byte[190] }] }, "results-mismatch");
    }

    private static IEnumerable<(string What, ChallengeId Path, byte[] Body, string Problem)> Bodies(
        byte[] response, byte[] signature, ChallengeId challenge, ChallengeId other, Holder stranger)
    {
        var body = Encoding.UTF8.GetString(Holder.BodyOf(new SignedRecord(response, signature)));
        var record = Encoding.UTF8.GetString(response);
        yield return ("a flipped signature", challenge, Holder.BodyOf(new SignedRecord(response, Flipped(signature))), "bad-signature");
        yield return ("another's signature", challenge, Holder.BodyOf(stranger.Sign(response)), "bad-signature");
        yield return ("another challenge's path", other, Encoding.UTF8.GetBytes(body), "nonce-mismatch");
        yield return ("an invented challenge's path", ChallengeId.New(), Encoding.UTF8.GetBytes(body), "nonce-mismatch");
        yield return ("nothing", challenge, [], "malformed");
        yield return ("not an object", challenge, "[]"u8.ToArray(), "malformed");
        yield return ("something after the value", challenge, Encoding.UTF8.GetBytes(body + "{}"), "malformed");
        yield return ("a byte order mark", challenge, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(body)], "malformed");
        yield return ("a member twice", challenge, Encoding.UTF8.GetBytes(body[..^1] + ",\"signature\":\"\"}"), "malformed");
        yield return ("an unknown member", challenge, Encoding.UTF8.GetBytes(body[..^1] + ",\"more\":1}"), "malformed");
        yield return ("a missing member", challenge, "{\"response\":\"e30=\"}"u8.ToArray(), "malformed");
        yield return ("a record with a member twice", challenge, Of(record[..^1] + ",\"answer\":\"approved\"}"), "malformed");
        yield return ("a record with an unknown member", challenge, Of(record[..^1] + ",\"more\":1}"), "malformed");
        yield return ("a record of another type", challenge, Of(record.Replace("response/1", "response/2", StringComparison.Ordinal)), "malformed");
        yield return ("an empty record", challenge, Of("{}"), "malformed");
        yield return ("a body over its bound", challenge, new byte[64 * 1024 + 1], "too-large");

        byte[] Of(string text) => Holder.BodyOf(new SignedRecord(Encoding.UTF8.GetBytes(text), signature));
    }

    private static byte[] Flipped(byte[] signature)
    {
        var flipped = signature.ToArray();
        flipped[^1] ^= 1;
        return flipped;
    }

    /// <summary>State, decision and feed of a challenge: what a refused response must not change.</summary>
    private static async Task<string> StandsAsync(TestOpening opening, ChallengeId challenge)
    {
        var snapshot = (await opening.Platform.GetAsync("/api/challenges/" + challenge)).Value;
        var feed = await opening.FeedAsync();
        return $"{snapshot.GetProperty("state").GetString()} {snapshot.TryGetProperty("result", out _)} {snapshot.TryGetProperty("decidedAt", out _)} {feed.Entries.Count}";
    }
}
