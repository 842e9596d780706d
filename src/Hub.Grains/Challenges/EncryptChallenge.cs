using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

/// <summary>What a platform asks a bidder to sign, parsed: headers and claims that belong together, and envelopes to be taken back.</summary>
/// <param name="Headers">Of the same hub, platform, opening, bidder and certificate.</param>
internal sealed record EncryptChallenge(IReadOnlyList<BidHeader> Headers, IReadOnlyList<EnvelopeClaim> Claims, IReadOnlyList<EnvelopeId> Withdraws, TimeSpan Validity)
{
    private static readonly (int Least, int Most) ValidSeconds = (60, 86_400);

    /// <summary>Reads a request, strictly, and finds what contradicts itself.</summary>
    public static Outcome<EncryptChallenge> Read(EncryptRequest request, HubId hub)
    {
        if (request.ValidSeconds < ValidSeconds.Least || request.ValidSeconds > ValidSeconds.Most)
            return new Malformed("validSeconds");
        if (request.Envelopes.Count > EncryptStatement.MaxEnvelopes || request.Withdraws.Count > EncryptStatement.MaxEnvelopes)
            return new TooMany(EncryptStatement.MaxEnvelopes);
        if (request.Envelopes.Count + request.Withdraws.Count == 0)
            return new Malformed("envelopes");
        var headers = new List<BidHeader>();
        var claims = new List<EnvelopeClaim>();
        for (var i = 0; i < request.Envelopes.Count; i++)
        {
            var claimed = request.Envelopes[i];
            if (!BidHeader.TryParse(claimed.Header, out var header, out var defect))
                return new Malformed($"envelopes[{i}].header: {defect}");
            if (!Sm3Digest.TryParse(claimed.Commitment, out var commitment))
                return new Malformed($"envelopes[{i}].commitment");
            if (!Sm3Digest.TryParse(claimed.SealedKeyDigest, out var sealedKey))
                return new Malformed($"envelopes[{i}].sealedKeyDigest");
            if (WhatContradicts(header, request, hub, headers) is { } member)
                return new Malformed($"envelopes[{i}].header.{member}");
            headers.Add(header);
            claims.Add(new EnvelopeClaim(claimed.Header, commitment, sealedKey));
        }
        var withdraws = new List<EnvelopeId>();
        for (var i = 0; i < request.Withdraws.Count; i++)
        {
            if (!EnvelopeId.TryParse(request.Withdraws[i], out var envelope) || withdraws.Contains(envelope) || headers.Any(header => header.Envelope == envelope))
                return new Malformed($"withdraws[{i}]");
            withdraws.Add(envelope);
        }
        return new EncryptChallenge(headers, claims, withdraws, TimeSpan.FromSeconds(request.ValidSeconds));
    }

    /// <summary>Why the opening takes no such envelopes; null if it does. A postponed opening takes what was encrypted for an earlier start, so that nothing has to be remade.</summary>
    public Refusal? WhyNot(string platformId, OpeningTerms terms, DateTimeOffset now)
    {
        if (terms.PlatformId != platformId)
            return new NotFound();
        if (terms.Phase != OpeningPhase.Registered)
            return new OpeningFrozen();
        if (now >= terms.Deadline)
            return new DeadlinePassed(now, terms.Deadline);
        for (var i = 0; i < Headers.Count; i++)
        {
            if (!terms.Lots.Contains(Headers[i].Lot.ToString()))
                return new Malformed($"envelopes[{i}].header.lot");
            if (Headers[i].EarliestStart > terms.EarliestStart)
                return new Malformed($"envelopes[{i}].header.earliestStart");
            if (!terms.PlatformKeyIds.Contains(Headers[i].PlatformKeyId.ToString()))
                return new Malformed($"envelopes[{i}].header.platformKeyId");
        }
        return null;
    }

    /// <summary>The certificate that must sign: the headers' one, and every envelope to be taken back must be its own. A request that only withdraws is found by what was registered.</summary>
    /// <param name="owners">Who answers for each of <see cref="Withdraws"/>; null for an envelope that is not registered.</param>
    public Outcome<ChallengeSigner> SignerOf(IReadOnlyList<string?> owners)
    {
        var signer = Headers.Count > 0 ? Headers[0].SignKeyId.ToString() : null;
        for (var i = 0; i < owners.Count; i++)
        {
            if (owners[i] is not { } owner || (signer ??= owner) != owner)
                return new EnvelopeUnknown($"withdraws[{i}]");
        }
        return signer is null ? throw new InvalidOperationException("A challenge asks for something.") : new ChallengeSigner(signer);
    }

    /// <summary>Why the certificate cannot be the one that the headers name; null if it can.</summary>
    public Refusal? WhyNot(CertificateIdentity certificate)
    {
        for (var i = 0; i < Headers.Count; i++)
        {
            if (Headers[i].EncKeyId.ToString() != certificate.EncKeyId)
                return new Malformed($"envelopes[{i}].header.encKeyId");
            if (Headers[i].Bidder.ToString() != certificate.EnterpriseId)
                return new Malformed($"envelopes[{i}].header.bidder");
        }
        return null;
    }

    private static string? WhatContradicts(BidHeader header, EncryptRequest request, HubId hub, List<BidHeader> others)
    {
        if (header.Hub != hub)
            return "hub";
        if (header.Platform.ToString() != request.PlatformId)
            return "platform";
        if (header.Opening.ToString() != request.OpeningId)
            return "opening";
        if (others.Any(other => other.Envelope == header.Envelope))
            return "envelope";
        if (others.Count == 0)
            return null;
        return header.SignKeyId != others[0].SignKeyId ? "signKeyId"
            : header.EncKeyId != others[0].EncKeyId ? "encKeyId"
            : header.Bidder != others[0].Bidder ? "bidder" : null;
    }
}

/// <summary>The one certificate that can answer a challenge.</summary>
internal sealed record ChallengeSigner(string SignKeyId);
