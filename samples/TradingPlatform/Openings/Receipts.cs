using Hub.Cryptography;
using TradingPlatform.Identity;

namespace TradingPlatform.Openings;

/// <summary>Whether a receipt of the hub says what it has to say.</summary>
internal static class Receipts
{
    public static bool Covers(Receipt receipt, PlatformTrust trust, string subject, OpeningId opening, Sm3Digest digest) => Find(receipt, trust, subject, opening, digest) is not null;

    /// <summary>What the receipt says, if it is of this hub, platform, subject, opening and digest.</summary>
    public static ReceiptLeaf? Find(Receipt receipt, PlatformTrust trust, string subject, OpeningId opening, Sm3Digest digest) =>
        receipt.TryVerify(trust.Hub, trust.HubKeys, out var leaf, out _)
        && leaf.Subject == subject && leaf.Opening == opening && leaf.Platform == trust.Platform && leaf.Digest == digest ? leaf : null;
}
