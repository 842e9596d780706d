using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>Whether the certificate that signed a descriptor is the one that a header named, or its successor, and leads to a pinned root.</summary>
internal static class PlatformSigner
{
    /// <summary>The signer, if its chain leads to a pinned root and nothing on it was revoked at <paramref name="frozen"/>.</summary>
    /// <remarks>
    /// The statement's CRLs are those of the freeze, so that its bytes never change: they are asked about the freeze's moment, which the hub's receipt vouches for.
    /// </remarks>
    public static bool TryFind(DecryptStatement statement, PhoneIdentity own, DateTimeOffset frozen, [NotNullWhen(true)] out Sm2Certificate? signer)
    {
        signer = null;
        if (!PhoneCertificates.TryParse(statement.Chain, out var chain))
            return false;
        var crls = new List<Crl>();
        foreach (var der in statement.Crls)
        {
            if (!Crl.TryParse(der, out var crl))
                return false;
            crls.Add(crl);
        }
        if (CertificatePath.Check(chain[0], [.. chain.Skip(1)], own.Roots, crls, frozen, CertificateUsage.DigitalSignature) is not PathDecision.Trusted)
            return false;
        signer = chain[0];
        return true;
    }

    /// <summary>Whether <paramref name="signer"/> is <paramref name="named"/>, or every step from the one to the other was signed by the key before.</summary>
    public static bool IsOrSucceeds(KeyId signer, KeyId named, DecryptStatement statement)
    {
        var current = named;
        foreach (var signed in statement.Successions)
        {
            if (current == signer)
                return true;
            if (!Succession.TryParse(signed.Record, out var step, out _) || step.Hub != statement.Hub || step.Platform != statement.Platform)
                return false;
            // A header may name a key from the middle of the chain: the steps before it are not its concern.
            if (step.OldKeyId != current)
                continue;
            if (!Sm2PublicKey.TryParse(step.OldKey, out var oldKey) || !oldKey.Verify(signed.Record, signed.Signature) || !Sm2Certificate.TryParse(step.NewCertificate, out var next))
                return false;
            current = next.KeyId;
        }
        return current == signer;
    }
}
