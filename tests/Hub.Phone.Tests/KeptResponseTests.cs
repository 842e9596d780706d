using System.Net;
using System.Text.Json.Nodes;
using Hub.Cryptography;

namespace Hub.Phone.Tests;

public sealed class KeptResponseTests
{
    [Fact]
    public async Task Response_without_an_answer_is_kept_and_sent_again_as_the_same_bytes_without_the_pin()
    {
        using var file = new PhoneFile();
        var phone = await TestPhone.EnrolledAsync(store: file.Open());
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = Gone;
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Equal(PhoneProblemType.Network, (await unlocked.RespondAsync()).Problem!.Type);
        Assert.Equal(KeptResponse.Kept, Assert.Single(phone.Phone.Store.Memory!.Responses).Outcome);
        var sent = phone.Server.Calls.Where(call => call.Path.EndsWith("/response", StringComparison.Ordinal)).Select(call => Convert.ToHexString(call.Body)).Distinct();
        var body = Assert.Single(sent);

        // The app was closed and opened again: only the file is left.
        phone.Server.Instead = _ => null;
        var restarted = new HolderPhone(file.Open(), new HttpClient(phone.Server, disposeHandler: false), new PhoneSettings { PinCost = Argon2Cost.Load });
        Assert.Equal(challenge, Assert.Single(await restarted.ResendAsync()).Value.Challenge);
        Assert.Equal(body, Convert.ToHexString(phone.Server.ResponseTo(challenge)));
        Assert.Single(phone.Server.Tries);
        Assert.Equal(KeptResponse.Acknowledged, Assert.Single(file.Open().Memory!.Responses).Outcome);
        Assert.Empty(await restarted.ResendAsync());

        static HttpResponseMessage? Gone(string path) => path.EndsWith("/response", StringComparison.Ordinal) ? throw new HttpRequestException("gone") : null;
    }

    [Fact]
    public async Task Kept_response_stands_in_the_way_of_a_second_pin_try()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = path => path.EndsWith("/response", StringComparison.Ordinal) ? FakeHub.Problem(HttpStatusCode.ServiceUnavailable, "overloaded") : null;
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Equal("urn:hub:problem:overloaded", (await unlocked.RespondAsync()).Problem!.Type);
        var scanned = (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Value;
        Assert.Equal(PhoneProblemType.Kept, (await phone.Phone.UnlockAsync(scanned, TestPhone.Pin)).Problem!.Type);
        Assert.Single(phone.Server.Tries);
    }

    [Fact]
    public async Task Response_whose_pin_try_is_unknown_stays_kept()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = path => path.EndsWith("/response", StringComparison.Ordinal) ? FakeHub.Problem(HttpStatusCode.Conflict, "pin-try-unknown") : null;
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Equal("urn:hub:problem:pin-try-unknown", (await unlocked.RespondAsync()).Problem!.Type);
        Assert.Equal(KeptResponse.Kept, Assert.Single(phone.Phone.Store.Memory!.Responses).Outcome);
    }

    [Fact]
    public async Task Final_refusal_ends_a_kept_response_with_its_type()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = path => path.EndsWith("/response", StringComparison.Ordinal) ? FakeHub.Problem(HttpStatusCode.Conflict, "already-decided", ("state", "approved")) : null;
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Equal("approved", (await unlocked.RespondAsync()).Problem!.Members["state"]);
        Assert.Equal("urn:hub:problem:already-decided", Assert.Single(phone.Phone.Store.Memory!.Responses).Outcome);
        Assert.Equal(1, phone.Server.CallsTo("/response"));
        Assert.Empty(await phone.Phone.ResendAsync());
    }

    [Fact]
    public async Task Response_before_the_start_stays_kept()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = path => path.EndsWith("/response", StringComparison.Ordinal) ? FakeHub.Problem(HttpStatusCode.Conflict, "not-started", ("arrival", "2026-11-24T09:00:00.000Z")) : null;
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Equal(StatementForge.Deadline, (await unlocked.RespondAsync()).Problem!.Time("arrival"));
        phone.Server.Instead = _ => null;
        Assert.Null(Assert.Single(await phone.Phone.ResendAsync()).Problem);
    }

    [Theory]
    [InlineData(true, KeptResponse.Late)]
    [InlineData(false, "urn:hub:problem:window-closed")]
    public async Task Late_response_is_late_only_with_the_hub_s_receipt_for_it(bool receipted, string outcome)
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = path =>
        {
            if (!path.EndsWith("/response", StringComparison.Ordinal))
                return null;
            var kept = phone.Phone.Store.Memory!.Responses[^1];
            var receipt = JsonNode.Parse(phone.Server.ReceiptFor(challenge.ToString(), kept.Response, kept.Signature, ReceiptSubject.Late).Encode())!;
            return receipted ? FakeHub.Problem(HttpStatusCode.Conflict, "window-closed", ("kept", true), ("receipt", receipt)) : FakeHub.Problem(HttpStatusCode.Conflict, "window-closed", ("kept", false));
        };
        using (var unlocked = await phone.UnlockedAsync(challenge))
            await unlocked.RespondAsync();
        var response = Assert.Single(phone.Phone.Store.Memory!.Responses);
        Assert.Equal(outcome, response.Outcome);
        Assert.Equal(receipted, response.Receipt.Length > 0);
    }

    [Theory]
    [InlineData(ReceiptSubject.Response, "scanned", 1)]
    [InlineData(ReceiptSubject.Admission, "approved", -1)]
    public async Task Late_response_is_sent_again_once_the_window_was_extended_over_it_or_the_host_admitted_it(string subject, string state, int closesAfter)
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        await AnswerLateAsync(phone, challenge);
        Assert.Empty(await phone.Phone.ResendAsync());
        phone.Server.ClosesAt = TestPhone.Now;
        Assert.Null((await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Problem);
        Assert.Empty(await phone.Phone.ResendAsync());

        (phone.Server.State, phone.Server.Subject, phone.Server.ClosesAt) = (state, subject, TestPhone.Now.AddMilliseconds(closesAfter));
        Assert.Null((await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Problem);
        var counted = Assert.Single(await phone.Phone.ResendAsync()).Value;
        Assert.Equal("approved", counted.State);
        Assert.Equal(KeptResponse.Acknowledged, Assert.Single(phone.Phone.Store.Memory!.Responses).Outcome);
        Assert.Single(phone.Server.Calls.Where(call => call.Path.EndsWith("/response", StringComparison.Ordinal)).Select(call => Convert.ToHexString(call.Body)).Distinct());
        Assert.Single(phone.Server.Tries);
    }

    [Fact]
    public async Task Late_response_is_sent_again_when_the_refusal_of_a_scan_tells_of_a_later_close()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        await AnswerLateAsync(phone, challenge);
        phone.Server.Instead = path => path.EndsWith("/scan", StringComparison.Ordinal)
            ? FakeHub.Problem(HttpStatusCode.Conflict, "window-closed", ("opensAt", WireTime.Format(StatementForge.Start)), ("closesAt", WireTime.Format(TestPhone.Now.AddMinutes(1))), ("kept", false))
            : null;
        Assert.NotNull((await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Problem);
        Assert.Null(Assert.Single(await phone.Phone.ResendAsync()).Problem);
    }

    [Fact]
    public async Task Response_whose_try_the_hub_has_lost_may_be_made_anew_with_another_try()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = path => path.EndsWith("/response", StringComparison.Ordinal) ? FakeHub.Problem(HttpStatusCode.Conflict, "pin-try-unknown") : null;
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.NotNull((await unlocked.RespondAsync()).Problem);
        phone.Server.Instead = _ => null;
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Null((await unlocked.RespondAsync()).Problem);
        Assert.Equal(KeptResponse.Acknowledged, Assert.Single(phone.Phone.Store.Memory!.Responses).Outcome);
        Assert.Empty(await phone.Phone.ResendAsync());
    }

    [Fact]
    public void Settled_responses_make_room_before_one_that_nobody_has_acknowledged()
    {
        var memory = new PhoneMemory { Responses = [Made(0, KeptResponse.Kept), .. Enumerable.Range(1, PhoneMemory.MaxResponses - 1).Select(n => Made(n, KeptResponse.Acknowledged))] };
        memory = memory.With(Made(PhoneMemory.MaxResponses, KeptResponse.Kept));
        Assert.Equal(PhoneMemory.MaxResponses, memory.Responses.Count);
        Assert.Equal(["0", "2"], memory.Responses.Take(2).Select(kept => kept.Challenge));

        static KeptResponse Made(int n, string outcome) => new() { Challenge = $"{n}", Response = BitConverter.GetBytes(n), Outcome = outcome };
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Withdrawal_is_remembered_unless_the_hub_finally_refused_it(bool taken, bool remembered)
    {
        var phone = await TestPhone.EnrolledAsync();
        var gone = EnvelopeId.New();
        var (challenge, _) = phone.OfferEncrypt(gone);
        phone.Server.Instead = path => !taken && path.EndsWith("/response", StringComparison.Ordinal) ? FakeHub.Problem(HttpStatusCode.Conflict, "challenge-cancelled") : null;
        using (var unlocked = await phone.UnlockedAsync(challenge))
            _ = await unlocked.RespondAsync();
        Assert.Equal(remembered, phone.Restarted().Identity!.Withdrawn.Contains(gone.ToString()));
    }

    private static async Task AnswerLateAsync(TestPhone phone, ChallengeId challenge)
    {
        phone.Server.Instead = path => path.EndsWith("/response", StringComparison.Ordinal) ? phone.Late(challenge) : null;
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Equal(KeptResponse.Late, (await unlocked.RespondAsync()).Value.State);
        phone.Server.Instead = _ => null;
    }

    [Theory]
    [InlineData("digest")]
    [InlineData("challenge")]
    [InlineData("subject")]
    [InlineData("opening")]
    [InlineData("signature")]
    public async Task Acknowledgement_whose_receipt_is_false_acknowledges_nothing(string defect)
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.AlterReceipt = leaf => defect switch
        {
            "digest" => leaf with { Digest = Sm3Digest.Of([1]) },
            "challenge" => leaf with { Challenge = ChallengeId.New() },
            "subject" => leaf with { Subject = ReceiptSubject.Late },
            "opening" => leaf with { Opening = OpeningId.New() },
            _ => leaf,
        };
        if (defect == "signature")
            phone.Forge.ReceiptSigner = Sm2PrivateKey.Generate();
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Equal(PhoneProblemType.Receipt, (await unlocked.RespondAsync()).Problem!.Type);
        var kept = Assert.Single(phone.Phone.Store.Memory!.Responses);
        Assert.Equal(KeptResponse.Kept, kept.Outcome);
        Assert.NotEmpty(kept.FalseReceipt);
    }
}
