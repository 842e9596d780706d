using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

internal sealed partial class ChallengeGrain
{
    /// <inheritdoc/>
    public async Task<Outcome<CreatedChallenge>> CreateEncrypt(EncryptRequest request, DateTimeOffset now)
    {
        now = WireTime.Cut(now);
        if (Exists)
            return Current.RequestDigest == request.RequestDigest && Current.Expires is { } expires
                ? new CreatedChallenge(Id, Current.Statement, expires)
                : new IdempotencyKeyRefused();
        if (!EncryptChallenge.Read(request, HubId).Try(out var asked, out var refusal))
            return refusal;
        var opening = GrainFactory.GetGrain<IOpeningGrain>(request.OpeningId);
        if (!(await opening.Terms()).Try(out var terms, out refusal)
            || !(await GrainFactory.GetGrain<IPlatformGrain>(request.PlatformId).Identify()).Try(out var platform, out refusal))
            return refusal;
        if (asked.WhyNot(request.PlatformId, terms, now) is { } why)
            return why;
        if (!asked.SignerOf(asked.Withdraws.Count > 0 ? await opening.Owners(request.Withdraws) : []).Try(out var signer, out refusal)
            || !(await Certificate(signer.SignKeyId).Standing(now)).Try(out var certificate, out refusal))
            return refusal;
        if (asked.WhyNot(certificate) is { } mismatch)
            return mismatch;
        return await CreateAsync(request, asked, platform, certificate, now + asked.Validity);
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> Cancel(string platformId, DateTimeOffset now)
    {
        if (!Exists)
            return new NotFound();
        var terms = await TermsAsync();
        switch (ChallengeRules.DecideCancel(Current, ChallengeMoment.Of(Current, terms, now), platformId, now))
        {
            case ChangeDecision.Refused refused:
                return refused.Refusal;
            case ChangeDecision.Changed changed:
                await CommitAsync(changed.Next, terms, now);
                break;
        }
        return Done.It;
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> ReportFiles(string platformId, string openingId, IReadOnlyList<FileReport> files, DateTimeOffset now)
    {
        if (!Exists)
            return new NotFound();
        switch (ChallengeRules.DecideReport(Current, platformId, openingId, files))
        {
            case ChangeDecision.Refused refused:
                return refused.Refusal;
            case ChangeDecision.Changed changed:
                await CommitAsync(changed.Next, await TermsAsync(), now);
                break;
        }
        return Done.It;
    }

    /// <inheritdoc/>
    public async Task<Outcome<ChallengeSnapshot>> Read(string? platformId)
    {
        if (!Exists || (platformId is not null && platformId != Current.PlatformId))
            return new NotFound();
        return await SnapshotAsync(await TermsAsync(), time.GetUtcNow());
    }

    /// <inheritdoc/>
    public async Task<Outcome<StatementBytes>> ReadStatement(string platformId) =>
        Exists && platformId == Current.PlatformId ? await StatementAsync() : new NotFound();

    private async Task<Outcome<CreatedChallenge>> CreateAsync(
        EncryptRequest request, EncryptChallenge asked, PlatformIdentity platform, CertificateIdentity certificate, DateTimeOffset expires)
    {
        if (!PlatformId.TryParse(request.PlatformId, out var platformId) || !OpeningId.TryParse(request.OpeningId, out var openingId))
            throw new InvalidOperationException("An opening and a platform that exist have ids that are well formed.");
        var statement = new EncryptStatement(
            HubId, platformId, ChallengeId, platform.Name, openingId, KeyId.Parse(certificate.SignKeyId), expires, asked.Claims, asked.Withdraws).Encode();
        await State.CommitAsync(new ChallengeState
        {
            Kind = ChallengeKind.Encrypt,
            PlatformId = request.PlatformId,
            PlatformName = platform.Name,
            OpeningId = request.OpeningId,
            SignKeyId = certificate.SignKeyId,
            Changes = 1,
            Statement = statement,
            Expires = expires,
            RequestDigest = request.RequestDigest,
        });
        return new CreatedChallenge(Id, statement, expires);
    }
}
