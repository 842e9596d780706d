using System.Net;
using Hub.Cryptography;
using TradingPlatform.Feed;
using TradingPlatform.Openings;
using TradingPlatform.Tests.Forge;

namespace TradingPlatform.Tests.Feed;

/// <summary>What the platform makes of the statement behind an answer: it has all that was frozen for the certificate, and one that does not come holds up its own challenge alone.</summary>
public sealed class StatementTests : IDisposable
{
    private static readonly DateTimeOffset Arrival = PlatformForge.Now.AddSeconds(10);
    private readonly PlatformForge _forge = new();
    private readonly MovedClock _clock = new();
    private readonly FeedFollower _follower;

    public StatementTests() => _follower = _forge.Follow(_clock);

    public void Dispose() => _forge.Dispose();

    [Fact]
    public async Task Statement_that_leaves_out_an_envelope_of_the_certificate_is_the_hub_s_fault()
    {
        var (opening, bid) = await FrozenAsync();
        Assert.True(BidHeader.TryParse(bid.Sealed.Header, out var header, out _));
        var second = EnvelopeId.New();
        opening.Envelopes.Put(second.ToString(), bid.Row with { Header = (header with { Envelope = second }).Encode() });
        await FollowAsync(opening, bid, bid.Statement(), bid.Respond(bid.Statement()));
        AssertFault(opening, 2, "lacks an envelope");
    }

    [Fact]
    public async Task Statement_that_has_an_envelope_twice_is_the_hub_s_fault()
    {
        var (opening, bid) = await FrozenAsync();
        var statement = bid.MakeStatement(2);
        await FollowAsync(opening, bid, statement, bid.Respond(statement, 2));
        AssertFault(opening, 1, "twice");
    }

    [Fact]
    public async Task Envelope_that_was_registered_for_another_challenge_is_opened_by_no_answer_to_this_one()
    {
        var (opening, bid) = await FrozenAsync();
        opening.Envelopes.Put(bid.Envelope.ToString(), bid.Row with { Challenge = ChallengeId.New().ToString() });
        await FollowAsync(opening, bid, bid.Statement(), bid.Respond(bid.Statement()));
        AssertFault(opening, 0, "did not freeze");
    }

    [Theory]
    [InlineData(500, "{\"type\":\"urn:hub:problem:internal\"}")]
    [InlineData(403, "<html>Forbidden</html>")]
    [InlineData(200, "<html>Welcome</html>")]
    public async Task Statement_that_does_not_come_makes_its_own_answer_wait_and_no_other_one(int status, string page)
    {
        var (opening, bid) = await FrozenAsync();
        var other = new ForgedBid(_forge, opening);
        opening.Envelopes.Put(other.Envelope.ToString(), other.Row);
        var comes = false;
        _forge.Answer = (path, _) =>
            path.Contains("/results", StringComparison.Ordinal) ? PlatformForge.Json(ForgedBid.Feed(1, (bid, bid.Respond(bid.Statement()), "approved", Arrival), (other, other.Respond(other.Statement()), "approved", Arrival)))
            : path.Contains(other.Challenge.ToString(), StringComparison.Ordinal) ? PlatformForge.Json(other.Statement())
            : path.EndsWith("/statement", StringComparison.Ordinal)
                ? comes ? PlatformForge.Json(bid.Statement()) : new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(page) }
            : new HttpResponseMessage(HttpStatusCode.Conflict);
        await _follower.FollowAsync(opening, CancellationToken.None);
        Assert.Equal((0, other.Envelope.ToString()), (opening.State.FeedLast, Assert.Single(opening.Results.All).Envelope));
        var alarm = Assert.Single(opening.Alarms.All);
        Assert.Equal((AlarmKind.Statement, bid.Challenge.ToString()), (alarm.Kind, alarm.About));

        comes = true;
        await _follower.FollowAsync(opening, CancellationToken.None);
        Assert.Equal((2, 2), (opening.State.FeedLast, opening.Results.Count));
        Assert.All(opening.Results.All, result => Assert.False(result.HubFault));
        Assert.Single(opening.Alarms.All);
    }

    [Fact]
    public async Task Statement_that_never_comes_is_the_hub_s_fault_after_an_hour_and_holds_up_the_feed_no_longer()
    {
        var (opening, bid) = await FrozenAsync();
        AnswerFeed(bid, HttpStatusCode.InternalServerError, ("approved", Arrival));
        await _follower.FollowAsync(opening, CancellationToken.None);
        _clock.Ahead = StatementReader.Patience - TimeSpan.FromMinutes(1);
        await _follower.FollowAsync(opening, CancellationToken.None);
        Assert.Equal((0, 0), (opening.State.FeedLast, opening.Results.Count));
        _clock.Ahead = StatementReader.Patience;
        await _follower.FollowAsync(opening, CancellationToken.None);
        Assert.Equal(1, opening.State.FeedLast);
        Assert.True(Assert.Single(opening.Results.All).HubFault);
        Assert.Equal([AlarmKind.Answer, AlarmKind.Statement], opening.Alarms.All.Select(alarm => alarm.Kind));
    }

    [Fact]
    public async Task Admission_behind_a_late_answer_that_waits_for_a_list_is_judged_after_it()
    {
        var (opening, bid) = await FrozenAsync();
        var response = bid.Respond(bid.Statement());
        _forge.Answer = (_, body) => _forge.Stored(_forge.AmendmentLeaf(opening, body) with { Arrival = PlatformForge.Now.AddSeconds(100) });
        Assert.Null(await _forge.Desk.AmendAsync(opening, new AmendmentAction.Admit(bid.Challenge, Sm3Digest.Of(response.Record)), PlatformForge.Now, CancellationToken.None));
        // The list comes between the two entries.
        var lists = 0;
        _forge.GiveList = () => ++lists == 1 ? PlatformForge.SignForeignList() : _forge.SignList(2, PlatformForge.Now.AddDays(1));
        _forge.Clock.AutoAdvanceAmount = TimeSpan.FromSeconds(10);
        AnswerFeed(bid, HttpStatusCode.OK, ("late", PlatformForge.Now.AddSeconds(70)), ("admitted", PlatformForge.Now.AddSeconds(70)));
        await _follower.FollowAsync(opening, CancellationToken.None);
        Assert.Equal((0, 0), (opening.State.FeedLast, opening.Results.Count));
        await _follower.FollowAsync(opening, CancellationToken.None);
        Assert.Equal(2, opening.State.FeedLast);
        Assert.False(Assert.Single(opening.Results.All).HubFault);
        Assert.Equal(AlarmKind.List, Assert.Single(opening.Alarms.All).Kind);
    }

    private async Task<(Opening Opening, ForgedBid Bid)> FrozenAsync()
    {
        var opening = await _forge.FreezeAsync();
        var bid = new ForgedBid(_forge, opening);
        opening.Envelopes.Put(bid.Envelope.ToString(), bid.Row);
        return (opening, bid);
    }

    private async Task FollowAsync(Opening opening, ForgedBid bid, byte[] statement, SignedRecord response)
    {
        _forge.Answer = (path, _) => path.Contains("/results", StringComparison.Ordinal) ? PlatformForge.Json(bid.Feed(response, 1, ("approved", Arrival)))
            : path.EndsWith("/statement", StringComparison.Ordinal) ? PlatformForge.Json(statement)
            : new HttpResponseMessage(HttpStatusCode.Conflict);
        await _follower.FollowAsync(opening, CancellationToken.None);
        Assert.Equal(1, opening.State.FeedLast);
    }

    private void AnswerFeed(ForgedBid bid, HttpStatusCode statement, params (string Outcome, DateTimeOffset Arrival)[] entries) =>
        _forge.Answer = (path, _) => path.Contains("/results", StringComparison.Ordinal) ? PlatformForge.Json(bid.Feed(bid.Respond(bid.Statement()), 1, entries))
            : path.EndsWith("/statement", StringComparison.Ordinal) && statement == HttpStatusCode.OK ? PlatformForge.Json(bid.Statement())
            : new HttpResponseMessage(statement == HttpStatusCode.OK ? HttpStatusCode.Conflict : statement);

    private static void AssertFault(Opening opening, int files, string defect)
    {
        Assert.Equal(files, opening.Results.Count);
        Assert.All(opening.Results.All, result => Assert.True(result.HubFault));
        var alarm = Assert.Single(opening.Alarms.All);
        Assert.Equal(AlarmKind.Answer, alarm.Kind);
        Assert.Contains(defect, alarm.Detail, StringComparison.Ordinal);
    }

    /// <summary>A clock that a test sets ahead; timers are real, so that pauses end.</summary>
    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => PlatformForge.Now + Ahead;
    }
}
