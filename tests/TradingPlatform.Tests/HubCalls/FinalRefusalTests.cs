using System.Net;
using System.Text;
using Hub.Cryptography;
using TradingPlatform.HubCalls;
using TradingPlatform.Openings;
using TradingPlatform.Tests.Forge;

namespace TradingPlatform.Tests.HubCalls;

/// <summary>What the hub may have stored ends by the protocol's own types alone, never by somebody else's page.</summary>
public sealed class FinalRefusalTests : IDisposable
{
    private readonly PlatformForge _forge = new();

    public static TheoryData<int, string> OtherAnswers => new()
    {
        { 401, "<html>Sign in</html>" },
        { 403, "<html>Forbidden</html>" },
        { 404, "<html>Not found</html>" },
        { 409, """{"type":"about:blank"}""" },
        { 401, """{"type":"urn:hub:problem:unauthenticated"}""" },
        { 404, """{"type":"urn:hub:problem:not-found"}""" },
        { 409, """{"type":"urn:hub:problem:from-a-later-hub"}""" },
    };

    public void Dispose() => _forge.Dispose();

    [Theory, MemberData(nameof(OtherAnswers))]
    public async Task Envelope_that_the_hub_may_have_stays_pending_and_the_freeze_waits_for_it(int status, string page)
    {
        var opening = await OpenAsync();
        var bid = await RegisterAsync(opening, () => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        _forge.Clock.Advance(TimeSpan.FromMinutes(1));
        _forge.Answer = (path, _) => path.EndsWith("/envelopes", StringComparison.Ordinal) ? Page(status, page) : throw new InvalidOperationException("It was frozen without the envelope.");
        Assert.NotNull(await _forge.Freezes.FreezeAsync(opening, CancellationToken.None));
        Assert.Equal(EnvelopeStep.Pending, Assert.Single(opening.Envelopes.All).Step);
        Assert.Null(opening.State.Freeze);

        _forge.Answer = (path, body) => path.EndsWith("/envelopes", StringComparison.Ordinal) ? bid.Registered(bid.RegistrationLeaf) : _forge.Stored(_forge.FreezeLeaf(opening, body));
        Assert.Null(await _forge.Freezes.FreezeAsync(opening, CancellationToken.None));
        Assert.Equal(EnvelopeStep.Registered, Assert.Single(opening.Envelopes.All).Step);
    }

    [Theory, MemberData(nameof(OtherAnswers))]
    public async Task Amendment_that_the_hub_may_have_is_kept_and_goes_again_as_the_same_bytes(int status, string page)
    {
        var opening = await _forge.FreezeAsync(OpeningStart.Host);
        _forge.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        await _forge.Desk.AmendAsync(opening, new AmendmentAction.Start(), PlatformForge.Now, CancellationToken.None);
        var said = opening.State.NextAmendment!.Record;
        _forge.Answer = (_, _) => Page(status, page);
        Assert.NotNull(await _forge.Desk.SettleAsync(opening, CancellationToken.None));
        _forge.Answer = (_, body) => _forge.Stored(_forge.AmendmentLeaf(opening, body));
        Assert.Null(await _forge.Desk.SettleAsync(opening, CancellationToken.None));
        Assert.Equal(said, Assert.Single(opening.State.Amendments).Signed.Record);
    }

    [Theory, MemberData(nameof(OtherAnswers))]
    public async Task Descriptor_that_the_hub_may_have_is_kept(int status, string page)
    {
        var opening = await OpenAsync();
        _forge.Answer = (_, _) => Page(status, page);
        Assert.NotNull(await _forge.Desk.DescribeAsync(opening, terms => terms with { WindowSeconds = 90 }, CancellationToken.None));
        Assert.NotNull(opening.State.NextDescriptor);
        _forge.Answer = (_, body) => PlatformForge.Described(body);
        Assert.Null(await _forge.Desk.SettleAsync(opening, CancellationToken.None));
        Assert.Equal(90, opening.State.Terms.WindowSeconds);
    }

    [Fact]
    public async Task Refusal_of_the_protocol_ends_what_was_never_stored()
    {
        var opening = await OpenAsync();
        await RegisterAsync(opening, () => Page(422, """{"type":"urn:hub:problem:authorship-invalid"}"""));
        Assert.Empty(opening.Envelopes.All);
        _forge.Answer = (_, _) => Page(409, """{"type":"urn:hub:problem:generation-refused"}""");
        Assert.NotNull(await _forge.Desk.DescribeAsync(opening, terms => terms, CancellationToken.None));
        Assert.Null(opening.State.NextDescriptor);
    }

    [Theory, InlineData("amendment-order"), InlineData("amendment-refused")]
    public async Task Amendment_that_the_hub_refused_was_never_said(string word)
    {
        var opening = await _forge.FreezeAsync(OpeningStart.Host);
        _forge.Answer = (_, _) => Page(409, $$"""{"type":"urn:hub:problem:{{word}}"}""");
        Assert.NotNull(await _forge.Desk.AmendAsync(opening, new AmendmentAction.Start(), PlatformForge.Now, CancellationToken.None));
        Assert.Null(opening.State.NextAmendment);
    }

    [Theory]
    [InlineData(nameof(HubCall.Register), "amendment-order", false)]
    [InlineData(nameof(HubCall.Amend), "envelope-conflict", false)]
    [InlineData(nameof(HubCall.Register), "rate-limited", false)]
    [InlineData(nameof(HubCall.Register), "opening-frozen", true)]
    public void Type_ends_only_the_call_that_can_meet_it(string call, string word, bool ends) =>
        Assert.Equal(ends, new HubProblem(409, "urn:hub:problem:" + word, []).Ends(Enum.Parse<HubCall>(call)));

    private static HttpResponseMessage Page(int status, string body) => new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8) };

    private async Task<Opening> OpenAsync()
    {
        var opening = await _forge.AnnounceAsync();
        opening.Change(state => state with { Descriptor = _forge.Identity.Sign((state.Terms with { Deadline = PlatformForge.Now.AddSeconds(30), EarliestStart = PlatformForge.Now.AddSeconds(30) }).Encode()) });
        return opening;
    }

    private async Task<ForgedBid> RegisterAsync(Opening opening, Func<HttpResponseMessage> answer)
    {
        var bid = new ForgedBid(_forge, opening);
        _forge.Answer = (path, _) => path.Contains("/enterprises/", StringComparison.Ordinal) ? PlatformForge.Json(bid.Certificates) : answer();
        Assert.Null((await _forge.Registrations.RegisterAsync(opening, bid.Envelope, bid.Sealed, ForgedBid.Page, CancellationToken.None)).Row);
        return bid;
    }
}
