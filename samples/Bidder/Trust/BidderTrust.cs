using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace Bidder;

/// <summary>Whom this program trusts: an <c>anchors/1</c> file that the bidder got from its CA, not from the platform or the hub that it is about to deal with.</summary>
public sealed class BidderTrust
{
    private BidderTrust(HubId hub, IReadOnlyList<Sm2PublicKey> hubKeys, IReadOnlyList<Sm2Certificate> roots) => (Hub, HubKeys, Roots) = (hub, hubKeys, roots);

    /// <summary>The hub that the CA vouches for.</summary>
    public HubId Hub { get; }

    /// <summary>Keys of its receipts.</summary>
    public IReadOnlyList<Sm2PublicKey> HubKeys { get; }

    /// <summary>Roots of platforms' and bidders' certificates.</summary>
    public IReadOnlyList<Sm2Certificate> Roots { get; }

    /// <summary>Reads the file's bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> anchors, [NotNullWhen(true)] out BidderTrust? trust, out string defect)
    {
        trust = null;
        if (!Anchors.TryParse(anchors, out var read, out defect))
            return false;
        if (!CertificateBytes.TryParse(read.Roots, out var roots))
        {
            defect = "a root is not an SM2 certificate";
            return false;
        }
        var keys = new List<Sm2PublicKey>();
        foreach (var spki in read.HubKeys)
        {
            if (Sm2PublicKey.TryParse(spki, out var key))
                keys.Add(key);
        }
        trust = new BidderTrust(read.Hub, keys, roots);
        return true;
    }
}

internal static class CertificateBytes
{
    public static bool TryParse(IReadOnlyList<byte[]> encoded, out IReadOnlyList<Sm2Certificate> certificates)
    {
        var read = new List<Sm2Certificate>(encoded.Count);
        certificates = read;
        foreach (var der in encoded)
        {
            if (!Sm2Certificate.TryParse(der, out var certificate))
                return false;
            read.Add(certificate);
        }
        return true;
    }
}
