using Hub.Cryptography;
using TradingPlatform.Identity;
using TradingPlatform.Openings;

namespace TradingPlatform.Bids;

/// <summary>What the platform checks of an envelope before it registers it, without asking the hub what to think.</summary>
internal static class EnvelopeCheck
{
    /// <returns>What is wrong, or empty.</returns>
    public static string Find(
        SealedEnvelope envelope, BidHeader header, EnvelopeId named, OpeningDescriptor terms, DescriptorSigner signer, BidderPair bidder, PlatformTrust trust, IReadOnlyList<Crl> crls, DateTimeOffset now)
    {
        if (header.Envelope != named)
            return "header is of another envelope";
        if (header.Hub != trust.Hub || header.Platform != trust.Platform || !signer.Accepts(header.PlatformKeyId) || header.Opening != terms.Opening)
            return "header is of another hub, platform, key or opening";
        if (terms.Lots.All(lot => lot.Lot != header.Lot))
            return "header names no lot of this opening";
        if (header.EarliestStart > terms.EarliestStart)
            return "header has a later start than the opening";
        if (!new ChunkLayout(header.ChunkSize).TryGetPlaintextLength(header.Length, out _))
            return "header has a length that no file has";
        if (header.SignKeyId != bidder.Signing.KeyId || header.EncKeyId != bidder.Encryption.KeyId)
            return "header names other keys than the certificate's";
        if (bidder.Signing.OrganizationIdentifier != header.Bidder.Code.ToString() || bidder.Encryption.OrganizationIdentifier != header.Bidder.Code.ToString())
            return "header names another enterprise than the certificate";
        if (CertificatePath.Check(bidder.Signing, bidder.Issuers, trust.Roots, crls, now, CertificateUsage.DigitalSignature) is PathDecision.Refused signing)
            return "signing certificate: " + signing.Reason;
        if (CertificatePath.Check(bidder.Encryption, bidder.Issuers, trust.Roots, crls, now, CertificateUsage.KeyEncipherment) is PathDecision.Refused encryption)
            return "encryption certificate: " + encryption.Reason;
        if (!SealedForm.IsWellFormedFor(envelope.SealedKey, BidContext.JoinedLength))
            return "sealed key has not the form of one";
        return envelope.Authorship.Covers(envelope.Header, envelope.Commitment, Sm3Digest.Of(envelope.SealedKey), bidder.Signing.PublicKey, out var defect) ? "" : "authorship: " + defect;
    }
}

/// <summary>A bidder's certificates (双证书) and their issuers.</summary>
internal sealed record BidderPair(Sm2Certificate Signing, Sm2Certificate Encryption, IReadOnlyList<Sm2Certificate> Issuers);
