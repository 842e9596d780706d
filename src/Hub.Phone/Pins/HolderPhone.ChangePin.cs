using Hub.Cryptography;

namespace Hub.Phone;

public sealed partial class HolderPhone
{
    internal async Task<PhoneAnswer<Done>> ChangePinAsync(UnlockedChallenge unlocked, string pin, CancellationToken cancellation)
    {
        if (!TryReadPin(pin, out var read, out var refused))
            return refused;
        var memory = _store.Memory!;
        var own = unlocked.Own;
        if (!DeviceSalt.TryParse(memory.Salt, out var salt))
            throw new InvalidDataException("The phone's memory was altered.");
        using (read)
        using (salt)
        {
            using var attempt = await Task.Run(() => PinAttempt.Begin(read, salt, _settings.PinCost), cancellation);
            var record = new PinChangeRecord(own.Hub, own.SignKeyId, unlocked.Version, unlocked.Scanned.Nonce, unlocked.PinTry, attempt.Blinded.ToArray()).Encode();
            var answered = await _calls.PostAsync(memory.PhoneOrigin, "/p/pin/changes", BySigningKey(unlocked, record), bytes => AnswerReading.Read(bytes, PinChangeAnswer.Read), cancellation);
            if (!answered.TryGet(out var answer, out var problem))
                return problem;
            if (answer.Version <= unlocked.Version || !OprfClient.VerifyProof(answer.PublicKey, attempt.Blinded, answer.Evaluated, answer.Proof))
                return new PhoneProblem(PhoneProblemType.Answer, "服务的密钥证明不成立，密码没有修改。", "请联系服务方；原密码仍然有效。");
            using var key = attempt.Finish(answer.Evaluated, new PinContext(own.Hub.ToString(), own.SignKeyId, answer.Version));
            var next = Sealed(key, answer.PublicKey, unlocked.Keys);
            // Both blobs are kept until the hub has said which one its key will open.
            _store.Change(now => now! with { NextPin = next });
            return await ConfirmAsync(unlocked, memory.PhoneOrigin, next, cancellation);
        }
    }

    private async Task<PhoneAnswer<Done>> ConfirmAsync(UnlockedChallenge unlocked, string origin, PhonePin next, CancellationToken cancellation)
    {
        var record = new PinChangedRecord(unlocked.Own.Hub, unlocked.Own.SignKeyId, next.Version, _settings.Clock.GetUtcNow()).Encode();
        var confirmed = await _calls.PostAsync(origin, "/p/pin/changes/confirm", BySigningKey(unlocked, record), AnswerReading.Nothing, cancellation);
        if (confirmed.TryGet(out _, out _))
            _store.Change(now => now! with { Pin = next, NextPin = null });
        return confirmed;
    }

    private static byte[] BySigningKey(UnlockedChallenge unlocked, byte[] record) => new SignedRecord(record, unlocked.Keys.Sign.Sign(record)).Encode();
}
