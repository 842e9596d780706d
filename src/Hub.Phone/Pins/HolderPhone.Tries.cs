using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>Right tries that no answer clears (protocol section 5.2, <c>/p/pin/ok</c>).</summary>
public sealed partial class HolderPhone
{
    /// <summary>Keeps the proof of the right try before anything else is done with the keys: the phone may be gone in the next moment.</summary>
    private UnlockedChallenge Opened(UnlockedChallenge unlocked)
    {
        try
        {
            KeepRight(unlocked);
            return unlocked;
        }
        catch
        {
            unlocked.Dispose();
            throw;
        }
    }

    private void KeepRight(UnlockedChallenge unlocked)
    {
        var record = new PinOkRecord(unlocked.Own.Hub, unlocked.Own.SignKeyId, unlocked.Scanned.Nonce, unlocked.PinTry).Encode();
        var right = new KeptTry { Challenge = unlocked.Scanned.Challenge.ToString(), PinTry = unlocked.PinTry.ToString(), Proof = BySigningKey(unlocked, record) };
        _open[right.PinTry] = 0;
        _store.Change(memory => memory!.With(right));
    }

    internal void Closed(UnlockedChallenge unlocked) => _open.TryRemove(unlocked.PinTry.ToString(), out _);

    internal async Task<PhoneAnswer<Done>> ClearTryAsync(UnlockedChallenge unlocked, CancellationToken cancellation) =>
        TryOf(unlocked.PinTry.ToString()) is { } right ? await ProveRightAsync(right, null, cancellation) : Done.It;

    /// <summary>Asks once for a try that is over; if no answer comes, <see cref="ResendAsync"/> and the next scan ask again.</summary>
    internal async Task ClearAtOnceAsync(string pinTry, CancellationToken cancellation)
    {
        if (TryOf(pinTry) is { } right && !AwaitsAnswer(right))
            await ProveRightAsync(right, 1, cancellation);
    }

    /// <summary>Clears every try that no session and no kept response will.</summary>
    /// <param name="calls">For each, as <see cref="HubCalls"/> has it.</param>
    private async Task ClearLeftTriesAsync(int? calls, CancellationToken cancellation)
    {
        foreach (var right in _store.Memory?.Tries ?? [])
        {
            if (_open.ContainsKey(right.PinTry) || AwaitsAnswer(right))
                continue;
            // Without a network the others fare no better.
            if ((await ProveRightAsync(right, calls, cancellation)).Problem is { Type: PhoneProblemType.Network })
                return;
        }
    }

    private async Task<PhoneAnswer<Done>> ProveRightAsync(KeptTry right, int? calls, CancellationToken cancellation)
    {
        var memory = _store.Memory!;
        var answered = await _calls.PostAsync(memory.PhoneOrigin, "/p/pin/ok", right.Proof, AnswerReading.Nothing, cancellation, calls);
        if (answered.Problem is not { } problem || FinalProblems.EndsTry(problem, right, PhoneIdentity.Of(memory), NotAfter(memory), _settings.Clock.GetUtcNow()))
            _store.Change(now => now!.WithoutTry(right.PinTry));
        return answered;
    }

    private KeptTry? TryOf(string pinTry) => _store.Memory?.Tries.FirstOrDefault(kept => kept.PinTry == pinTry);

    private bool AwaitsAnswer(KeptTry right) => _store.Memory!.Responses.Any(kept => kept.Outcome == KeptResponse.Kept && kept.PinTry == right.PinTry);
}
