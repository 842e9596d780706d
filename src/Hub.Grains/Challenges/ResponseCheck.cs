using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

/// <summary>Whether a parsed response answers a statement: the protocol's section 3.3, member by member.</summary>
/// <param name="Envelopes">The statement's envelopes in its order; empty for kinds without results.</param>
internal sealed record ResponseCheck(
    HubId Hub, PlatformId Platform, string Kind, ChallengeId Challenge, Sm3Digest Statement, KeyId SignKeyId, KeyId EncKeyId, IReadOnlyList<EnvelopeId> Envelopes)
{
    /// <summary>Why it does not; null if it does. The signature comes between the names and the results: nobody else learns what the results should be.</summary>
    public Refusal? WhyNot(ResponseRecord response, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature, Sm2PublicKey signer)
    {
        if (response.Hub != Hub || response.Platform != Platform || response.Kind != Kind || response.Challenge != Challenge
            || response.Statement != Statement || response.SignKeyId != SignKeyId || response.EncKeyId != EncKeyId)
            return new StatementMismatch();
        if (!signer.Verify(bytes, signature))
            return new BadSignature("response");
        return WhyResultsDoNotFit(response.Results);
    }

    private ResultsMismatch? WhyResultsDoNotFit(IReadOnlyList<EnvelopeResult> results)
    {
        if (results.Count != Envelopes.Count)
            return new ResultsMismatch("results");
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Envelope != Envelopes[i])
                return new ResultsMismatch($"results[{i}].envelope");
            // Only its form: whether it opens is between the phone and the platform, and provable by the commitment.
            if (results[i].Sealed is { } sealedKey && !SealedForm.IsWellFormedFor(sealedKey, BidContext.JoinedLength))
                return new ResultsMismatch($"results[{i}].sealed");
        }
        return null;
    }
}
