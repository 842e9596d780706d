using System.Net;
using Hub.Cryptography;
using TradingPlatform.HubCalls;
using TradingPlatform.Openings;
using TradingPlatform.Tests.Forge;

namespace TradingPlatform.Tests.Identity;

public sealed class SuccessionDeskTests : IDisposable
{
    private readonly PlatformForge _forge = new();
    private readonly List<byte[]> _posted = [];

    public void Dispose() => _forge.Dispose();

    [Fact]
    public async Task Successor_is_in_force_when_the_hub_has_answered_and_the_same_bytes_go_until_then()
    {
        var old = _forge.Identity.Key.PublicKey.KeyId;
        var chain = new[] { _forge.IssuePlatform(_forge.Identity.NextKey) };
        AnswerSuccession(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull((await _forge.Successions.SucceedAsync(chain, CancellationToken.None)).Problem);
        Assert.Equal(old, _forge.Identity.Current!.KeyId);

        AnswerSuccession(HttpStatusCode.NoContent);
        Assert.Null(await _forge.Successions.SettleAsync(CancellationToken.None));
        Assert.Single(_posted.Distinct(ByBytes.It));
        Assert.Equal(_forge.Identity.Key.PublicKey.KeyId, _forge.Identity.Current.KeyId);
        Assert.NotEqual(old, _forge.Identity.Current.KeyId);
        Assert.Equal([old], _forge.Identity.Current.Predecessors);
        Assert.True(Succession.TryParse(PlatformForge.Record(_posted[0]), out var succession, out _));
        Assert.Equal(old, succession.OldKeyId);
        Assert.Equal(chain[0], succession.NewCertificate);

        // The same again is done already; and what is known outlives the process.
        Assert.Equal(("", null), await _forge.Successions.SucceedAsync(chain, CancellationToken.None));
        using var restarted = _forge.Restart();
        Assert.Equal(_forge.Identity.Current.KeyId, restarted.Current!.KeyId);
        Assert.Equal([old], restarted.Current.Predecessors);
    }

    [Fact]
    public async Task Succession_that_the_hub_refuses_never_was()
    {
        var old = _forge.Identity.Key.PublicKey.KeyId;
        AnswerSuccession(HttpStatusCode.UnprocessableEntity, "descriptor-signer");
        Assert.NotNull((await _forge.Successions.SucceedAsync([_forge.IssuePlatform(_forge.Identity.NextKey)], CancellationToken.None)).Problem);
        Assert.Equal(old, _forge.Identity.Key.PublicKey.KeyId);
        Assert.Null(await _forge.Successions.SettleAsync(CancellationToken.None));
        Assert.Single(_posted);
    }

    [Fact]
    public async Task Succession_that_a_proxy_refuses_is_under_way_until_the_hub_has_answered()
    {
        AnswerSuccession(HttpStatusCode.Forbidden);
        Assert.NotNull((await _forge.Successions.SucceedAsync([_forge.IssuePlatform(_forge.Identity.NextKey)], CancellationToken.None)).Problem);
        Assert.NotNull(await _forge.Successions.SettleAsync(CancellationToken.None));
        var next = _forge.Identity.NextKey.PublicKey.KeyId;
        AnswerSuccession(HttpStatusCode.NoContent);
        Assert.Null(await _forge.Successions.SettleAsync(CancellationToken.None));
        Assert.Equal(next, _forge.Identity.Key.PublicKey.KeyId);
        Assert.Single(_posted.Distinct(ByBytes.It));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "<html>Welcome</html>")]
    [InlineData(HttpStatusCode.OK, "")]
    [InlineData(HttpStatusCode.OK, "{}")]
    [InlineData(HttpStatusCode.Accepted, "")]
    [InlineData(HttpStatusCode.NoContent, "<html>")]
    public async Task Page_of_a_proxy_puts_no_successor_in_force(HttpStatusCode status, string page)
    {
        var old = _forge.Identity.Key.PublicKey.KeyId;
        _forge.Answer = (_, _) => new HttpResponseMessage(status) { Content = new StringContent(page) };
        Assert.Equal(HubProblem.Unreadable, (await _forge.Successions.SucceedAsync([_forge.IssuePlatform(_forge.Identity.NextKey)], CancellationToken.None)).Problem);
        Assert.Equal(old, _forge.Identity.Key.PublicKey.KeyId);
        Assert.NotNull(_forge.Identity.Current!.Identity.Succeeding);
    }

    [Fact]
    public async Task Certificate_of_a_key_that_is_not_the_platform_s_next_one_succeeds_nobody()
    {
        AnswerSuccession(HttpStatusCode.NoContent);
        Assert.NotEmpty((await _forge.Successions.SucceedAsync([_forge.IssuePlatform(Sm2PrivateKey.Generate())], CancellationToken.None)).Defect);
        Assert.Empty(_posted);
    }

    [Fact]
    public async Task Opening_that_is_described_goes_on_with_the_key_that_described_it_and_a_new_one_has_the_successor()
    {
        var old = _forge.Identity.Key.PublicKey;
        var running = await _forge.AnnounceAsync(OpeningStart.Host);
        await SucceedAsync();
        var successor = _forge.Identity.Key.PublicKey;

        Assert.True(running.State.Signer.Accepts(old.KeyId));
        Assert.False(running.State.Signer.Accepts(successor.KeyId));
        _forge.Answer = (_, body) => _forge.Stored(_forge.FreezeLeaf(running, body));
        Assert.Null(await _forge.Freezes.FreezeAsync(running, CancellationToken.None));
        Assert.True(old.Verify(running.State.Freeze!.Record, running.State.Freeze.Signature));
        _forge.Answer = (_, body) => _forge.Stored(_forge.AmendmentLeaf(running, body));
        Assert.Null(await _forge.Desk.AmendAsync(running, new AmendmentAction.Start(), PlatformForge.Now, CancellationToken.None));
        var amendment = Assert.Single(running.State.Amendments).Signed;
        Assert.True(successor.Verify(amendment.Record, amendment.Signature));

        var next = await _forge.AnnounceAsync();
        Assert.True(successor.Verify(next.State.Descriptor!.Record, next.State.Descriptor.Signature));
        Assert.Equal(successor.KeyId, next.State.Signer.Read());
    }

    [Fact]
    public async Task Envelope_made_under_the_old_key_stays_good_when_the_opening_is_described_anew_by_the_successor()
    {
        var opening = await _forge.AnnounceAsync();
        var old = _forge.Identity.Key.PublicKey.KeyId;
        await SucceedAsync();
        _forge.Answer = (_, body) => PlatformForge.Described(body);
        Assert.Null(await _forge.Desk.DescribeAsync(opening, terms => terms with { Deadline = PlatformForge.Now.AddMinutes(1), EarliestStart = PlatformForge.Now.AddMinutes(1) }, CancellationToken.None));
        Assert.Equal(_forge.Identity.Key.PublicKey.KeyId, opening.State.Signer.Read());
        foreach (var (key, good) in new[] { (old, true), (opening.State.Signer.Read(), true), (Sm2PrivateKey.Generate().PublicKey.KeyId, false) })
        {
            var bid = new ForgedBid(_forge, opening, key);
            _forge.Answer = (path, _) => path.Contains("/enterprises/", StringComparison.Ordinal) ? PlatformForge.Json(bid.Certificates) : bid.Registered(bid.RegistrationLeaf);
            Assert.Equal(good, (await _forge.Registrations.RegisterAsync(opening, bid.Envelope, bid.Sealed, ForgedBid.Page, CancellationToken.None)).Row is not null);
        }
    }

    private async Task SucceedAsync()
    {
        AnswerSuccession(HttpStatusCode.NoContent);
        Assert.Equal(("", null), await _forge.Successions.SucceedAsync([_forge.IssuePlatform(_forge.Identity.NextKey)], CancellationToken.None));
    }

    private void AnswerSuccession(HttpStatusCode status, string word = "") => _forge.Answer = (path, body) =>
    {
        Assert.Equal("/api/succession", path);
        _posted.Add(body);
        return new HttpResponseMessage(status) { Content = new StringContent(word.Length > 0 ? $$"""{"type":"urn:hub:problem:{{word}}"}""" : "") };
    };

    private sealed class ByBytes : IEqualityComparer<byte[]>
    {
        public static readonly ByBytes It = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => obj.Length;
    }
}
