using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Receipts;

namespace Hub.Grains.Challenges;

internal sealed partial class ChallengeGrain
{
    private const int MaxEnvelopeLength = 2 * 1024 * 1024;

    /// <inheritdoc/>
    public async Task<Outcome<Registration>> Register(RegisterEnvelope request)
    {
        if (!RecordReader.TryRead(request.Envelope, MaxEnvelopeLength, SealedEnvelope.Read, out var envelope, out var defect))
            return new Malformed(defect);
        var platformName = Current.PlatformName;
        if (!Exists)
        {
            if (!(await GrainFactory.GetGrain<IPlatformGrain>(request.PlatformId).Identify()).Try(out var platform, out var unknown))
                return unknown;
            platformName = platform.Name;
        }
        switch (ChallengeRules.DecideRegister(Current, request, envelope, platformName))
        {
            case RegisterDecision.Refused refused:
                return refused.Refusal;
            case RegisterDecision.Repeated repeated:
                return new Registration(request.EnvelopeId, Id, await ReceiptAsync(repeated.ReceiptLeaf));
            case RegisterDecision.Changed changed:
                return await RegisterAsync(request, envelope, changed);
            default:
                throw new InvalidOperationException("A decision without a case.");
        }
    }

    /// <inheritdoc/>
    public async Task<Outcome<ReceiptBytes>> Withdraw(WithdrawEnvelopes request)
    {
        if (!Exists)
            return new EnvelopeUnknown("withdraws[0]");
        if (!ReceiptLeaf.TryParse(request.Receipt, out var leaf, out var defect))
            throw new InvalidOperationException("The opening's receipt leaf is not well formed: " + defect);
        switch (ChallengeRules.DecideWithdraw(Current, request, leaf.Digest.ToString()))
        {
            case RegisterDecision.Refused refused:
                return refused.Refusal;
            case RegisterDecision.Repeated repeated:
                return new ReceiptBytes(await ReceiptAsync(repeated.ReceiptLeaf));
            case RegisterDecision.Changed changed:
                var committed = await State.CommitAsync(
                    changed.Next, [.. Withdrawals(changed), BoardRowOf(changed.Next, null), new ReceiptRequest(request.Receipt)]);
                return new ReceiptBytes(ReceiptWire.Encode(committed));
            default:
                throw new InvalidOperationException("A decision without a case.");
        }
    }

    /// <inheritdoc/>
    public Task<Outcome<Approval>> FindApproval(byte[] response, byte[] signature)
    {
        Outcome<Approval> found = Exists && Current.Kind == ChallengeKind.Encrypt && Current.Answer is { } answer
            && answer.Response.AsSpan().SequenceEqual(response) && answer.Signature.AsSpan().SequenceEqual(signature)
            ? new Approval(Current.PlatformId, Current.OpeningId, Current.SignKeyId, Current.Statement)
            : new AuthorshipInvalid("authorship.response");
        return Task.FromResult(found);
    }

    /// <inheritdoc/>
    public Task<Outcome<Done>> MayAdmit(string responseDigest) =>
        Task.FromResult<Outcome<Done>>(DecideAdmission(responseDigest, time.GetUtcNow()) is AdmitDecision.Refused refused ? refused.Refusal : Done.It);

    /// <inheritdoc/>
    public async Task<Outcome<Done>> Admit(string responseDigest, DateTimeOffset arrival)
    {
        switch (DecideAdmission(responseDigest, arrival))
        {
            case AdmitDecision.Refused refused:
                return refused.Refusal;
            case AdmitDecision.Admitted admitted:
                await CommitAsync(admitted.Next, await TermsAsync(), arrival, [.. FeedOf(FeedOutcome.Admitted, admitted.Answer), new ReceiptRequest(admitted.Answer.ReceiptLeaf)]);
                LogAdmitted(Id);
                break;
        }
        return Done.It;
    }

    private AdmitDecision DecideAdmission(string responseDigest, DateTimeOffset arrival) => Exists && Sm3Digest.TryParse(responseDigest, out var digest)
        ? ChallengeRules.DecideAdmission(Current, digest, arrival, late => ReceiptLeafOf(ReceiptSubject.Admission, late.Response, late.Signature, arrival))
        : new AdmitDecision.Refused(new AmendmentRefused("response", null, null));

    private async Task<Outcome<Registration>> RegisterAsync(RegisterEnvelope request, SealedEnvelope envelope, RegisterDecision.Changed changed)
    {
        try
        {
            var committed = await State.CommitAsync(changed.Next,
            [
                new EnvelopeRow(request.OpeningId, request.EnvelopeId, Id, new EnvelopePayload(KeyId.Parse(request.SignKeyId), MerkleTree.LeafHash(envelope.Leaf())).Encode()),
                .. Withdrawals(changed),
                BoardRowOf(changed.Next, null), new ReceiptRequest(request.Receipt),
            ]);
            return new Registration(request.EnvelopeId, Id, ReceiptWire.Encode(committed));
        }
        catch (CompanionConflictException)
        {
            // The envelope's id is another certificate's in this opening.
            return new EnvelopeConflict();
        }
    }

    private static IEnumerable<Companion> Withdrawals(RegisterDecision.Changed changed) =>
        changed.Left.Select(envelope => new EnvelopeWithdrawal(changed.Next.OpeningId, envelope));
}
