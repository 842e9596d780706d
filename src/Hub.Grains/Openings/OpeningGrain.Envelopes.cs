using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Openings;

/// <summary>Registrations and withdrawals. Nothing here is logged, counted or pushed: before the start it is the platform's secret (D10).</summary>
internal sealed partial class OpeningGrain
{
    public async Task<Outcome<Registration>> Register(string platformId, byte[] envelope, DateTimeOffset arrival)
    {
        arrival = WireTime.Cut(arrival);
        if (!IsOf(platformId) || !OpeningId.TryParse(Id, out var opening))
            return new NotFound();
        if (!RegistrationCommand.Parse(opening, envelope).Try(out var command, out var refusal))
            return refusal;
        // What is registered stays so, whatever became of deadline and certificate since: the same answer again.
        if (_index.TryFind(command.Header.Envelope, out var known))
        {
            if (known.LeafHash != MerkleTree.LeafHash(command.Envelope.Leaf()))
                return new EnvelopeConflict();
            return (await CertificateOf(command.Header.SignKeyId).Identify()).Try(out var holder, out refusal)
                ? await Enter(command, holder, [], arrival)
                : refusal;
        }
        if (OpeningRules.WhyNotRegister(State, command, _index.Count, arrival) is { } misfit)
            return misfit;
        if (!(await CertificateOf(command.Header.SignKeyId).Standing(Now)).Try(out var certificate, out refusal))
            return refusal is NotFound ? new AuthorshipInvalid("header.signKeyId") : refusal;
        if (!(await ApprovalOf(command.Envelope.Authorship, command.Statement)).Try(out var approval, out refusal))
            return refusal;
        if (OpeningRules.WhyNotAuthor(command, certificate, approval) is { } strange)
            return strange;
        return await Enter(command, certificate, command.Statement.Withdraws, arrival);
    }

    public Task<IReadOnlyList<string?>> Owners(IReadOnlyList<string> envelopeIds) => Task.FromResult<IReadOnlyList<string?>>(
        [.. envelopeIds.Select(id => EnvelopeId.TryParse(id, out var envelope) && _index.TryFind(envelope, out var entry) ? entry.SignKeyId.ToString() : null)]);

    public async Task<Outcome<ReceiptBytes>> Withdraw(string platformId, byte[] authorship, DateTimeOffset arrival)
    {
        arrival = WireTime.Cut(arrival);
        if (!IsOf(platformId) || !OpeningId.TryParse(Id, out var opening))
            return new NotFound();
        if (!WithdrawalCommand.Parse(authorship).Try(out var command, out var refusal))
            return refusal;
        // An order whose envelopes are all gone is a repeated one, or unknown to the challenge; else it needs to be in time.
        var challenge = _challengeIds.Decrypt(opening, command.Statement.SignKeyId);
        if (command.Statement.Withdraws.Any(envelope => _index.Contains(envelope, challenge)) && OpeningRules.WhyNoMoreChanges(State, arrival) is { } closed)
            return closed;
        if (!(await CertificateOf(command.Statement.SignKeyId).Identify()).Try(out var certificate, out refusal))
            return refusal is NotFound ? new AuthorshipInvalid("statement.signKeyId") : refusal;
        if (!(await ApprovalOf(command.Authorship, command.Statement)).Try(out var approval, out refusal))
            return refusal;
        if (OpeningRules.WhyNotWithdraw(command, opening, certificate, approval) is { } strange)
            return strange;
        var leaf = Leaf(ReceiptSubject.Withdrawal, challenge, null, command.Authorship.Digest, arrival);
        var withdrawn = await Guarded(GrainFactory.GetGrain<IChallengeGrain>(challenge.ToString())
            .Withdraw(new WithdrawEnvelopes([.. command.Statement.Withdraws.Select(id => id.ToString())], leaf)));
        if (withdrawn.Value is not null)
            Forget(command.Statement.Withdraws, challenge);
        return withdrawn;
    }

    private async Task<Outcome<Registration>> Enter(RegistrationCommand command, CertificateIdentity certificate, IReadOnlyList<EnvelopeId> withdraws, DateTimeOffset arrival)
    {
        var header = command.Header;
        var challenge = _challengeIds.Decrypt(command.Opening, header.SignKeyId);
        var leaf = Leaf(ReceiptSubject.Registration, challenge, header.Envelope, Sm3Digest.Of(command.Envelope.Leaf()), arrival);
        var registered = await Guarded(GrainFactory.GetGrain<IChallengeGrain>(challenge.ToString()).Register(new RegisterEnvelope(
            State.PlatformId, Id, header.SignKeyId.ToString(), header.Envelope.ToString(), command.Encode(), [.. withdraws.Select(id => id.ToString())], leaf,
            header.Lot.ToString(), certificate.EnterpriseId, certificate.EnterpriseName)));
        // An old receipt is the answer to a repetition. It may be of an envelope that was withdrawn since, which does not come back by it.
        if (registered.Value is { } registration && Receipt.TryParse(registration.Receipt, out var receipt, out _) && receipt.Leaf.AsSpan().SequenceEqual(leaf))
        {
            Forget(withdraws, challenge);
            _index.Add(header.Envelope, new IndexedEnvelope(challenge, header.SignKeyId, MerkleTree.LeafHash(command.Envelope.Leaf())));
        }
        return registered;
    }

    // After an exception nobody knows what was stored: the next activation reads it.
    private async Task<T> Guarded<T>(Task<T> writing)
    {
        try
        {
            return await writing;
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task<Outcome<Approval>> ApprovalOf(Authorship authorship, EncryptStatement statement) =>
        (await GrainFactory.GetGrain<IChallengeGrain>(statement.Challenge.ToString()).FindApproval(authorship.Response, authorship.Signature)).Try(out var approval, out _)
            ? approval
            : new AuthorshipInvalid("authorship: not approved here");

    private ICertificateGrain CertificateOf(KeyId signKeyId) => GrainFactory.GetGrain<ICertificateGrain>(CertificateKey.Of(signKeyId));

    private byte[] Leaf(string subject, ChallengeId challenge, EnvelopeId? envelope, Sm3Digest digest, DateTimeOffset arrival)
    {
        var terms = State.Current.Terms;
        return new ReceiptLeaf(terms.Hub, terms.Platform, ChallengeKind.Decrypt, subject, terms.Opening, challenge, envelope, digest, arrival).Encode();
    }

    private void Forget(IReadOnlyList<EnvelopeId> withdrawn, ChallengeId challenge)
    {
        foreach (var envelope in withdrawn)
            _index.Remove(envelope, challenge);
    }
}
