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
            PinTry = unlocked.PinTry.ToString(),
            Withdraws = scanned.Asked is Asked.Encrypt { Withdraws: var withdraws } ? [.. withdraws.Select(envelope => envelope.ToString())] : [],
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
            return Settle(memory, kept, answer.State, KeptResponse.Acknowledged, [ReceiptSubject.Response, ReceiptSubject.Admission], answer.Receipt);
        if (AcknowledgementAnswer.TryReadLate(problem, out var late))
            return Settle(memory, kept, KeptResponse.Late, KeptResponse.Late, [ReceiptSubject.Late], late);
        if (!FinalProblems.EndsResponse(problem, kept, PhoneIdentity.Of(memory), NotAfter(memory), _settings.Clock.GetUtcNow()))
        {
            _store.Change(now => now!.WithKept(kept, still => still with { Refusal = problem.Type }));
            return problem;
        }
        _store.Change(now => now!.WithKept(kept, still => still with { Outcome = problem.Type, Arrival = problem.Time("arrival") }));
        await ClearAtOnceAsync(kept.PinTry, cancellation);
        return problem;
    }

    private static DateTimeOffset NotAfter(PhoneMemory memory) =>
        Sm2Certificate.TryParse(memory.SigningCertificate, out var signing) ? signing.NotAfter : throw new InvalidDataException("The phone's memory was altered.");

    /// <summary>Believes the hub only by its receipt: an acknowledgement that it could deny later is none.</summary>
    private PhoneAnswer<Acknowledged> Settle(PhoneMemory memory, KeptResponse kept, string state, string outcome, ReadOnlySpan<string> subjects, Receipt receipt)
    {
        if (!ReceiptChecks.Fits(receipt, PhoneIdentity.Of(memory), kept, subjects, out var leaf, out var defect))
        {
            _store.Change(now => now!.WithKept(kept, still => still with { FalseReceipt = receipt.Encode() }));
            return new PhoneProblem(PhoneProblemType.Receipt, $"服务的回执不成立（{defect}）。", "应答已保留，请联系服务方；手机已保存证据。");
        }
        // Whoever has a response, in time or late, has cleared its try.
        _store.Change(now => now!.WithSettled(kept, Settled).WithoutTry(kept.PinTry));
        if (!ResponseRecord.TryParse(kept.Response, out var response, out _))
            throw new InvalidDataException("The phone's memory was altered.");
        return new Acknowledged(response.Challenge, state, leaf.Arrival, receipt, response.Results);

        // Late is no news of an answer that another program has meanwhile brought in time.
        KeptResponse Settled(KeptResponse still) => outcome == KeptResponse.Late && still.Outcome == KeptResponse.Acknowledged
            ? still
            : still with { Outcome = outcome, Arrival = leaf.Arrival, Receipt = receipt.Encode(), FalseReceipt = [], Refusal = "" };
    }
}
