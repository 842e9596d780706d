using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

internal sealed partial class ChallengeGrain
{
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(20);

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
        if (!(await GrainFactory.GetGrain<IOpeningGrain>(request.OpeningId).Terms()).Try(out var terms, out refusal)
            || !(await GrainFactory.GetGrain<IPlatformGrain>(request.PlatformId).Identify()).Try(out var platform, out refusal))
            return refusal;
        if (asked.WhyNot(request.PlatformId, terms, now) is { } why)
            return why;
        if (!(await SignerAsync(request, asked)).Try(out var signer, out refusal)
            || !(await Certificate(signer.KeyId).Standing(now)).Try(out var certificate, out refusal))
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
    public async Task<Outcome<Done>> ReportFiles(string platformId, IReadOnlyList<FileReport> files, DateTimeOffset now)
    {
        if (!Exists)
            return new NotFound();
        switch (ChallengeRules.DecideReport(Current, platformId, files))
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

    private sealed record Signer(string KeyId);

    /// <summary>The certificate that must sign: the headers' one, and every withdrawn envelope must be its own. A request that only withdraws is found by what was registered.</summary>
    private async Task<Outcome<Signer>> SignerAsync(EncryptRequest request, EncryptChallenge asked)
    {
        var signer = asked.Headers.Count > 0 ? asked.Headers[0].SignKeyId.ToString() : null;
        if (asked.Withdraws.Count == 0)
            return new Signer(signer!);
        using var limit = new CancellationTokenSource(ReadPatience);
        var rows = (await envelopes.ForOpeningAsync(request.OpeningId, limit.Token)).ToDictionary(row => row.EnvelopeId, row => row.Payload, StringComparer.Ordinal);
        for (var i = 0; i < asked.Withdraws.Count; i++)
        {
            if (!rows.TryGetValue(asked.Withdraws[i].ToString(), out var payload) || SignerOf(payload) is not { } owner || (signer ??= owner) != owner)
                return new EnvelopeUnknown($"withdraws[{i}]");
        }
        return new Signer(signer!);
    }

    private static string? SignerOf(byte[] payload) =>
        RecordReader.TryRead(payload, MaxEnvelopeLength, SealedEnvelope.Read, out var envelope, out _) && BidHeader.TryParse(envelope.Header, out var header, out _)
            ? header.SignKeyId.ToString()
            : null;
}
