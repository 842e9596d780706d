using System.Net;
using Hub.Cryptography;
using TradingPlatform.Feed;
using TradingPlatform.Openings;
using TradingPlatform.Tests.Forge;

namespace TradingPlatform.Tests.Feed;

/// <summary>What the platform makes of a feed: the hub's word alone makes no answer count. The window is a minute from <see cref="PlatformForge.Now"/>.</summary>
public sealed class FeedFollowerTests : IDisposable
{
    private static readonly DateTimeOffset Start = PlatformForge.Now;
    private readonly PlatformForge _forge = new();

    public void Dispose() => _forge.Dispose();

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(59_999, true)]
    [InlineData(60_000, false)]
    public async Task Approved_answer_counts_only_if_it_arrived_within_the_platform_s_own_window(int milliseconds, bool counts)
    {
        var (opening, bid) = await FrozenAsync();
        await FollowAsync(opening, bid, bid.Statement(), ("approved", Start.AddMilliseconds(milliseconds)));
        var result = Assert.Single(opening.Results.All);
        Assert.Equal(counts ? ("phone: unseal", false) : ("hub: arrived outside the window", true), (result.Reason, result.HubFault));
        Assert.Equal(counts ? 0 : 1, opening.Alarms.All.Count);
    }

    [Fact]
    public async Task Strange_list_at_the_ca_s_address_fails_nobody_s_files()
    {
        var (opening, bid) = await FrozenAsync();
        await _forge.Crls.GetAsync([], CancellationToken.None);
        _forge.Clock.Advance(TimeSpan.FromSeconds(30));
        _forge.List = PlatformForge.SignForeignList();
        await FollowAsync(opening, bid, bid.Statement(), ("approved", Start.AddSeconds(10)));
        Assert.False(Assert.Single(opening.Results.All).HubFault);
        Assert.Empty(opening.Alarms.All);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task Overdue_list_is_good_enough_if_it_was_good_at_the_freeze_and_else_is_waited_for(int secondsAfterFreeze, bool counts)
    {
        var (opening, bid) = await FrozenAsync();
        _forge.List = _forge.SignList(2, Start.AddSeconds(secondsAfterFreeze));
        await FeedAsync(opening, bid, ("approved", Start.AddSeconds(10)));
        if (counts)
        {
            Assert.False(Assert.Single(opening.Results.All).HubFault);
            Assert.Empty(opening.Alarms.All);
            return;
        }
        Assert.Empty(opening.Results.All);
        Assert.Equal(0, opening.State.FeedLast);
        Assert.Equal(AlarmKind.List, Assert.Single(opening.Alarms.All).Kind);

        _forge.List = _forge.SignList(3, Start.AddDays(1));
        _forge.Clock.Advance(TimeSpan.FromSeconds(10));
        await FollowAsync(opening, bid, bid.Statement(), ("approved", Start.AddSeconds(10)));
        Assert.False(Assert.Single(opening.Results.All).HubFault);
    }

    [Fact]
    public async Task Answer_waits_for_a_list_that_never_came()
    {
        var (opening, bid) = await FrozenAsync();
        _forge.List = PlatformForge.SignForeignList();
        await FeedAsync(opening, bid, ("approved", Start.AddSeconds(10)), ("late", Start.AddSeconds(70)));
        Assert.Equal((0L, 0), (opening.State.FeedLast, opening.Results.All.Count));
        Assert.Equal(AlarmKind.List, Assert.Single(opening.Alarms.All).Kind);
    }

    [Fact]
    public async Task Answer_that_arrived_before_a_close_counts_however_late_it_is_read()
    {
        var (opening, bid) = await FrozenAsync();
        await AmendAsync(opening, new AmendmentAction.Close(), Start.AddSeconds(20));
        await FollowAsync(opening, bid, bid.Statement(), ("approved", Start.AddSeconds(20).AddMilliseconds(-1)));
        Assert.False(Assert.Single(opening.Results.All).HubFault);
    }

    [Fact]
    public async Task Answer_at_the_close_does_not_count()
    {
        var (opening, bid) = await FrozenAsync();
        await AmendAsync(opening, new AmendmentAction.Close(), Start.AddSeconds(20));
        await FollowAsync(opening, bid, bid.Statement(), ("approved", Start.AddSeconds(20)));
        Assert.True(Assert.Single(opening.Results.All).HubFault);
    }

    [Fact]
    public async Task Answer_after_the_first_end_counts_by_an_extension_whose_own_answer_was_still_on_the_way()
    {
        var (opening, bid) = await FrozenAsync();
        _forge.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(await _forge.Desk.AmendAsync(opening, new AmendmentAction.Extend(Start.AddSeconds(90)), Start, CancellationToken.None));
        Assert.NotNull(opening.State.NextAmendment);
        await FollowAsync(opening, bid, bid.Statement(), ("approved", Start.AddSeconds(80)));
        Assert.False(Assert.Single(opening.Results.All).HubFault);
        Assert.Single(opening.State.Amendments);
    }

    [Fact]
    public async Task Admission_that_this_platform_never_signed_does_not_count()
    {
        var (opening, bid) = await FrozenAsync();
        await FollowAsync(opening, bid, bid.Statement(), ("late", Start.AddSeconds(70)), ("admitted", Start.AddSeconds(70)));
        var result = Assert.Single(opening.Results.All);
        Assert.Equal(("hub: admission that this platform never signed", true), (result.Reason, result.HubFault));
        Assert.Equal($"{bid.Challenge}-admitted", Assert.Single(opening.Alarms.All).About);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    public async Task Admission_counts_only_for_the_challenge_and_the_response_that_were_admitted(bool sameChallenge, bool sameResponse, bool counts)
    {
        var (opening, bid) = await FrozenAsync();
        var response = bid.Respond(bid.Statement());
        var admit = new AmendmentAction.Admit(sameChallenge ? bid.Challenge : ChallengeId.New(), sameResponse ? Sm3Digest.Of(response.Record) : Sm3Digest.Of([1]));
        await AmendAsync(opening, admit, Start.AddSeconds(100));
        await FollowAsync(opening, bid, bid.Statement(), response, 1, ("late", Start.AddSeconds(70)), ("admitted", Start.AddSeconds(70)));
        Assert.Equal(!counts, Assert.Single(opening.Results.All).HubFault);
    }

    [Fact]
    public async Task Real_admission_after_a_false_one_counts()
    {
        var (opening, bid) = await FrozenAsync();
        var response = bid.Respond(bid.Statement());
        await FollowAsync(opening, bid, bid.Statement(), response, 1, ("late", Start.AddSeconds(70)), ("admitted", Start.AddSeconds(70)));
        Assert.True(Assert.Single(opening.Results.All).HubFault);
        await AmendAsync(opening, new AmendmentAction.Admit(bid.Challenge, Sm3Digest.Of(response.Record)), Start.AddSeconds(100));
        await FollowAsync(opening, bid, bid.Statement(), response, 3, ("admitted", Start.AddSeconds(70)));
        Assert.Equal(("phone: unseal", false, false), (Assert.Single(opening.Results.All).Reason, opening.Results.All[0].HubFault, opening.Results.All[0].Reported));
    }

    [Fact]
    public async Task Answer_in_time_that_the_hub_calls_late_is_shown_until_it_is_approved()
    {
        var (opening, bid) = await FrozenAsync();
        var response = bid.Respond(bid.Statement());
        await FollowAsync(opening, bid, bid.Statement(), response, 1, ("late", Start.AddSeconds(30)));
        Assert.Empty(opening.Results.All);
        Assert.Equal(bid.Challenge.ToString(), Assert.Single(LateInTime.Find(opening)).Challenge);
        await FollowAsync(opening, bid, bid.Statement(), response, 2, ("approved", Start.AddSeconds(30)));
        Assert.False(Assert.Single(opening.Results.All).HubFault);
        Assert.Empty(LateInTime.Find(opening));
        Assert.Empty(opening.Alarms.All);
    }

    [Fact]
    public async Task Answer_after_the_end_that_the_hub_calls_late_is_nobody_s_fault()
    {
        var (opening, bid) = await FrozenAsync();
        await FollowAsync(opening, bid, bid.Statement(), ("late", Start.AddSeconds(60)));
        Assert.Single(opening.Late.All);
        Assert.Empty(LateInTime.Find(opening));
        Assert.Empty(opening.Alarms.All);
    }

    [Fact]
    public async Task Statement_over_the_limit_fails_its_own_files_and_holds_up_nothing()
    {
        var (opening, bid) = await FrozenAsync();
        await FollowAsync(opening, bid, new byte[DecryptStatement.MaxLength + 1], ("approved", Start));
        var result = Assert.Single(opening.Results.All);
        Assert.Contains("hub-answer-too-large", result.Reason, StringComparison.Ordinal);
        Assert.Equal(1, opening.State.FeedLast);
        Assert.Single(opening.Alarms.All);
    }

    [Fact]
    public async Task Statement_that_a_proxy_holds_back_is_waited_for_and_asked_for_once()
    {
        var (opening, bid) = await FrozenAsync();
        AnswerFeed(opening, bid, bid.Statement(), bid.Respond(bid.Statement()), 1, [("approved", Start.AddSeconds(10))]);
        var (answer, asked) = (_forge.Answer, 0);
        _forge.Answer = (path, body) => path.EndsWith("/statement", StringComparison.Ordinal) && ++asked == 1
            ? new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("<html>Forbidden</html>") }
            : answer(path, body);
        await _forge.Follower.FollowAsync(opening, CancellationToken.None);
        Assert.False(Assert.Single(opening.Results.All).HubFault);
        opening.Change(state => state with { FeedLast = 0 });
        await _forge.Follower.FollowAsync(opening, CancellationToken.None);
        Assert.Equal((2, 1), (asked, opening.State.FeedLast));
        Assert.Empty(opening.Alarms.All);
    }

    private async Task<(Opening Opening, ForgedBid Bid)> FrozenAsync()
    {
        var opening = await _forge.FreezeAsync();
        var bid = new ForgedBid(_forge, opening);
        opening.Envelopes.Put(bid.Envelope.ToString(), bid.Row);
        return (opening, bid);
    }

    private async Task AmendAsync(Opening opening, AmendmentAction action, DateTimeOffset arrival)
    {
        _forge.Answer = (_, body) => _forge.Stored(_forge.AmendmentLeaf(opening, body) with { Arrival = arrival });
        Assert.Null(await _forge.Desk.AmendAsync(opening, action, arrival, CancellationToken.None));
    }

    private Task FollowAsync(Opening opening, ForgedBid bid, byte[] statement, params (string Outcome, DateTimeOffset Arrival)[] entries) =>
        FollowAsync(opening, bid, statement, bid.Respond(statement), 1, entries);

    private async Task FollowAsync(Opening opening, ForgedBid bid, byte[] statement, SignedRecord response, int first, params (string Outcome, DateTimeOffset Arrival)[] entries)
    {
        AnswerFeed(opening, bid, statement, response, first, entries);
        // The first page of an epoch only tells that it is another one.
        await _forge.Follower.FollowAsync(opening, CancellationToken.None);
        if (opening.State.FeedLast < first + entries.Length - 1)
            await _forge.Follower.FollowAsync(opening, CancellationToken.None);
        Assert.Equal(first + entries.Length - 1, opening.State.FeedLast);
    }

    /// <summary>One page, whether it is passed or waits.</summary>
    private async Task FeedAsync(Opening opening, ForgedBid bid, params (string Outcome, DateTimeOffset Arrival)[] entries)
    {
        AnswerFeed(opening, bid, bid.Statement(), bid.Respond(bid.Statement()), 1, entries);
        await _forge.Follower.FollowAsync(opening, CancellationToken.None);
    }

    private void AnswerFeed(Opening opening, ForgedBid bid, byte[] statement, SignedRecord response, int first, (string Outcome, DateTimeOffset Arrival)[] entries) =>
        _forge.Answer = (path, body) =>
            path.Contains("/results", StringComparison.Ordinal) ? PlatformForge.Json(bid.Feed(response, first, entries))
            : path.EndsWith("/statement", StringComparison.Ordinal) ? PlatformForge.Json(statement)
            : path.EndsWith("/amendments", StringComparison.Ordinal) ? _forge.Stored(_forge.AmendmentLeaf(opening, body))
            : new HttpResponseMessage(HttpStatusCode.Conflict);
}
