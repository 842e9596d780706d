using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Receipts;

namespace Hub.Grains.Challenges;

internal sealed partial class ChallengeGrain
{
    /// <inheritdoc/>
    public async Task<Outcome<ScanAnswer>> Scan(SignedBody scan, DateTimeOffset arrival)
    {
        if (!ScanRecord.TryParse(scan.Record, out var record, out var defect))
            return new Malformed("scan: " + defect);
        if (record.Hub != HubId || record.Challenge != ChallengeId)
            return new StatementMismatch();
        if (Current.Kind.Length == 0)
            return new ChallengeUnavailable();
        var terms = await TermsAsync();
        var moment = ChallengeMoment.Of(Current, terms, arrival);
        var signKeyId = record.SignKeyId.ToString();
        var (caller, view) = await CallerAsync(signKeyId, scan, moment, arrival);
        // Only now: by its time, an answer must not tell whether envelopes were withdrawn.
        if (!ChallengeRules.HasWork(Current))
            return new ChallengeUnavailable();
        switch (ChallengeRules.DecideScan(Current, moment, caller, arrival))
        {
            case ScanDecision.Refused refused:
                return await RefuseAsync(refused.Refusal, "scan-refused", signKeyId, moment, terms, arrival);
            case ScanDecision.ShowCountdown:
                return AnswerOf(moment, terms, null, null, null);
            case var shown:
                if (!(await StatementAsync()).Try(out var statement, out var early))
                    // The opening's own clock may run behind the gateway's by a moment.
                    return early is NotStarted ? AnswerOf(new ChallengeMoment.Before(terms.OpensAt ?? terms.EarliestStart), terms, null, null, null) : early;
                if (view?.Pin is not { } pin)
                    return new PinErased();
                Note(moment, "scan", arrival, signKeyId);
                if (shown is ScanDecision.ShowStatement)
                    await ScannedAsync(terms, moment, arrival);
                return AnswerOf(moment, terms, statement.Statement, nonces.Of(ChallengeId, record.SignKeyId), pin);
        }
    }

    /// <inheritdoc/>
    public async Task<Outcome<Evaluation>> Unlock(SignedBody evaluation, DateTimeOffset arrival)
    {
        if (!PinEvalRecord.TryParse(evaluation.Record, out var record, out var defect))
            return new Malformed("pin-eval: " + defect);
        if (record.Hub != HubId || record.Challenge != ChallengeId)
            return new StatementMismatch();
        if (!nonces.Verify(ChallengeId, record.SignKeyId, record.Nonce))
            return new NonceMismatch();
        if (!ChallengeRules.HasWork(Current))
            return new ChallengeUnavailable();
        var terms = await TermsAsync();
        var moment = ChallengeMoment.Of(Current, terms, arrival);
        var signKeyId = record.SignKeyId.ToString();
        var (caller, _) = await CallerAsync(signKeyId, evaluation, moment, arrival);
        if (ChallengeRules.DecideUnlock(Current, moment, caller, arrival) is { } refusal)
            return await RefuseAsync(refusal, "unlock-refused", signKeyId, moment, terms, arrival);
        var evaluated = await Certificate(signKeyId).Evaluate(record.Version, record.Nonce, record.Blinded, arrival);
        return evaluated.Try(out var answer, out var locked) ? answer : await RefuseAsync(locked, "unlock-refused", signKeyId, moment, terms, arrival);
    }

    /// <inheritdoc/>
    public async Task<Outcome<Acknowledgement>> Respond(SignedBody response, DateTimeOffset arrival)
    {
        arrival = WireTime.Cut(arrival);
        if (!ResponseRecord.TryParse(response.Record, out var record, out var defect))
            return new Malformed("response: " + defect);
        if (!nonces.Verify(ChallengeId, record.SignKeyId, record.Nonce))
            return new NonceMismatch();
        // Whoever has N was let in by a scan, so nothing below tells of a challenge to somebody who must not know.
        if (!ChallengeRules.HasWork(Current) || record.SignKeyId.ToString() != Current.SignKeyId)
            return new ChallengeUnavailable();
        var terms = await TermsAsync(ChallengeRules.KeptAsLate(Current, response)?.Arrival ?? arrival);
        var moment = ChallengeMoment.Of(Current, terms, arrival);
        var decision = ChallengeRules.DecideKnownResponse(Current, terms, response, arrival, ResponseLeafOf);
        if (decision is null)
        {
            var verified = await VerifyAsync(record, response, moment, arrival);
            if (!verified.Try(out var held, out var refusal))
                return await RefuseAsync(refusal, "response-refused", Current.SignKeyId, moment, terms, arrival);
            decision = ChallengeRules.DecideResponse(Current, moment, held);
        }
        return decision switch
        {
            RespondDecision.Repeated repeated => Acknowledge(repeated.Answer, await ReceiptAsync(repeated.Answer.ReceiptLeaf)),
            RespondDecision.RepeatedLate late => new WindowClosed(late.Late.Arrival, late.OpensAt, late.ClosesAt, true, await ReceiptAsync(late.Late.ReceiptLeaf)),
            RespondDecision.Accepted accepted => await AcceptAsync(accepted, terms, now: true),
            RespondDecision.KeptLate late => await KeepLateAsync(late, terms, moment),
            RespondDecision.Refused refused => await RefuseAsync(refused.Refusal, "response-refused", Current.SignKeyId, moment, terms, arrival),
            _ => throw new InvalidOperationException("A decision without a case."),
        };
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> Reject(SignedBody rejection, DateTimeOffset arrival)
    {
        if (!RejectRecord.TryParse(rejection.Record, out var record, out var defect))
            return new Malformed("reject: " + defect);
        if (record.Hub != HubId || record.Challenge != ChallengeId)
            return new StatementMismatch();
        if (!nonces.Verify(ChallengeId, record.SignKeyId, record.Nonce))
            return new NonceMismatch();
        if (!ChallengeRules.HasWork(Current))
            return new ChallengeUnavailable();
        var terms = await TermsAsync(arrival);
        var moment = ChallengeMoment.Of(Current, terms, arrival);
        var signKeyId = record.SignKeyId.ToString();
        var (caller, _) = await CallerAsync(signKeyId, rejection, moment, arrival);
        var decision = ChallengeRules.DecideRejection(Current, moment, caller, new HeldRejection(rejection.Record, rejection.Signature, arrival));
        if (decision is ChangeDecision.Refused refused)
            return refused.Refusal;
        if (decision is not ChangeDecision.Changed changed)
            return Done.It;
        if (!(await OutlineAsync()).Try(out var outline, out var early))
            return early;
        if (record.Kind != Current.Kind || record.Statement != outline.Digest)
            return new StatementMismatch();
        await CommitAsync(changed.Next, terms, arrival);
        Note(moment, "rejected", arrival, signKeyId);
        return Done.It;
    }

    private async Task<(ChallengeCaller Caller, CertificateView? View)> CallerAsync(string signKeyId, SignedBody body, ChallengeMoment moment, DateTimeOffset arrival)
    {
        var needed = Current.SignKeyId;
        var seen = await Certificate(signKeyId).Look(arrival);
        var proven = seen.Try(out var view, out _) && devices.TryGetOrParse(view.Identity.DeviceKey, out var device) && device.Verify(body.Record, body.Signature);
        // Looked at also while it is secret and another key is named, though nothing comes of it then: else the time that an answer takes would tell whose key is needed.
        if (!proven || (moment.IsSecret && signKeyId != needed))
            return (new ChallengeCaller.Unproven(), null);
        if (signKeyId == needed)
            return (view!.Barred is { } barred ? new ChallengeCaller.Barred(barred) : new ChallengeCaller.Holder(view.Identity), view);
        return ((await Certificate(needed).Identify()).Try(out var owner, out _) ? new ChallengeCaller.Stranger(ChallengeCaller.Describe(owner)) : new ChallengeCaller.Unproven(), null);
    }

    /// <summary>Everything that makes a response good but its time: fields, signature, results, and last the certificate, at this moment.</summary>
    private async Task<Outcome<HeldResponse>> VerifyAsync(ResponseRecord record, SignedBody body, ChallengeMoment moment, DateTimeOffset arrival)
    {
        var certificate = Certificate(Current.SignKeyId);
        if (!(await certificate.Identify()).Try(out var identity, out var unknown))
            return unknown;
        if (!keys.TryGetOrParse(identity.SignKey, out var signer) || !KeyId.TryParse(identity.EncKeyId, out var encKeyId))
            throw new InvalidOperationException("A stored certificate's key is not well formed.");
        if (!(await OutlineAsync()).Try(out var outline, out var early))
            return early;
        var check = new ResponseCheck(HubId, PlatformId, Current.Kind, ChallengeId, outline.Digest, signer.KeyId, encKeyId, outline.Envelopes);
        if (check.WhyNot(record, body.Record, body.Signature, signer) is { } wrong)
            return wrong;
        if (!(await certificate.Confirm(record.Nonce, record.PinTry.ToString(), record.SignedAt, arrival)).Try(out var confirmed, out var refusal))
            return refusal;
        var leaf = ReceiptLeafOf(moment is ChallengeMoment.After ? ReceiptSubject.Late : ReceiptSubject.Response, body.Record, body.Signature, arrival);
        return new HeldResponse(
            body.Record, body.Signature, arrival, leaf, confirmed.SigningCertificate, confirmed.Chain, record.Results.Any(result => result.Error is not null));
    }

    /// <inheritdoc/>
    public async Task JudgeLateAgain()
    {
        foreach (var late in Current.Late)
        {
            // Each by its own arrival, so that a close lies after the one that counts.
            var terms = await TermsAsync(late.Arrival);
            if (ChallengeRules.DecideLateAgain(Current, terms, late, ResponseLeafOf) is not { } accepted)
                continue;
            await AcceptAsync(accepted, terms, now: false);
            return;
        }
    }

    private byte[] ResponseLeafOf(HeldResponse held) => ReceiptLeafOf(ReceiptSubject.Response, held.Response, held.Signature, held.Arrival);

    private async Task<Outcome<Acknowledgement>> AcceptAsync(RespondDecision.Accepted accepted, OpeningTerms terms, bool now)
    {
        var answer = accepted.Answer;
        await CommitAsync(accepted.Next, terms, answer.Arrival, now, [.. FeedOf(FeedOutcome.Approved, answer), new ReceiptRequest(answer.ReceiptLeaf)]);
        if (Traits.OnBoard)
            LogDecided(Id, Current.Status);
        return Acknowledge(answer, await ReceiptAsync(answer.ReceiptLeaf));
    }

    private async Task<Outcome<Acknowledgement>> KeepLateAsync(RespondDecision.KeptLate kept, OpeningTerms terms, ChallengeMoment moment)
    {
        var late = kept.Late;
        await CommitAsync(kept.Next, terms, late.Arrival, [.. FeedOf(FeedOutcome.Late, late), new ReceiptRequest(late.ReceiptLeaf)]);
        LogLate(Id);
        Note(moment, "response-late", late.Arrival, Current.SignKeyId);
        var refusal = new WindowClosed(late.Arrival, kept.OpensAt, kept.ClosesAt, true, await ReceiptAsync(late.ReceiptLeaf));
        _page.Refused(refusal);
        await TellPageAsync(terms, late.Arrival);
        return refusal;
    }

    private Acknowledgement Acknowledge(HeldResponse answer, byte[] receipt) => new(Id, Current.Status, answer.Arrival, receipt);

    private IEnumerable<Companion> FeedOf(string outcome, HeldResponse response)
    {
        if (Traits.OnBoard)
            yield return new FeedEntry(Current.OpeningId, Id, new FeedPayload(
                outcome, ChallengeId, response.Arrival, response.Response, response.Signature, response.Certificate, response.Chain, response.ReceiptLeaf).Encode());
    }

    private async Task ScannedAsync(OpeningTerms terms, ChallengeMoment moment, DateTimeOffset at)
    {
        _page.Scanned(at);
        if (Traits.OnBoard && !moment.IsSecret)
            Opening.TileChanged(TileOf(Current, TileState.Scanned, at)).Ignore();
        await TellPageAsync(terms, at);
    }

    private async Task<Refusal> RefuseAsync(Refusal refusal, string kind, string signKeyId, ChallengeMoment moment, OpeningTerms terms, DateTimeOffset at)
    {
        if (refusal is ChallengeUnavailable)
            return refusal;
        Note(moment, kind, at, signKeyId, refusal);
        // Who cannot show a device of this hub does not get to write on the holder's page.
        if (refusal is not (DeviceUnknown or NotStarted))
        {
            _page.Refused(refusal);
            await TellPageAsync(terms, at);
        }
        return refusal;
    }

    private ScanAnswer AnswerOf(ChallengeMoment moment, OpeningTerms terms, byte[]? statement, byte[]? nonce, PinStanding? pin)
    {
        var opensAt = moment is ChallengeMoment.Before before ? before.OpensAt : terms.OpensAt;
        return new ScanAnswer(
            Id, Current.Kind, ChallengeRules.WordOf(Current, moment, _page.ScannedAt is not null),
            Traits.ByWindow ? opensAt : null, Traits.ByWindow ? terms.ClosesAt : Current.Expires, Current.PlatformName, terms.Name, statement, nonce, pin);
    }
}
