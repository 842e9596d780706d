using Hub.Cryptography;

namespace Hub.Phone;

public sealed partial class HolderPhone
{
    /// <summary>
    /// Opens the keys with the PIN and the hub together. One try, which the hub counts before it answers. Dispose of the session: it holds the keys.
    /// </summary>
    /// <returns>The session, or <see cref="WrongPin"/>, <see cref="HubFault"/>, the hub's <c>pin-locked</c> …; <see cref="PhoneProblemType.Kept"/> if this statement was answered
    /// already and only has to be sent again (<see cref="ResendAsync"/>), which costs no try.</returns>
    public async Task<PhoneAnswer<UnlockedChallenge>> UnlockAsync(ScannedChallenge scanned, string pin, CancellationToken cancellation = default)
    {
        if (_store.Memory is not { } memory)
            return NotEnrolled;
        if (!scanned.IsReady)
            return NotReady;
        var statement = Sm3Digest.Of(scanned.Statement).ToString();
        if (memory.Responses.Any(kept => kept.Outcome == KeptResponse.Kept && !kept.NeedsPin && kept.Challenge == scanned.Challenge.ToString() && kept.Statement == statement))
            return new PhoneProblem(PhoneProblemType.Kept, "您已对此内容签名，应答尚未送达。", "请直接重新发送，无需再次输入密码。");
        if (!TryReadPin(pin, out var read, out var refused))
            return refused;
        using (read)
        {
            if (AdoptedPin(scanned.Pin!.Version) is not { } kept)
                return new PhoneProblem(PhoneProblemType.Pin, "手机保存的密钥版本与服务不一致。", "请找回证书。");
            return await TryAsync(scanned, memory, kept, read, cancellation);
        }
    }

    private async Task<PhoneAnswer<UnlockedChallenge>> TryAsync(ScannedChallenge scanned, PhoneMemory memory, PhonePin kept, Pin pin, CancellationToken cancellation)
    {
        var own = PhoneIdentity.Of(memory);
        if (!OprfElement.TryParse(kept.PublicKey, out var hubKey))
            throw new InvalidDataException("The phone's memory was altered.");
        // A second of computing: not on the caller's thread.
        var trial = _unanswered.TakeOr(await Task.Run(() => PinTrial.Begin(memory, kept, pin, scanned.Nonce), cancellation));
        var isAnswered = false;
        try
        {
            var blinded = trial.Attempt.Blinded;
            var request = new PinEvalRecord(own.Hub, scanned.Challenge, own.SignKeyId, kept.Version, scanned.Nonce, blinded.ToArray()).Encode();
            var answered = await _calls.PostAsync(memory.PhoneOrigin, $"/p/challenges/{scanned.Challenge}/unlock", ByDevice(memory, request),
                bytes => AnswerReading.Read(bytes, EvaluationAnswer.Read), cancellation);
            if (!answered.TryGet(out var answer, out var problem))
                return problem;
            isAnswered = true;
            using var key = trial.Attempt.Finish(answer.Evaluated, new PinContext(own.Hub.ToString(), own.SignKeyId, kept.Version));
            return PinBlob.TryOpen(key, hubKey, kept.Blob, out var keys)
                ? Opened(new UnlockedChallenge(this, scanned, own, keys, kept.Version, PinTryId.Of(blinded.Encoded)))
                : await BlameAsync(scanned, memory, own, kept, hubKey, blinded, answer, cancellation);
        }
        finally
        {
            // Refused, unanswered or given up: the hub may have counted it, and the same PIN again is no other try.
            if (isAnswered)
                trial.Dispose();
            else
                _unanswered.Keep(trial);
        }
    }

    /// <summary>The blob did not open: either the PIN is wrong, or the hub used another k. Its proof tells which.</summary>
    private async Task<PhoneProblem> BlameAsync(
        ScannedChallenge scanned, PhoneMemory memory, PhoneIdentity own, PhonePin kept, OprfElement hubKey, OprfElement blinded, EvaluationAnswer answer, CancellationToken cancellation)
    {
        var proved = await ProveAsync(memory, own, kept.Version, scanned.Nonce, blinded, cancellation);
        if (!proved.TryGet(out var proof, out _))
            return new WrongPin(answer.TriesLeft, Proven: false);
        if (OprfClient.VerifyProof(hubKey, blinded, answer.Evaluated, proof.Proof))
            return new WrongPin(answer.TriesLeft, Proven: true);
        var evidence = new KeptFault
        {
            At = _settings.Clock.GetUtcNow(),
            Challenge = scanned.Challenge.ToString(),
            Version = kept.Version,
            PublicKey = kept.PublicKey,
            Nonce = scanned.Nonce,
            Blinded = blinded.ToArray(),
            Evaluated = answer.Evaluated.ToArray(),
            Proof = proof.Proof.ToArray(),
        };
        _store.Change(now => now!.With(evidence));
        return new HubFault(evidence);
    }

    /// <summary><c>/p/pin/proof</c>: the DLEQ proof of a try that the hub has answered.</summary>
    private Task<PhoneAnswer<ProofAnswer>> ProveAsync(PhoneMemory memory, PhoneIdentity own, int version, byte[] nonce, OprfElement blinded, CancellationToken cancellation) =>
        _calls.PostAsync(memory.PhoneOrigin, "/p/pin/proof", ByDevice(memory, new PinProofRecord(own.Hub, own.SignKeyId, version, nonce, blinded.ToArray()).Encode()),
            bytes => AnswerReading.Read(bytes, ProofAnswer.Read), cancellation);

    /// <summary>The blob of the version that the hub has in force. If a change's last answer was lost, the hub's version tells that it took the change, and so the phone does.</summary>
    private PhonePin? AdoptedPin(int version)
    {
        var memory = _store.Memory!;
        if (memory.NextPin is { } next && next.Version == version)
        {
            _store.Change(now => now! with { Pin = next, NextPin = null });
            return next;
        }
        return memory.Pin.Version == version ? memory.Pin : null;
    }
}
