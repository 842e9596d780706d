using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>Who the phone is and whom it trusts, read once from its memory.</summary>
public sealed record PhoneIdentity(HubId Hub, EnterpriseId Enterprise, Sm2PublicKey SignKey, Sm2PublicKey EncKey, IReadOnlyList<Sm2PublicKey> HubKeys, IReadOnlyList<Sm2Certificate> Roots)
{
    /// <summary>Envelopes that the holder ordered back (撤回).</summary>
    public IReadOnlySet<string> Withdrawn { get; init; } = new HashSet<string>();

    /// <summary>Names the certificate.</summary>
    public KeyId SignKeyId => SignKey.KeyId;

    /// <summary>Names the key that envelopes are sealed to.</summary>
    public KeyId EncKeyId => EncKey.KeyId;

    /// <exception cref="InvalidDataException">The memory was altered: it was checked when it was made.</exception>
    internal static PhoneIdentity Of(PhoneMemory memory)
    {
        if (!HubId.TryParse(memory.Hub, out var hub) || !EnterpriseId.TryParse(memory.Enterprise, out var enterprise)
            || !Sm2Certificate.TryParse(memory.SigningCertificate, out var signing) || !Sm2Certificate.TryParse(memory.EncryptionCertificate, out var encryption)
            || !Anchors.TryParse(memory.Anchors, out var anchors, out _) || !TryRoots(anchors, out var roots))
            throw new InvalidDataException("The phone's memory was altered.");
        return new PhoneIdentity(hub, enterprise, signing.PublicKey, encryption.PublicKey, KeysOf(anchors), roots) { Withdrawn = memory.Withdrawn };
    }

    internal static bool TryRoots(Anchors anchors, out IReadOnlyList<Sm2Certificate> roots) => PhoneCertificates.TryParse(anchors.Roots, out roots);

    private static List<Sm2PublicKey> KeysOf(Anchors anchors)
    {
        var keys = new List<Sm2PublicKey>();
        foreach (var spki in anchors.HubKeys)
        {
            if (Sm2PublicKey.TryParse(spki, out var key))
                keys.Add(key);
        }
        return keys;
    }
}

internal static class PhoneCertificates
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
