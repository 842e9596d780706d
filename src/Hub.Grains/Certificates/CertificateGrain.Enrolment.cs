using Hub.Cryptography;
using Hub.Grains.Authorities;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;

namespace Hub.Grains.Certificates;

/// <summary>Enrolment: the protocol's section 6. The CA is asked before anything is written, and answers the same again, so that a crash at any point is mended by the same body.</summary>
internal sealed partial class CertificateGrain
{
    /// <inheritdoc/>
    public async Task<Outcome<Enrolment>> Enrol(SignedBody enrolment, DateTimeOffset now)
    {
        if (!EnrolmentRequest.TryRead(enrolment, _hub.HubId, _keyId, out var request, out var refusal))
            return refusal;
        if (_stored is { } stored)
        {
            if (_certificate.Current.Enrolment != request.Digest)
                return new KeyInUse();
            await CatchUp(stored, now);
            return Answer(stored);
        }
        if (await _finder.ByEncKeyIdAsync(request.Encryption.PublicKey.KeyId.ToString()) is not null
            || await _finder.HasDeviceAsync(StoredCertificate.DeviceKeyIdOf(request.Record.DeviceKey)))
            return new KeyInUse();
        var trust = await GrainFactory.GetGrain<ITrustGrain>(ITrustGrain.Key).Read();
        if (trust.Anchors.Length == 0 || Sm3Digest.Of(trust.Anchors) != request.Record.Code.Anchors)
            return new CodeRefused();
        if (!(await Authority(request.Record.Code.Authority.ToString()).Identify()).Try(out var authority, out _) || authority.RevokedAt is not null)
            return new CodeRefused();
        var answer = await _authorities.IssueAsync(
            new Uri(authority.Url), new IssueRequest(request.Record.Code, request.Record.Proof, request.Record.SigningRequest, request.Record.EncryptionRequest, request.Record.DeviceKey));
        return answer switch
        {
            IssueAnswer.Issued issued => await Take(request, authority, issued, trust.Anchors, now),
            IssueAnswer.Refused => new CodeRefused(),
            _ => new AuthorityUnavailable(),
        };
    }

    private async Task<Outcome<Enrolment>> Take(EnrolmentRequest request, AuthorityIdentity authority, IssueAnswer.Issued issued, byte[] anchors, DateTimeOffset now)
    {
        var defect = IssuedPair.Check(
            issued.SigningCertificate, issued.EncryptionCertificate, request.Signing.PublicKey.KeyId, request.Encryption.PublicKey.KeyId, authority.Chain, now);
        if (defect is not null)
        {
            LogPairRefused(_logger, authority.AuthorityId, _keyId, defect);
            return new RequestInvalid(defect);
        }
        var (kept, key) = MakeKey(FirstVersion);
        using var made = key;
        var (evaluated, proof) = made.EvaluateWithProof(request.Blinded);
        var next = new CertificateState
        {
            Enrolment = request.Digest,
            AuthorityId = authority.AuthorityId,
            DeviceKey = request.Record.DeviceKey,
            SigningCertificate = issued.SigningCertificate,
            EncryptionCertificate = issued.EncryptionCertificate,
            // What the operator configured, without the root: what the CA sends along is not needed to trust it.
            Chain = [.. authority.Chain.SkipLast(1)],
            Anchors = anchors,
            PublicKey = kept.PublicKey,
            Evaluated = evaluated.ToArray(),
            Proof = proof.ToArray(),
        };
        var stored = StoredCertificate.Of(next, _keys, _devices);
        // The enterprise first: a certificate that it does not know would not be suspended with it.
        var enterprise = GrainFactory.GetGrain<IEnterpriseGrain>(stored.Identity.EnterpriseId);
        if (!(await enterprise.AddCertificate(stored.Identity.EnterpriseName, _keyId)).Try(out var joined, out var refusal))
            return refusal;
        // Then the guard: until the certificate is stored nobody has seen its key, and the same body makes another one.
        await _guard.CommitAsync(new PinGuardState { Current = kept, HighestVersion = FirstVersion, RestoreCount = _hub.RestoreCount });
        next = next with { Suspended = joined.Suspended };
        try
        {
            await _certificate.CommitAsync(next, stored.FirstRow(next));
        }
        catch (CompanionConflictException)
        {
            // The same phone has asked for two certificates at once. Else the enterprise would fill with certificates that nobody has.
            await enterprise.RemoveCertificate(_keyId);
            return new KeyInUse();
        }
        _stored = stored;
        LogEnrolled(_logger, _keyId, authority.AuthorityId);
        await CatchUp(stored, now);
        return Answer(stored);
    }

    // A CRL that was taken while the CA answered could not find this certificate; asked after it is stored, no CRL can miss it.
    private async Task CatchUp(StoredCertificate stored, DateTimeOffset now)
    {
        var authority = Authority(stored.Identity.AuthorityId);
        if (await authority.FindListed(stored.Serials) is { } listed)
            await Revoke(stored.Identity.AuthorityId, listed.RevokedAt, listed.Reason, now);
        // The same of a CA that was removed or revoked meanwhile.
        if (_certificate.Current.AuthorityRemovedAt is null && (!(await authority.Identify()).Try(out var issuer, out _) || issuer.RevokedAt is not null))
            await SetAuthorityRemoved(stored.Identity.AuthorityId, now);
    }

    private Enrolment Answer(StoredCertificate stored)
    {
        var state = _certificate.Current;
        var identity = stored.Identity;
        return new Enrolment(
            identity.AuthorityId, identity.EnterpriseId, identity.EnterpriseName, identity.Holder, identity.SigningCertificate, identity.EncryptionCertificate, identity.Chain,
            state.Anchors, FirstVersion, state.PublicKey, state.Evaluated, state.Proof);
    }

    private IAuthorityGrain Authority(string authorityId) => GrainFactory.GetGrain<IAuthorityGrain>(authorityId);

    private const int FirstVersion = 1;
}
