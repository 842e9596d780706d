using System.Text.Json.Nodes;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>What a bidder's program makes of one file, and the authorship that a phone adds.</summary>
internal static class BidVectors
{
    private static VectorBid Bid => VectorBid.First;

    private static Authorship Good => VectorBid.AuthorshipOf(VectorKeys.Sign, VectorKeys.Encryption.PublicKey, VectorBid.First, VectorBid.Second);

    public static JsonObject Make() => new()
    {
        ["about"] = "Section 4.1 for the file of 4097 bytes of files.json (SM4), and the authorship over it by the key 'sign'. Refused are authorships that do not cover this header, commitment and sealed key.",
        ["header"] = VectorFile.Base64(Bid.HeaderBytes),
        ["contentKey"] = VectorFile.Hex(Bid.ContentKey),
        ["context"] = Bid.Context.ToString(),
        ["commitment"] = Bid.Commitment.ToString(),
        ["joined"] = VectorFile.Hex(BidContext.Join(Bid.ContentKey, Bid.Context)),
        ["sealedKey"] = VectorFile.Base64(Bid.SealedKey),
        ["sealedKeyDigest"] = Sm3Digest.Of(Bid.SealedKey).ToString(),
        ["authorship"] = Json(Good),
        ["authorshipDigest"] = Good.Digest.ToString(),
        ["leaf"] = VectorFile.Base64(new SealedEnvelope(Bid.HeaderBytes, Bid.Commitment, Bid.SealedKey, Good).Leaf()),
        ["leafHash"] = MerkleTree.LeafHash(new SealedEnvelope(Bid.HeaderBytes, Bid.Commitment, Bid.SealedKey, Good).Leaf()).ToString(),
        ["refused"] = VectorFile.List(
        [
            Refused("the statement does not list the file", VectorBid.AuthorshipOf(VectorKeys.Sign, VectorKeys.Encryption.PublicKey, VectorBid.Second)),
            Refused("the statement lists another sealed key", VectorBid.AuthorshipOf(VectorKeys.Sign, VectorKeys.Encryption.PublicKey, Bid with { SealedKey = VectorBid.Second.SealedKey })),
            Refused("the statement lists another commitment", VectorBid.AuthorshipOf(VectorKeys.Sign, VectorKeys.Encryption.PublicKey, Bid with { Commitment = VectorBid.Second.Commitment })),
            Refused("another certificate's statement and response", VectorBid.AuthorshipOf(VectorKeys.OtherSign, VectorKeys.OtherEncryption.PublicKey, Bid)),
            Refused("signed by another key", Good with { Signature = VectorKeys.SignAs(VectorKeys.OtherSign, Good.Response) }),
            Refused("a response to another statement", Good with { Response = Other.Response, Signature = Other.Signature }),
        ]),
    };

    public static JsonObject Json(Authorship authorship) => new()
    {
        ["statement"] = VectorFile.Base64(authorship.Statement),
        ["response"] = VectorFile.Base64(authorship.Response),
        ["signature"] = VectorFile.Base64(authorship.Signature),
    };

    private static Authorship Other => VectorBid.AuthorshipOf(VectorKeys.Sign, VectorKeys.Encryption.PublicKey, VectorBid.Second);

    private static JsonObject Refused(string why, Authorship authorship) => new() { ["why"] = why, ["authorship"] = Json(authorship) };
}
