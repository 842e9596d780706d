using System.Text.Json;
using Hub.Cryptography;

namespace Hub.Phone.Tests;

public sealed class PhoneJourneyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Bid_is_signed_for_and_opened_over_a_bad_network_with_one_try_each(int seed)
    {
        SeededFaults? faults = null;
        var phone = await TestPhone.EnrolledAsync(hub => faults = new SeededFaults(hub, seed));

        var (challenge, envelope) = phone.OfferEncrypt();
        using (var unlocked = await phone.UnlockedAsync(challenge))
        {
            var file = Assert.Single(Assert.IsType<Asked.Encrypt>(unlocked.Scanned.Asked).Files);
            Assert.Equal("投标文件.pdf", file.FileName);
            Assert.Equal("approved", (await unlocked.RespondAsync()).Value.State);
        }
        var answered = SignedResponse(phone.Server.ResponseTo(challenge));
        envelope = envelope with { Authorship = new Authorship(envelope.Authorship.Statement, answered.Response, answered.Signature) };

        phone.Forge.Own = phone.Phone.Identity!;
        phone.Forge.Envelopes = [envelope];
        phone.Server.Offer(phone.Forge.Challenge, ChallengeKind.Decrypt, phone.Forge.Make().Encode());
        using (var unlocked = await phone.UnlockedAsync(phone.Forge.Challenge))
        {
            var asked = Assert.IsType<Asked.Decrypt>(unlocked.Scanned.Asked);
            Assert.Equal("某项目一标段", asked.Name);
            Assert.Null(Assert.Single(asked.Files).Error);
            var result = Assert.Single((await unlocked.RespondAsync()).Value.Results);
            Assert.True(phone.Forge.OpeningKey.TryUnseal(result.Sealed, out _));
        }
        Assert.Equal(2, phone.Server.Tries.Count);
        Assert.Equal(2, phone.Server.Cleared.Count);
        Assert.True(faults!.Count > 0);
        Assert.All(phone.Phone.Store.Memory!.Responses, kept => Assert.Equal(KeptResponse.Acknowledged, kept.Outcome));
    }

    [Fact]
    public async Task File_that_its_holder_ordered_back_is_shown_as_such_and_can_be_opened()
    {
        var phone = await TestPhone.EnrolledAsync();
        var standing = await BidAsync(phone);
        Assert.True(BidHeader.TryParse(standing.Header, out var header, out _));
        // The order to take it back came too late, and so did the bid that was to replace it.
        _ = await BidAsync(phone, header.Envelope);

        phone.Forge.Own = phone.Phone.Identity!;
        phone.Forge.Envelopes = [standing];
        phone.Server.Offer(phone.Forge.Challenge, ChallengeKind.Decrypt, phone.Forge.Make().Encode());
        using var unlocked = await phone.UnlockedAsync(phone.Forge.Challenge);
        var file = Assert.Single(Assert.IsType<Asked.Decrypt>(unlocked.Scanned.Asked).Files);
        Assert.Equal((true, null), (file.TakenBack, file.Error));
        Assert.Null(Assert.Single((await unlocked.RespondAsync()).Value.Results).Error);
    }

    [Fact]
    public async Task Platform_s_name_beside_a_statement_to_encrypt_that_does_not_say_the_same_is_refused()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.PlatformName = "别的平台";
        Assert.Equal(PhoneProblemType.Statement, (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Problem!.Type);
    }

    [Fact]
    public async Task Platform_that_was_renamed_before_the_freeze_is_shown_by_the_name_in_the_statement_and_its_bids_are_opened()
    {
        var phone = await TestPhone.EnrolledAsync();
        phone.Forge.Envelopes = [await BidAsync(phone)];
        phone.Forge.Own = phone.Phone.Identity!;
        phone.Server.Offer(phone.Forge.Challenge, ChallengeKind.Decrypt, phone.Forge.Make().Encode());
        phone.Server.PlatformName = "别的平台";
        using var unlocked = await phone.UnlockedAsync(phone.Forge.Challenge);
        Assert.Equal("某交易平台", unlocked.Scanned.PlatformName);
        Assert.Null(Assert.Single((await unlocked.RespondAsync()).Value.Results).Error);
    }

    private static async Task<SealedEnvelope> BidAsync(TestPhone phone, params EnvelopeId[] withdraws)
    {
        var (challenge, envelope) = phone.OfferEncrypt(withdraws);
        using var unlocked = await phone.UnlockedAsync(challenge);
        _ = (await unlocked.RespondAsync()).Value;
        var answered = SignedResponse(phone.Server.ResponseTo(challenge));
        return envelope with { Authorship = new Authorship(envelope.Authorship.Statement, answered.Response, answered.Signature) };
    }

    [Fact]
    public async Task Before_the_start_a_scan_shows_the_request_and_no_statement()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Started = false;
        var scanned = (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Value;
        Assert.False(scanned.IsReady);
        Assert.Equal(StatementForge.Start, scanned.OpensAt);
        Assert.Equal(TestPhone.Now, scanned.ServerTime);
        Assert.Equal(PhoneProblemType.NotReady, (await phone.Phone.UnlockAsync(scanned, TestPhone.Pin)).Problem!.Type);
        Assert.Equal(0, phone.Server.CallsTo("/unlock"));
    }

    [Theory]
    [InlineData("https://m.example.test.evil.test/p#{0}.AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("http://m.example.test/p#{0}.AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("https://m.example.test/p?x#{0}.AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("https://m.example.test/p#{0}")]
    [InlineData("https://m.example.test/p#{0}.AAAAAAAAAAAAAAAAAAA")]
    [InlineData("not a url")]
    public async Task Code_of_another_origin_or_form_is_refused_unasked(string form)
    {
        var phone = await TestPhone.EnrolledAsync();
        var url = form.Replace("{0}", ChallengeId.New().ToString(), StringComparison.Ordinal);
        Assert.Equal(PhoneProblemType.Qr, (await phone.Phone.ScanAsync(url)).Problem!.Type);
        Assert.Equal(0, phone.Server.CallsTo("/scan"));
    }

    [Fact]
    public async Task Statement_that_fails_its_checks_is_shown_as_a_problem_and_never_unlocked()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, envelope) = phone.OfferEncrypt();
        Assert.True(EncryptStatement.TryParse(envelope.Authorship.Statement, out var statement, out _));
        phone.Server.Offer(challenge, ChallengeKind.Encrypt, (statement with { Opening = OpeningId.New() }).Encode());
        Assert.Equal(PhoneProblemType.Statement, (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Problem!.Type);
    }

    [Fact]
    public async Task Rejection_needs_no_pin()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        var scanned = (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Value;
        Assert.Null((await phone.Phone.RejectAsync(scanned, "mine-not")).Problem);
        Assert.Empty(phone.Server.Tries);
    }

    private static (byte[] Response, byte[] Signature) SignedResponse(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return (json.RootElement.GetProperty("response").GetBytesFromBase64(), json.RootElement.GetProperty("signature").GetBytesFromBase64());
    }
}
