using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace TradingPlatform.Identity;

/// <summary>The platform's identity, read and checked: its ids, its own chain, its own anchors, and where the hub is.</summary>
internal sealed class PlatformTrust
{
    private PlatformTrust(PlatformIdentity identity, HubId hub, PlatformId platform, IReadOnlyList<Sm2Certificate> chain, IReadOnlyList<Sm2Certificate> roots, IReadOnlyList<Sm2PublicKey> hubKeys) =>
        (Identity, Hub, Platform, Chain, Roots, HubKeys) = (identity, hub, platform, chain, roots, hubKeys);

    public PlatformIdentity Identity { get; }

    public HubId Hub { get; }

    public PlatformId Platform { get; }

    /// <summary>The descriptor certificate first.</summary>
    public IReadOnlyList<Sm2Certificate> Chain { get; }

    public IReadOnlyList<Sm2Certificate> Roots { get; }

    /// <summary>For receipts.</summary>
    public IReadOnlyList<Sm2PublicKey> HubKeys { get; }

    /// <summary>Of the descriptor key in force.</summary>
    public KeyId KeyId => Chain[0].KeyId;

    /// <summary>The keys that it succeeded.</summary>
    public IEnumerable<KeyId> Predecessors => Identity.Successions.Select(signed =>
        Succession.TryParse(signed.Record, out var succession, out var defect) ? succession.OldKeyId : throw new InvalidDataException("A stored succession: " + defect));

    /// <summary>Where pages connect for live news.</summary>
    public string Live => Identity.HubApi.TrimEnd('/') + "/live";

    /// <summary>The same with something beside what was checked.</summary>
    public PlatformTrust With(PlatformIdentity identity) => new(identity, Hub, Platform, Chain, Roots, HubKeys);

    /// <summary>Reads an identity; the certificate must be the one of <paramref name="key"/> and lead to a root of the anchors given.</summary>
    public static bool TryRead(PlatformIdentity identity, Sm2PublicKey key, DateTimeOffset now, [NotNullWhen(true)] out PlatformTrust? trust, out string defect)
    {
        trust = null;
        var hubKeys = new List<Sm2PublicKey>();
        if (!PlatformId.TryParse(identity.Platform, out var platform))
            defect = "platform is not a platform id";
        else if (!Uri.TryCreate(identity.HubApi, UriKind.Absolute, out _) || identity.Crls.Any(url => !Uri.TryCreate(url, UriKind.Absolute, out _)))
            defect = "hubApi or crls is not an address";
        else if (!Anchors.TryParse(identity.Anchors, out var anchors, out defect))
            defect = "anchors: " + defect;
        else if (!Certificates.TryParse(identity.Chain, out var chain) || chain.Count == 0 || !Certificates.TryParse(anchors.Roots, out var roots))
            defect = "chain or anchors have something that is not a certificate";
        else if (chain[0].KeyId != key.KeyId)
            defect = "chain is not of this platform's key";
        else if (CertificatePath.CheckIssuance(chain[0], [.. chain.Skip(1)], roots, now, CertificateUsage.DigitalSignature) is PathDecision.Refused refused)
            defect = "chain: " + refused.Reason;
        else
        {
            foreach (var spki in anchors.HubKeys)
            {
                if (Sm2PublicKey.TryParse(spki, out var hubKey))
                    hubKeys.Add(hubKey);
            }
            trust = new PlatformTrust(identity, anchors.Hub, platform, chain, roots, hubKeys);
        }
        return trust is not null;
    }
}

/// <summary>Lists of certificates as they travel.</summary>
internal static class Certificates
{
    public static bool TryParse(IReadOnlyList<byte[]> encoded, [NotNullWhen(true)] out IReadOnlyList<Sm2Certificate>? certificates)
    {
        var read = new List<Sm2Certificate>(encoded.Count);
        certificates = null;
        foreach (var der in encoded)
        {
            if (!Sm2Certificate.TryParse(der, out var certificate))
                return false;
            read.Add(certificate);
        }
        certificates = read;
        return true;
    }
}
