using System.Net;
using Hub.Cryptography;
using TradingPlatform.HubCalls;
using TradingPlatform.Openings;
using TradingPlatform.Tests.Forge;

namespace TradingPlatform.Tests.Openings;

public sealed class ReceiptTests : IDisposable
{
    private readonly PlatformForge _forge = new();

    public static TheoryData<string> Lies => ["platform", "opening", "subject", "digest", "challenge", "envelope", "key", "none"];

    public void Dispose() => _forge.Dispose();

    [Theory, MemberData(nameof(Lies))]
    public async Task Freeze_without_a_receipt_that_proves_it_is_not_done_and_is_asked_for_again(string lie)
    {
        var opening = await _forge.AnnounceAsync();
        _forge.Answer = (_, body) => Lie(lie, _forge.FreezeLeaf(opening, body));
        Assert.NotNull(await _forge.Freezes.FreezeAsync(opening, CancellationToken.None));
        Assert.Null(opening.State.FreezeReceipt);
        Assert.Equal("registered", opening.State.PhaseAt(PlatformForge.Now.AddHours(1)));
        var alarm = Assert.Single(opening.Alarms.All);
        Assert.Equal((AlarmKind.Receipt, "freeze"), (alarm.Kind, alarm.About));

        var said = opening.State.Freeze!.Record;
        _forge.ReceiptSigner = null;
        _forge.Answer = (_, body) => _forge.Stored(_forge.FreezeLeaf(opening, body));
        Assert.Null(await _forge.Freezes.FreezeAsync(opening, CancellationToken.None));
        Assert.Equal(said, opening.State.Freeze!.Record);
        Assert.NotNull(opening.State.FreezeReceipt);
        Assert.Single(opening.Alarms.All);
    }

    [Theory, MemberData(nameof(Lies))]
    public async Task Amendment_without_a_receipt_that_proves_it_moves_nothing_and_the_same_bytes_go_again(string lie)
    {
        var opening = await _forge.FreezeAsync(OpeningStart.Host);
        _forge.Answer = (_, body) => Lie(lie, _forge.AmendmentLeaf(opening, body));
        Assert.NotNull(await _forge.Desk.AmendAsync(opening, new AmendmentAction.Start(), PlatformForge.Now, CancellationToken.None));
        Assert.Empty(opening.State.Amendments);
        Assert.Null(opening.State.Window);
        Assert.Equal("amendment-1", Assert.Single(opening.Alarms.All).About);

        var said = opening.State.NextAmendment!.Record;
        _forge.ReceiptSigner = null;
        _forge.Answer = (_, body) => _forge.Stored(_forge.AmendmentLeaf(opening, body) with { Arrival = PlatformForge.Now.AddSeconds(5) });
        Assert.Null(await _forge.Desk.SettleAsync(opening, CancellationToken.None));
        Assert.Equal(said, Assert.Single(opening.State.Amendments).Signed.Record);
        Assert.Equal(new DecryptionWindow(PlatformForge.Now.AddSeconds(5), PlatformForge.Now.AddSeconds(65)), opening.State.Window);
    }

    [Fact]
    public async Task Start_and_end_are_the_receipts_and_not_what_the_hub_says_beside_them()
    {
        var opening = await _forge.AnnounceAsync();
        _forge.Answer = (_, body) => PlatformForge.Json(RecordWriter.Write(writer => writer
            .Object("receipt", item => Receipt.Write(item, _forge.Receipted(_forge.FreezeLeaf(opening, body))))
            .Time("opensAt", PlatformForge.Now.AddHours(1)).Time("closesAt", PlatformForge.Now.AddHours(2))));
        Assert.Null(await _forge.Freezes.FreezeAsync(opening, CancellationToken.None));
        Assert.Equal(new DecryptionWindow(PlatformForge.Now, PlatformForge.Now.AddSeconds(60)), opening.State.Window);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public async Task Freeze_whose_receipt_is_from_before_the_deadline_is_not_done(int milliseconds, bool done)
    {
        var opening = await _forge.AnnounceAsync();
        _forge.Answer = (_, body) => _forge.Stored(_forge.FreezeLeaf(opening, body) with { Arrival = opening.State.Terms.Deadline.AddMilliseconds(milliseconds) });
        Assert.Equal(done ? null : HubProblem.FalseReceipt, await _forge.Freezes.FreezeAsync(opening, CancellationToken.None));
        Assert.Equal(done, opening.State.FreezeReceipt is not null);
        Assert.Equal(done ? [] : [(AlarmKind.Receipt, "freeze")], opening.Alarms.All.Select(alarm => (alarm.Kind, alarm.About)));
    }

    [Theory]
    [InlineData("freeze-mismatch", true)]
    [InlineData("opening-frozen", false)]
    public async Task Freeze_that_the_hub_does_not_take_for_another_set_is_alarmed_once_and_goes_again(string word, bool anew)
    {
        var opening = await _forge.AnnounceAsync();
        _forge.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.Conflict) { Content = new StringContent($$"""{"type":"urn:hub:problem:{{word}}","size":7}""") };
        for (var i = 0; i < 2; i++)
            Assert.True((await _forge.Freezes.FreezeAsync(opening, CancellationToken.None))!.Is(word));
        var alarm = Assert.Single(opening.Alarms.All);
        Assert.Equal((AlarmKind.Freeze, "freeze", "urn:hub:problem:" + word), (alarm.Kind, alarm.About, alarm.Detail));
        Assert.Equal(anew, opening.State.Freeze is null);
    }

    private HttpResponseMessage Lie(string lie, ReceiptLeaf leaf)
    {
        _forge.ReceiptSigner = lie == "key" ? Sm2PrivateKey.Generate() : null;
        return lie == "none" ? PlatformForge.Json("{}"u8.ToArray()) : _forge.Stored(lie switch
        {
            "platform" => leaf with { Platform = PlatformId.TryParse("pl-other", out var other) ? other : default },
            "opening" => leaf with { Opening = OpeningId.New() },
            "subject" => leaf with { Subject = ReceiptSubject.Withdrawal },
            "digest" => leaf with { Digest = Sm3Digest.Of([1]) },
            "challenge" => leaf with { Challenge = ChallengeId.New() },
            "envelope" => leaf with { Envelope = EnvelopeId.New() },
            _ => leaf,
        });
    }
}
