using Hub.Cryptography;

namespace Hub.Phone;

public sealed partial class HolderPhone
{
    internal async Task<PhoneAnswer<Acknowledged>> RespondAsync(UnlockedChallenge unlocked, CancellationToken cancellation)
    {
        var kept = Sign(unlocked);
        // Kept before it is sent: what was signed is sent until the hub has it, without the PIN, by the next start of the phone if need be.
        _store.Change(memory => memory!.With(kept));
        return await SendAsync(kept, cancellation);
    }

    /// <summary>Sends every kept response again. Needs no PIN; do so at each start and whenever the network is back.</summary>
    /// <returns>One answer for each, the oldest first.</returns>
    public async Task<IReadOnlyList<PhoneAnswer<Acknowledged>>> ResendAsync(CancellationToken cancellation = default)
    {
        var answers = new List<PhoneAnswer<Acknowledged>>();
        foreach (var kept in _store.Memory?.Responses.Where(response => response.Outcome == KeptResponse.Kept) ?? [])
            answers.Add(await SendAsync(kept, cancellation));
        return answers;
    }

    private KeptResponse Sign(UnlockedChallenge unlocked)
    {
        var now = _settings.Clock.GetUtcNow();
        var (scanned, own) = (unlocked.Scanned, unlocked.Own);
        // The start is checked again with the clock of this moment: a scan may lie some time back.
        IReadOnlyList<EnvelopeResult> results = scanned.Asked is Asked.Decrypt { Statement: { } statement } ? DecryptChecks.Open(statement, own, unlocked.Keys, now) : [];
        var response = new ResponseRecord(own.Hub, scanned.Asked!.Platform, scanned.Kind, scanned.Challenge, Sm3Digest.Of(scanned.Statement), own.SignKeyId, own.EncKeyId,
            scanned.Nonce, unlocked.PinTry, results, now).Encode();
        return new KeptResponse
        {
            Challenge = scanned.Challenge.ToString(),
            Platform = scanned.Asked.Platform.ToString(),
            Opening = scanned.Asked.Opening.ToString(),
            Statement = Sm3Digest.Of(scanned.Statement).ToString(),
            Kind = scanned.Kind,
            Response = response,
            Signature = unlocked.Keys.Sign.Sign(response),
        };
    }

    private async Task<PhoneAnswer<Acknowledged>> SendAsync(KeptResponse kept, CancellationToken cancellation)
    {
        var memory = _store.Memory!;
        var body = RecordWriter.Write(writer => writer.Bytes("response", kept.Response).Bytes("signature", kept.Signature));
        var answered = await _calls.PostAsync(memory.PhoneOrigin, $"/p/challenges/{kept.Challenge}/response", body, bytes => AnswerReading.Read(bytes, AcknowledgementAnswer.Read), cancellation);
        if (answered.TryGet(out var answer, out var problem))
            return Settle(memory, kept, answer.State, KeptResponse.Acknowledged, ReceiptSubject.Response, answer.Receipt);
        if (AcknowledgementAnswer.TryReadLate(problem, out var late))
            return Settle(memory, kept, KeptResponse.Late, KeptResponse.Late, ReceiptSubject.Late, late);
        if (IsFinal(problem))
            _store.Change(now => now!.With(kept with { Outcome = problem.Type }));
        return problem;
    }

    /// <summary>Believes the hub only by its receipt: an acknowledgement that it could deny later is none.</summary>
    private PhoneAnswer<Acknowledged> Settle(PhoneMemory memory, KeptResponse kept, string state, string outcome, string subject, Receipt receipt)
    {
        if (!ReceiptChecks.Fits(receipt, PhoneIdentity.Of(memory), kept, subject, out var leaf, out var defect))
        {
            _store.Change(now => now!.With(kept with { FalseReceipt = receipt.Encode() }));
            return new PhoneProblem(PhoneProblemType.Receipt, $"服务的回执不成立（{defect}）。", "应答已保留，请联系服务方；手机已保存证据。");
        }
        _store.Change(now => now!.With(kept with { Outcome = outcome, Arrival = leaf.Arrival, Receipt = receipt.Encode(), FalseReceipt = [] }));
        if (!ResponseRecord.TryParse(kept.Response, out var response, out _))
            throw new InvalidDataException("The phone's memory was altered.");
        return new Acknowledged(response.Challenge, state, leaf.Arrival, receipt, response.Results);
    }

    /// <summary>
    /// The hub acknowledged an answer to this very statement and shows it undecided: it was restored from an older backup. What it lost is to be sent again, and the old receipt
    /// is kept as proof of when it had it.
    /// </summary>
    private void KeepWhatTheHubLost(ChallengeId challenge, string state, byte[] statement)
    {
        if (state is not ("open" or "scanned"))
            return;
        var digest = Sm3Digest.Of(statement).ToString();
        if (_store.Memory!.Responses.Any(IsLost))
            _store.Change(memory => memory! with { Responses = [.. memory.Responses.Select(kept => IsLost(kept) ? kept with { Outcome = KeptResponse.Kept } : kept)] });

        bool IsLost(KeptResponse kept) => kept.Outcome == KeptResponse.Acknowledged && kept.Challenge == challenge.ToString() && kept.Statement == digest;
    }

    /// <summary>Whether sending the same bytes again could never be answered otherwise. Before the start it could, and so it could where a restored hub has lost the PIN try.</summary>
    private static bool IsFinal(PhoneProblem problem) =>
        problem.Status is >= 400 and < 500 and not (408 or 429) && problem.Type is not ("urn:hub:problem:not-started" or "urn:hub:problem:pin-try-unknown");
}
