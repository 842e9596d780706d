using System.Net;
using System.Text;
using Hub.Cryptography;

namespace Hub.Phone.Tests;

public sealed class PinTests
{
    [Fact]
    public async Task Wrong_pin_is_told_with_the_tries_left_once_the_hub_has_proved_its_key()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        var scanned = (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Value;
        var wrong = Assert.IsType<WrongPin>((await phone.Phone.UnlockAsync(scanned, "wrong-pin")).Problem);
        Assert.Equal(9, wrong.TriesLeft);
        Assert.True(wrong.Proven);
        Assert.Empty(phone.Phone.Store.Memory!.Faults);
    }

    [Fact]
    public async Task Hub_that_evaluates_with_another_key_is_blamed_and_the_evidence_kept()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        var scanned = (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Value;
        phone.Server.FalseKey = OprfServerKey.Generate();
        var fault = Assert.IsType<HubFault>((await phone.Phone.UnlockAsync(scanned, TestPhone.Pin)).Problem);
        var kept = Assert.Single(phone.Phone.Store.Memory!.Faults);
        Assert.Equal(fault.Evidence, kept);
        Assert.True(OprfElement.TryParse(kept.PublicKey, out var key));
        Assert.True(OprfElement.TryParse(kept.Blinded, out var blinded));
        Assert.True(OprfElement.TryParse(kept.Evaluated, out var evaluated));
        Assert.True(DleqProof.TryParse(kept.Proof, out var proof));
        Assert.False(OprfClient.VerifyProof(key, blinded, evaluated, proof));
    }

    [Fact]
    public async Task Without_a_proof_a_blob_that_does_not_open_is_an_unproven_wrong_pin()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        var scanned = (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Value;
        phone.Server.Instead = path => path.EndsWith("/proof", StringComparison.Ordinal) ? FakeHub.Problem(HttpStatusCode.Conflict, "pin-try-unknown") : null;
        Assert.False(Assert.IsType<WrongPin>((await phone.Phone.UnlockAsync(scanned, "wrong-pin")).Problem).Proven);
    }

    [Fact]
    public async Task Lock_is_told_as_the_hub_says_it()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        var scanned = (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Value;
        phone.Server.Instead = path => path.EndsWith("/unlock", StringComparison.Ordinal) ? FakeHub.Problem(HttpStatusCode.Locked, "pin-locked", ("lockedUntil", "2026-11-24T09:30:00.000Z"), ("triesLeft", 5)) : null;
        var problem = (await phone.Phone.UnlockAsync(scanned, TestPhone.Pin)).Problem!;
        Assert.Equal(("urn:hub:problem:pin-locked", 423, 5, StatementForge.Start), (problem.Type, problem.Status, problem.Integer("triesLeft"), problem.Time("lockedUntil")));
    }

    [Fact]
    public async Task Same_pin_typed_again_after_the_network_failed_is_the_same_try()
    {
        var lost = true;
        var phone = await TestPhone.EnrolledAsync(hub => new Lossy(hub, path => lost && path.EndsWith("/unlock", StringComparison.Ordinal)));
        var (challenge, _) = phone.OfferEncrypt();
        var scanned = (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Value;
        for (var i = 0; i < 3; i++)
            Assert.Equal(PhoneProblemType.Network, (await phone.Phone.UnlockAsync(scanned, TestPhone.Pin)).Problem!.Type);
        Assert.Single(phone.Server.Tries);
        lost = false;
        using (var unlocked = (await phone.Phone.UnlockAsync((await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Value, TestPhone.Pin)).Value)
            Assert.Null((await unlocked.RespondAsync()).Problem);
        Assert.Equal(Assert.Single(phone.Server.Tries), Assert.Single(phone.Server.Cleared));
    }

    [Fact]
    public async Task Another_pin_or_another_challenge_after_the_network_failed_is_another_try()
    {
        var lost = true;
        var phone = await TestPhone.EnrolledAsync(hub => new Lossy(hub, path => lost && path.EndsWith("/unlock", StringComparison.Ordinal)));
        var scanned = (await phone.Phone.ScanAsync(FakeHub.Url(phone.OfferEncrypt().Challenge))).Value;
        Assert.NotNull((await phone.Phone.UnlockAsync(scanned, "wrong-pin")).Problem);
        Assert.NotNull((await phone.Phone.UnlockAsync(scanned, TestPhone.Pin)).Problem);
        Assert.Equal(2, phone.Server.Tries.Count);
        lost = false;
        using var unlocked = await phone.UnlockedAsync(phone.OfferEncrypt().Challenge);
        Assert.Equal(3, phone.Server.Tries.Count);
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("12345678901234567")]
    [InlineData("with space")]
    public async Task Pin_outside_the_policy_costs_no_try(string pin)
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        var scanned = (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Value;
        Assert.Equal(PhoneProblemType.Pin, (await phone.Phone.UnlockAsync(scanned, pin)).Problem!.Type);
        Assert.Empty(phone.Server.Tries);
    }

    [Fact]
    public async Task Right_try_that_is_not_answered_is_cleared_by_the_signing_key()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        using var unlocked = await phone.UnlockedAsync(challenge);
        Assert.Null((await unlocked.ClearTryAsync()).Problem);
        Assert.Equal(phone.Server.Tries, phone.Server.Cleared);
    }

    [Fact]
    public async Task Change_that_only_a_page_in_between_confirmed_keeps_both_pins()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = path => path.EndsWith("/confirm", StringComparison.Ordinal) ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>欢迎使用 Wi-Fi</html>") } : null;
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Equal(PhoneProblemType.Answer, (await unlocked.ChangePinAsync("another-1")).Problem!.Type);
        Assert.NotNull(phone.Phone.Store.Memory!.NextPin);
        using var again = await phone.UnlockedAsync(challenge);
    }

    [Fact]
    public async Task Changed_pin_opens_and_the_old_one_does_not()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Null((await unlocked.ChangePinAsync("another-1")).Problem);
        await AssertPinsAsync(phone, challenge);
    }

    [Fact]
    public async Task Change_whose_last_answer_was_lost_is_taken_up_by_the_hub_s_version()
    {
        var phone = await TestPhone.EnrolledAsync(hub => new Lossy(hub, path => path.EndsWith("/confirm", StringComparison.Ordinal)));
        var (challenge, _) = phone.OfferEncrypt();
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Equal(PhoneProblemType.Network, (await unlocked.ChangePinAsync("another-1")).Problem!.Type);
        Assert.NotNull(phone.Phone.Store.Memory!.NextPin);
        await AssertPinsAsync(phone, challenge);
        Assert.Null(phone.Phone.Store.Memory!.NextPin);
    }

    [Fact]
    public async Task Change_that_the_hub_never_took_leaves_the_old_pin_in_force()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = path => path.EndsWith("/confirm", StringComparison.Ordinal) ? FakeHub.Problem(HttpStatusCode.ServiceUnavailable, "overloaded") : null;
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.NotNull((await unlocked.ChangePinAsync("another-1")).Problem);
        using var again = await phone.UnlockedAsync(challenge);
        Assert.Equal(challenge, again.Scanned.Challenge);
    }

    [Fact]
    public async Task Nothing_that_the_phone_stores_or_prints_has_the_pin_or_a_private_key()
    {
        using var file = new PhoneFile();
        var path = file.Path;
        var phone = await TestPhone.EnrolledAsync(store: file.Open());
        var (challenge, _) = phone.OfferEncrypt();
        using var unlocked = await phone.UnlockedAsync(challenge);
        var stored = await File.ReadAllTextAsync(path);
        foreach (var key in new[] { unlocked.Keys.Sign, unlocked.Keys.Encryption })
        {
            var scalar = new byte[Sm2PrivateKey.ScalarLength];
            key.ExportScalar(scalar);
            Assert.DoesNotContain(Convert.ToBase64String(scalar), stored, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexString(scalar), stored, StringComparison.OrdinalIgnoreCase);
            foreach (var blob in new[] { phone.Phone.Store.Memory!.Pin.Blob, phone.Phone.Store.Memory.DeviceKey })
                Assert.True(blob.AsSpan().IndexOf(scalar) < 0);
        }
        Assert.DoesNotContain(TestPhone.Pin, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(TestPhone.Pin)), stored, StringComparison.Ordinal);
        Assert.DoesNotContain(TestPhone.Pin, $"{unlocked}{unlocked.Keys}{unlocked.Scanned}", StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    private static async Task AssertPinsAsync(TestPhone phone, ChallengeId challenge)
    {
        var scanned = (await phone.Phone.ScanAsync(FakeHub.Url(challenge))).Value;
        Assert.IsType<WrongPin>((await phone.Phone.UnlockAsync(scanned, TestPhone.Pin)).Problem);
        using var unlocked = (await phone.Phone.UnlockAsync(scanned, "another-1")).Value;
        Assert.Equal(2, phone.Phone.Store.Memory!.Pin.Version);
    }
}
