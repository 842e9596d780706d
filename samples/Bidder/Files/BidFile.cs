using Hub.Cryptography;

namespace Bidder;

/// <summary>One encrypted file of a bid, before anybody else has seen anything of it.</summary>
/// <param name="HeaderBytes">Bytes of the <see cref="BidHeader"/>.</param>
/// <param name="CiphertextPath">Where the ciphertext lies.</param>
/// <param name="PlaintextDigest">SM3 of the plaintext: stays with the bidder, to compare after the opening.</param>
public sealed record BidFile(BidHeader Header, byte[] HeaderBytes, Sm3Digest Commitment, string CiphertextPath, Sm3Digest PlaintextDigest)
{
    /// <summary>SM2(encKey, CK ‖ ctx). Leaves the program only after the phone's answer over exactly these bytes was verified.</summary>
    internal byte[] SealedKey { get; init; } = [];

    internal EnvelopeClaim Claim => new(HeaderBytes, Commitment, Sm3Digest.Of(SealedKey));
}
