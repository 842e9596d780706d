namespace Hub.Cryptography.Tests.Vectors;

/// <summary>One encrypted file of a bid, with the content key that only its bidder knows.</summary>
internal sealed record VectorBid(BidHeader Header, byte[] HeaderBytes, byte[] ContentKey, byte[] SealedKey, Sm3Digest Commitment)
{
    private static readonly byte[] Ciphertext = FileVectors.Encrypt(FileCipherSuite.Sm4Gcm, FileVectors.ChunkSize + 1);

    public static readonly VectorBid First = Of(HeaderOf(VectorNames.Envelope, VectorNames.Lot));
    public static readonly VectorBid Second = Of(HeaderOf(VectorNames.SecondEnvelope, VectorNames.SecondLot) with { FileName = "投标文件 (二).zip" });
    public static readonly VectorBid Other = Of(HeaderOf(VectorNames.OtherEnvelope, VectorNames.Lot) with
    {
        Bidder = VectorNames.OtherBidder,
        SignKeyId = VectorKeys.OtherSign.PublicKey.KeyId,
        EncKeyId = VectorKeys.OtherEncryption.PublicKey.KeyId,
    });

    public Sm3Digest Context => BidContext.Of(HeaderBytes);

    public EnvelopeClaim Claim => new(HeaderBytes, Commitment, Sm3Digest.Of(SealedKey));

    public static byte[] ContentKeyOf(EnvelopeId envelope) => VectorRandom.Bytes("content key " + envelope, 32);

    public static BidHeader HeaderOf(EnvelopeId envelope, LotId lot) => new(
        VectorNames.Hub, VectorNames.Platform, VectorKeys.Platform.PublicKey.KeyId, VectorNames.Opening, VectorNames.EarliestStart, lot, envelope, VectorNames.Bidder,
        VectorKeys.Sign.PublicKey.KeyId, VectorKeys.Encryption.PublicKey.KeyId, "投标文件.zip", FileCiphers.Sm4Gcm, FileVectors.ChunkSize, Ciphertext.Length, Sm3Digest.Of(Ciphertext));

    public static VectorBid Of(BidHeader header)
    {
        var bytes = header.Encode();
        var key = ContentKeyOf(header.Envelope);
        var context = BidContext.Of(bytes);
        var owner = VectorKeys.All.Single(named => named.Key.PublicKey.KeyId == header.EncKeyId).Key.PublicKey;
        return new VectorBid(header, bytes, key, VectorKeys.SealTo(owner, BidContext.Join(key, context)), BidContext.Commit(context, key));
    }

    /// <summary>The bidder's response over these files, by this signing key.</summary>
    public static Authorship AuthorshipOf(Sm2PrivateKey author, Sm2PublicKey encryption, params IReadOnlyList<VectorBid> bids)
    {
        var statement = new EncryptStatement(VectorNames.Hub, VectorNames.Platform, VectorNames.EncryptChallenge, "伊犁交易平台", VectorNames.Opening, author.PublicKey.KeyId,
            VectorNames.Deadline.AddHours(-1), [.. bids.Select(bid => bid.Claim)], []).Encode();
        var response = new ResponseRecord(VectorNames.Hub, VectorNames.Platform, ChallengeKind.Encrypt, VectorNames.EncryptChallenge, Sm3Digest.Of(statement), author.PublicKey.KeyId,
            encryption.KeyId, VectorRandom.Bytes("nonce", 32), PinTryId.Of(VectorRandom.Bytes("blinded", 33)), [], VectorNames.Deadline.AddHours(-2)).Encode();
        return new Authorship(statement, response, VectorKeys.SignAs(author, response));
    }
}
