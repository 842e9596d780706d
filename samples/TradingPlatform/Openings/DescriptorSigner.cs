using Hub.Cryptography;
using TradingPlatform.Identity;

namespace TradingPlatform.Openings;

/// <summary>Who signed an opening's descriptor, as it was then. A later successor changes nothing of it.</summary>
/// <param name="Chain">The signer's certificate, then its issuers without the root.</param>
/// <param name="KeyIds">The signer, and every key that it succeeded: headers that name one of them are good.</param>
internal sealed record DescriptorSigner(IReadOnlyList<byte[]> Chain, IReadOnlyList<string> KeyIds)
{
    /// <summary>The key in force.</summary>
    public static DescriptorSigner Of(PlatformTrust trust) => new(trust.Identity.Chain, [trust.KeyId.ToString(), .. trust.Predecessors.Select(key => key.ToString())]);

    /// <summary>Of the key that signed: it signs the freeze too.</summary>
    public KeyId Read() => KeyId.TryParse(KeyIds[0], out var id) ? id : throw new InvalidDataException("A stored key id is none.");

    /// <summary>Whether an envelope whose header names this key may be registered.</summary>
    public bool Accepts(KeyId named) => KeyIds.Contains(named.ToString(), StringComparer.Ordinal);
}
