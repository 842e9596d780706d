using System.Text;
using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Grains.Tests.Certificates;

public sealed class PinGrainTests(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly TrustHub _hub = shared.Hub;

    [Fact]
    public async Task An_evaluation_is_that_of_the_enrolled_key_and_counts_once()
    {
        using var phone = new TestPhone();
        var enrolment = await _hub.Enrol(phone);
        var grain = _hub.Certificate(phone.SignKeyId);
        var pin = Encoding.UTF8.GetBytes("123456");
        var (blind, blinded) = OprfClient.Blind(pin);

        var first = await grain.Evaluate(1, TestPhone.Nonce(1), blinded.ToArray(), TrustHub.Now).Value();
        var again = await grain.Evaluate(1, TestPhone.Nonce(1), blinded.ToArray(), TrustHub.Now).Value();
        var proof = await grain.Prove(
            phone.ByDevice(new PinProofRecord(_hub.Id, phone.SignKeyId, 1, TestPhone.Nonce(1), blinded.ToArray()).Encode()), TrustHub.Now).Value();

        Assert.Equal(first, again, (one, other) => one.Evaluated.SequenceEqual(other.Evaluated) && one.TriesLeft == other.TriesLeft);
        Assert.Equal(9, first.TriesLeft);
        Assert.True(OprfElement.TryParse(first.Evaluated, out var evaluated));
        Assert.True(OprfElement.TryParse(enrolment.PublicKey, out var key));
        Assert.True(DleqProof.TryParse(proof.Proof, out var dleq));
        Assert.True(OprfClient.VerifyProof(key, blinded, evaluated, dleq));
        Assert.Equal(OprfClient.OutputLength, OprfClient.Finalize(pin, blind, evaluated).Length);
        blind.Dispose();
    }

    [Fact]
    public async Task One_look_tells_who_it_is_whether_it_may_act_and_how_its_pin_stands()
    {
        using var phone = new TestPhone();
        await _hub.Enrol(phone);
        var grain = _hub.Certificate(phone.SignKeyId);
        await grain.Evaluate(1, TestPhone.Nonce(1), TestPhone.Blinded("1"), TrustHub.Now).Value();

        var before = await grain.Look(TrustHub.Now).Value();
        await grain.SetSuspended(true);
        var after = await grain.Look(TrustHub.Now).Value();

        Assert.Equal((phone.SignKeyId.ToString(), null), (before.Identity.SignKeyId, before.Barred));
        Assert.Equal((await grain.Look(TrustHub.Now).Value()).Pin, before.Pin);
        Assert.IsType<CertificateSuspended>(after.Barred);
        using var nobody = new TestPhone();
        Assert.IsType<NotFound>(await _hub.Certificate(nobody.SignKeyId).Look(TrustHub.Now).Refusal());
    }

    [Fact]
    public async Task What_is_malformed_is_refused_and_not_counted()
    {
        using var phone = new TestPhone();
        await _hub.Enrol(phone);
        var grain = _hub.Certificate(phone.SignKeyId);

        Assert.IsType<BlindedInvalid>(await grain.Evaluate(1, TestPhone.Nonce(1), new byte[33], TrustHub.Now).Refusal());
        Assert.IsType<BlindedInvalid>(await grain.Evaluate(1, TestPhone.Nonce(1), [0], TrustHub.Now).Refusal());
        Assert.IsType<Malformed>(await grain.Evaluate(1, new byte[31], TestPhone.Blinded("1"), TrustHub.Now).Refusal());
        Assert.Equal(new VersionMismatch(1), await grain.Evaluate(2, TestPhone.Nonce(1), TestPhone.Blinded("1"), TrustHub.Now).Refusal());
        Assert.Equal(0, (await grain.Look(TrustHub.Now).Value()).Pin!.FailedSinceLastUse);
    }

    [Fact]
    public async Task A_stranger_without_the_keys_can_neither_ask_for_a_proof_nor_clear_nor_change()
    {
        using var phone = new TestPhone();
        using var stranger = new TestPhone();
        await _hub.Enrol(phone);
        var grain = _hub.Certificate(phone.SignKeyId);
        var blinded = TestPhone.Blinded("1");
        await grain.Evaluate(1, TestPhone.Nonce(1), blinded, TrustHub.Now).Value();
        var proof = new PinProofRecord(_hub.Id, phone.SignKeyId, 1, TestPhone.Nonce(1), blinded).Encode();
        var ok = new PinOkRecord(_hub.Id, phone.SignKeyId, TestPhone.Nonce(1), PinTryId.Of(blinded)).Encode();
        var change = new PinChangeRecord(_hub.Id, phone.SignKeyId, 1, TestPhone.Nonce(1), PinTryId.Of(blinded), TestPhone.Blinded("2")).Encode();

        Assert.IsType<DeviceUnknown>(await grain.Prove(stranger.ByDevice(proof), TrustHub.Now).Refusal());
        Assert.IsType<BadSignature>(await grain.ClearTry(stranger.ByHolder(ok), TrustHub.Now).Refusal());
        Assert.IsType<BadSignature>(await grain.ClearTry(phone.ByDevice(ok), TrustHub.Now).Refusal());
        Assert.IsType<BadSignature>(await grain.ChangePin(stranger.ByHolder(change), TrustHub.Now).Refusal());
        Assert.Equal(1, (await grain.Look(TrustHub.Now).Value()).Pin!.FailedSinceLastUse);
        Assert.IsType<PinTryUnknown>(await grain.Prove(
            phone.ByDevice(new PinProofRecord(_hub.Id, phone.SignKeyId, 1, TestPhone.Nonce(2), blinded).Encode()), TrustHub.Now).Refusal());
        await grain.ClearTry(phone.ByHolder(ok), TrustHub.Now).Value();
        await grain.ClearTry(phone.ByHolder(ok), TrustHub.Now).Value();
        Assert.Equal(0, (await grain.Look(TrustHub.Now).Value()).Pin!.FailedSinceLastUse);
    }

    [Fact]
    public async Task A_lock_stops_evaluations_but_no_response()
    {
        using var phone = new TestPhone();
        await _hub.Enrol(phone);
        var grain = _hub.Certificate(phone.SignKeyId);
        var blinded = TestPhone.Blinded("1");
        for (var n = 1; n <= 3; n++)
            await grain.Evaluate(1, TestPhone.Nonce(n), blinded, TrustHub.Now).Value();

        Assert.Equal(new PinLocked(TrustHub.Now.AddHours(1), 7), await grain.Evaluate(1, TestPhone.Nonce(4), blinded, TrustHub.Now).Refusal());
        Assert.IsType<PinTryUnknown>(await grain.Confirm(TestPhone.Nonce(4), PinTryId.Of(blinded).ToString(), TrustHub.Now, TrustHub.Now).Refusal());
        for (var n = 1; n <= 3; n++)
            await grain.Confirm(TestPhone.Nonce(n), PinTryId.Of(blinded).ToString(), TrustHub.Now, TrustHub.Now).Value();

        await grain.Confirm(TestPhone.Nonce(3), PinTryId.Of(blinded).ToString(), TrustHub.Now, TrustHub.Now).Value();
        await grain.Evaluate(1, TestPhone.Nonce(4), blinded, TrustHub.Now).Value();
    }

    [Fact]
    public async Task A_pin_is_changed_under_a_new_version_and_the_old_one_goes_with_the_confirmation()
    {
        using var phone = new TestPhone();
        await _hub.Enrol(phone);
        var grain = _hub.Certificate(phone.SignKeyId);
        var old = TestPhone.Blinded("1");
        await grain.Evaluate(1, TestPhone.Nonce(1), old, TrustHub.Now).Value();
        var fresh = TestPhone.Blinded("2");
        var change = phone.ByHolder(new PinChangeRecord(_hub.Id, phone.SignKeyId, 1, TestPhone.Nonce(1), PinTryId.Of(old), fresh).Encode());

        var answer = await grain.ChangePin(change, TrustHub.Now).Value();
        var again = await grain.ChangePin(change, TrustHub.Now).Value();

        Assert.Equal(2, answer.Version);
        Assert.Equivalent(answer, again, strict: true);
        Assert.True(OprfElement.TryParse(answer.PublicKey, out var key) && OprfElement.TryParse(answer.Evaluated, out var evaluated)
            && OprfElement.TryParse(fresh, out var blinded) && DleqProof.TryParse(answer.Proof, out var proof) && OprfClient.VerifyProof(key, blinded, evaluated, proof));
        await grain.Evaluate(1, TestPhone.Nonce(2), old, TrustHub.Now).Value();
        await grain.Evaluate(2, TestPhone.Nonce(2), old, TrustHub.Now).Value();
        var changed = phone.ByHolder(new PinChangedRecord(_hub.Id, phone.SignKeyId, 2, TrustHub.Now).Encode());
        await grain.ConfirmPinChange(changed, TrustHub.Now).Value();
        await grain.ConfirmPinChange(changed, TrustHub.Now).Value();
        Assert.Equal(new VersionMismatch(2), await grain.Evaluate(1, TestPhone.Nonce(3), old, TrustHub.Now).Refusal());
        Assert.True(_hub.Services.GetRequiredService<ITombstones>().IsErased(phone.SignKeyId.ToString(), 1));
    }

    [Fact]
    public async Task Eleven_tries_erase_the_key_for_good()
    {
        using var phone = new TestPhone();
        await _hub.Enrol(phone);
        var grain = _hub.Certificate(phone.SignKeyId);
        var now = TrustHub.Now;
        for (var n = 1; n <= 10; n++, now = now.AddHours(25))
            Assert.Equal(10 - n, (await grain.Evaluate(1, TestPhone.Nonce(n), TestPhone.Blinded("x"), now).Value()).TriesLeft);

        var before = _hub.Logged.Count;
        Assert.IsType<PinErased>(await grain.Evaluate(1, TestPhone.Nonce(11), TestPhone.Blinded("x"), now).Refusal());
        // That it happened is told, and not to whom: before a start it would name a bidder.
        Assert.DoesNotContain(phone.SignKeyId.ToString(), Assert.Single(_hub.Logged.Skip(before), line => line.StartsWith("2003 ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.IsType<PinErased>(await grain.Evaluate(1, TestPhone.Nonce(12), TestPhone.Blinded("x"), now).Refusal());
        Assert.Null((await grain.Look(now).Value()).Pin);
        Assert.True(_hub.Services.GetRequiredService<ITombstones>().IsErased(phone.SignKeyId.ToString(), 1));
    }
}

/// <summary>Each with a hub of its own that falls.</summary>
public sealed class PinFaultTests
{
    [Fact]
    public async Task A_try_whose_answer_never_left_is_there_after_the_restart()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        await hub.Enrol(phone);
        var blinded = TestPhone.Blinded("1");
        // Nobody takes the answer: the hub goes down with it.
        _ = await hub.Certificate(phone.SignKeyId).Evaluate(1, TestPhone.Nonce(1), blinded, TrustHub.Now);

        await hub.Restart();

        var grain = hub.Certificate(phone.SignKeyId);
        Assert.Equal(1, (await grain.Look(TrustHub.Now).Value()).Pin!.FailedSinceLastUse);
        Assert.Equal(9, (await grain.Evaluate(1, TestPhone.Nonce(1), blinded, TrustHub.Now).Value()).TriesLeft);
    }

    [Fact]
    public async Task A_tombstone_counts_though_the_database_never_heard_of_it()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        await hub.Enrol(phone);
        await hub.Services.GetRequiredService<ITombstones>().EraseAsync(phone.SignKeyId.ToString(), 1);

        await hub.Restart();

        Assert.IsType<PinErased>(await hub.Certificate(phone.SignKeyId).Evaluate(1, TestPhone.Nonce(1), TestPhone.Blinded("1"), TrustHub.Now).Refusal());
    }
}
