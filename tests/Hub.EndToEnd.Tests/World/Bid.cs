using Hub.Cryptography;

namespace Hub.EndToEnd.Tests.World;

/// <summary>One encrypted file before the phone has signed for it. The ciphertext itself never comes to the hub, so that there is none.</summary>
internal sealed record Bid(Holder Holder, BidHeader Header, byte[] HeaderBytes, byte[] ContentKey, byte[] SealedKey)
{
    public EnvelopeId Envelope => Header.Envelope;

    public Sm3Digest Commitment => BidContext.Commit(BidContext.Of(HeaderBytes), ContentKey);

    public EnvelopeClaim Claim => new(HeaderBytes, Commitment, Sm3Digest.Of(SealedKey));

    public static Bid Of(Holder holder, BidHeader header, byte[] contentKey)
    {
        var bytes = header.Encode();
        return new Bid(holder, header, bytes, contentKey, holder.Keys.Encryption.PublicKey.Seal(BidContext.Join(contentKey, BidContext.Of(bytes))));
    }

    public SealedEnvelope Sealed(Authorship authorship) => new(HeaderBytes, Commitment, SealedKey, authorship);
}

/// <summary>A bid that the hub has: what was posted, and what was answered.</summary>
internal sealed record Registered(Bid Bid, SealedEnvelope Sealed, byte[] Body, CallAnswer Answer, IReadOnlyList<EnvelopeId> Withdraws)
{
    public ChallengeId Challenge => ChallengeId.TryParse(Answer.Value.GetProperty("challenge").GetString(), out var id) ? id : throw new InvalidOperationException();
}
