using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>Whether a receipt is the hub's, by a pinned key, and for exactly this response.</summary>
internal static class ReceiptChecks
{
    /// <param name="subjects">What it may be a receipt of.</param>
    /// <param name="defect">What is wrong, else empty.</param>
    public static bool Fits(Receipt receipt, PhoneIdentity own, KeptResponse kept, ReadOnlySpan<string> subjects, [NotNullWhen(true)] out ReceiptLeaf? leaf, out string defect)
    {
        if (!receipt.TryVerify(own.Hub, own.HubKeys, out leaf, out defect))
            return false;
        if (!subjects.Contains(leaf.Subject))
            defect = "subject";
        else if (leaf.Platform.ToString() != kept.Platform || leaf.Opening.ToString() != kept.Opening || leaf.Kind != kept.Kind)
            defect = "opening";
        else if (leaf.Challenge?.ToString() != kept.Challenge)
            defect = "challenge";
        else if (leaf.Digest != Sm3Digest.OfParts(kept.Response, kept.Signature))
            defect = "digest";
        return defect.Length == 0;
    }
}
