using Hub.Cryptography;
using TradingPlatform.Identity;

namespace TradingPlatform.Openings;

/// <summary>What a receipt has to say (protocol section 3.10). An id that does not belong to the subject has to be absent.</summary>
internal sealed record ReceiptClaim(string Subject, OpeningId Opening, Sm3Digest Digest, ChallengeId? Challenge = null, EnvelopeId? Envelope = null);

/// <summary>Whether a receipt of the hub says what it has to say.</summary>
internal static class Receipts
{
    /// <summary>What the receipt says, if it is by a hub key of this platform's own anchors, included in its batch, and of exactly this claim; else null.</summary>
    public static ReceiptLeaf? Find(Receipt receipt, PlatformTrust trust, ReceiptClaim claim) =>
        receipt.TryVerify(trust.Hub, trust.HubKeys, out var leaf, out _)
        && leaf.Platform == trust.Platform && leaf.Subject == claim.Subject && leaf.Opening == claim.Opening && leaf.Digest == claim.Digest
        && leaf.Challenge == claim.Challenge && leaf.Envelope == claim.Envelope ? leaf : null;
}
