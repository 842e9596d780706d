using System.Net;
using Hub.Cryptography;

namespace Hub.Phone.Tests;

/// <summary>What was settled once: a restored hub loses it, another program on the same file has brought it in, and neither takes a receipt from the phone.</summary>
public sealed class EarlierReceiptTests
{
    [Fact]
    public async Task Acknowledged_response_that_a_restored_hub_has_lost_is_sent_again_without_the_pin()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Null((await unlocked.RespondAsync()).Problem);
        Assert.Empty(await phone.Phone.ResendAsync());

        // The fake hub shows every challenge as scanned, as one does that was restored from a backup without the answer.
        Assert.Null((await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Problem);
        Assert.Equal(KeptResponse.Kept, Assert.Single(phone.Phone.Store.Memory!.Responses).Outcome);
        Assert.Null(Assert.Single(await phone.Phone.ResendAsync()).Problem);
        Assert.Single(phone.Server.Tries);
        Assert.Equal(2, phone.Server.CallsTo("/response"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Receipt_of_an_answer_in_time_outlives_a_restored_hub_that_calls_the_same_bytes_late(bool kept)
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Null((await unlocked.RespondAsync()).Problem);
        var inTime = Assert.Single(phone.Phone.Store.Memory!.Responses).Receipt;
        Assert.Null((await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Problem);
        phone.Server.Instead = path => !path.EndsWith("/response", StringComparison.Ordinal) ? null
            : kept ? phone.Late(challenge) : FakeHub.Problem(HttpStatusCode.Conflict, "window-closed", ("kept", false));
        Assert.Single(await phone.Phone.ResendAsync());
        var response = Assert.Single(phone.Phone.Store.Memory!.Responses);
        Assert.Equal(inTime, response.EarlierReceipt);
        Assert.Equal(kept ? KeptResponse.Late : "urn:hub:problem:window-closed", response.Outcome);

        // Lost once more, after it was admitted: the first receipt is the one that tells.
        phone.Server.Instead = _ => null;
        (phone.Server.State, phone.Server.Subject) = ("approved", ReceiptSubject.Admission);
        Assert.Null((await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Problem);
        Assert.Null(Assert.Single(await phone.Phone.ResendAsync()).Problem);
        phone.Server.State = "scanned";
        Assert.Null((await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Problem);
        Assert.Null(Assert.Single(await phone.Phone.ResendAsync()).Problem);
        response = Assert.Single(phone.Restarted().Store.Memory!.Responses);
        Assert.Equal((KeptResponse.Acknowledged, Convert.ToHexString(inTime)), (response.Outcome, Convert.ToHexString(response.EarlierReceipt)));
    }

    [Theory]
    [InlineData("refusal")]
    [InlineData("late")]
    public async Task What_another_program_on_the_same_file_settled_is_not_unsettled_by_a_later_word(string word)
    {
        using var file = new PhoneFile();
        TestPhone phone = null!;
        ChallengeId challenge = default;
        var asked = false;
        phone = await TestPhone.EnrolledAsync(hub => new Crossed(hub, async path =>
        {
            if (asked || !path.EndsWith("/response", StringComparison.Ordinal))
                return null;
            asked = true;
            // While this answer is on its way, another program sends the same bytes and gets the receipt.
            var other = new HolderPhone(file.Open(), new HttpClient(phone.Server, disposeHandler: false), phone.Settings);
            Assert.Null(Assert.Single(await other.ResendAsync()).Problem);
            return word == "late" ? phone.Late(challenge) : FakeHub.Problem(HttpStatusCode.Conflict, "already-decided", ("state", "approved"));
        }), file.Open());
        (challenge, _) = phone.OfferEncrypt();
        using (var unlocked = await phone.UnlockedAsync(challenge))
            await unlocked.RespondAsync();
        var response = Assert.Single(file.Open().Memory!.Responses);
        Assert.True(asked);
        Assert.Equal((KeptResponse.Acknowledged, ReceiptSubject.Response), (response.Outcome, SubjectOf(response.Receipt)));
    }

    [Fact]
    public async Task Receipt_of_an_answer_whose_try_the_hub_has_lost_too_outlives_the_answer_that_is_made_anew()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Null((await unlocked.RespondAsync()).Problem);
        var first = Assert.Single(phone.Phone.Store.Memory!.Responses);
        Assert.Null((await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Problem);
        phone.Server.Instead = path => path.EndsWith("/response", StringComparison.Ordinal) ? FakeHub.Problem(HttpStatusCode.Conflict, "pin-try-unknown") : null;
        Assert.NotNull(Assert.Single(await phone.Phone.ResendAsync()).Problem);
        using (var unlocked = await phone.UnlockedAsync(challenge))
            await unlocked.RespondAsync();
        var (old, anew) = (phone.Phone.Store.Memory!.Responses[0], Assert.Single(phone.Phone.Store.Memory!.Responses.Skip(1)));
        Assert.Equal((first.Response, first.Receipt), (old.Response, old.EarlierReceipt));
        Assert.Equal(KeptResponse.Kept, anew.Outcome);
        Assert.Single(await phone.Phone.ResendAsync());
    }

    private static string SubjectOf(byte[] stored) =>
        Receipt.TryParse(stored, out var receipt, out _) && ReceiptLeaf.TryParse(receipt.Leaf, out var leaf, out _) ? leaf.Subject : "";

    /// <summary>A hub before which something else happens, and answers in its place.</summary>
    private sealed class Crossed(HttpMessageHandler hub, Func<string, Task<HttpResponseMessage?>> first) : DelegatingHandler(hub)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            await first(request.RequestUri!.AbsolutePath) ?? await base.SendAsync(request, cancellationToken);
    }
}
