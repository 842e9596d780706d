using System.Net;
using Hub.Cryptography;

namespace Hub.Phone.Tests;

/// <summary>A right PIN never stays a counted try for want of an answer.</summary>
public sealed class RightTryTests
{
    [Fact]
    public async Task Try_of_an_answer_that_is_finally_refused_is_cleared()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = path => path.EndsWith("/response", StringComparison.Ordinal) ? FakeHub.Problem(HttpStatusCode.Conflict, "already-decided") : null;
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.NotNull((await unlocked.RespondAsync()).Problem);
        AssertCleared(phone);
    }

    [Fact]
    public async Task Try_of_an_answer_that_counts_needs_no_further_call()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        await using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Null((await unlocked.RespondAsync()).Problem);
        await phone.Phone.ResendAsync();
        Assert.Equal(0, phone.Server.CallsTo("/pin/ok"));
        Assert.Empty(phone.Phone.Store.Memory!.Tries);
    }

    [Fact]
    public async Task Try_of_a_session_that_ends_unanswered_is_cleared()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        await using (await phone.UnlockedAsync(challenge))
            Assert.Single(phone.Phone.Store.Memory!.Tries);
        AssertCleared(phone);
    }

    [Fact]
    public async Task Try_of_a_challenge_that_is_rejected_after_the_unlock_is_cleared()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        using var unlocked = await phone.UnlockedAsync(challenge);
        Assert.Null((await phone.Phone.RejectAsync(unlocked.Scanned, "wrong-content")).Problem);
        AssertCleared(phone);
    }

    [Fact]
    public async Task Try_is_cleared_before_the_next_scan_says_how_the_pin_stands_but_not_while_its_session_is_open()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        var unlocked = await phone.UnlockedAsync(challenge);
        Assert.Equal(9, (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Value.Pin!.TriesLeft);
        unlocked.Dispose();
        Assert.Equal(10, (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Value.Pin!.TriesLeft);
        AssertCleared(phone);
    }

    [Fact]
    public async Task Try_of_a_kept_answer_waits_for_the_answer()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = path => path.EndsWith("/response", StringComparison.Ordinal) ? throw new HttpRequestException("gone") : null;
        await using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.NotNull((await unlocked.RespondAsync()).Problem);
        await phone.Phone.ResendAsync();
        Assert.Equal(0, phone.Server.CallsTo("/pin/ok"));
        phone.Server.Instead = _ => null;
        Assert.Null(Assert.Single(await phone.Restarted().ResendAsync()).Problem);
        Assert.Empty(phone.Phone.Store.Memory!.Tries);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "overloaded", 1)]
    [InlineData(HttpStatusCode.Forbidden, "certificate-suspended", 1)]
    [InlineData(HttpStatusCode.NotFound, "not-found", 1)]
    [InlineData(HttpStatusCode.Forbidden, "certificate-expired", 1)]
    [InlineData(HttpStatusCode.Forbidden, "bad-signature", 1)]
    [InlineData(HttpStatusCode.Conflict, "pin-try-unknown", 0)]
    [InlineData(HttpStatusCode.Forbidden, "certificate-revoked", 0)]
    [InlineData(HttpStatusCode.Gone, "pin-erased", 0)]
    public async Task Proof_is_sent_as_the_same_bytes_until_the_hub_took_it_or_has_nothing_to_clear(HttpStatusCode status, string type, int left)
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = path => path.EndsWith("/pin/ok", StringComparison.Ordinal) ? FakeHub.Problem(status, type) : null;
        await using (await phone.UnlockedAsync(challenge))
            Assert.Empty(phone.Server.Cleared);
        Assert.Equal(left, phone.Phone.Store.Memory!.Tries.Count);
        phone.Server.Instead = _ => null;
        await phone.Restarted().ResendAsync();
        Assert.Equal(left, phone.Server.Cleared.Count);
        Assert.Empty(phone.Phone.Store.Memory!.Tries);
        Assert.Single(phone.Server.Calls.Where(call => call.Path.EndsWith("/pin/ok", StringComparison.Ordinal)).Select(call => Convert.ToHexString(call.Body)).Distinct());
    }

    [Fact]
    public async Task Page_that_a_network_puts_in_between_clears_nothing()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = path => path.EndsWith("/pin/ok", StringComparison.Ordinal) ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>") } : null;
        await using (await phone.UnlockedAsync(challenge))
            Assert.Empty(phone.Server.Cleared);
        Assert.Single(phone.Phone.Store.Memory!.Tries);
    }

    private static void AssertCleared(TestPhone phone)
    {
        Assert.Equal(phone.Server.Tries, phone.Server.Cleared);
        Assert.Empty(phone.Phone.Store.Memory!.Tries);
    }
}
