using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace Bidder;

/// <summary>An opening as its platform describes it, with the descriptor's signature and the platform's certificate checked.</summary>
/// <param name="Descriptor">The signed terms.</param>
/// <param name="PlatformKeyId">Of the certificate that signed them: headers name it, and the phone opens for no other.</param>
public sealed record OpeningOffer(OpeningDescriptor Descriptor, KeyId PlatformKeyId)
{
    /// <summary>Checks what <c>GET /openings/{id}</c> answered.</summary>
    public static bool TryAccept(
        SignedRecord descriptor, IReadOnlyList<byte[]> chain, OpeningId asked, KnownPlatform told, BidderTrust trust, DateTimeOffset now, [NotNullWhen(true)] out OpeningOffer? offer, out string defect)
    {
        offer = null;
        if (!OpeningDescriptor.TryParse(descriptor.Record, out var terms, out defect))
            return false;
        if (chain.Count == 0 || !CertificateBytes.TryParse(chain, out var certificates))
            defect = "the platform's chain is not SM2 certificates";
        else if (CertificatePath.CheckIssuance(certificates[0], [.. certificates.Skip(1)], trust.Roots, now, CertificateUsage.DigitalSignature) is PathDecision.Refused refused)
            defect = $"platform's certificate: {refused.Reason}";
        else if (!certificates[0].PublicKey.Verify(descriptor.Record, descriptor.Signature))
            defect = "descriptor's signature is wrong";
        else if (terms.Opening != asked || terms.Hub != trust.Hub)
            defect = "descriptor is of another opening or hub";
        else if (terms.Platform != told.Id)
            defect = "descriptor is of another platform";
        else
            offer = new OpeningOffer(terms, certificates[0].KeyId);
        return offer is not null;
    }
}
