using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Hub.Cryptography;

namespace Hub.Grains.Authorities;

/// <summary>
/// The lists that this hub holds, read once: whoever is handed one's bytes finds what was made of them, with the signature that was found good, and neither a signed call nor a
/// freeze walks a hundred thousand entries again. Kept for as long as somebody keeps the bytes, which nobody changes.
/// </summary>
internal static class KnownLists
{
    private static readonly ConditionalWeakTable<byte[], Crl> Read = [];

    /// <summary>As <see cref="Crl.TryParse(ReadOnlySpan{byte}, out Crl?)"/>, but of the same array only once.</summary>
    public static bool TryGetOrParse(byte[] der, [NotNullWhen(true)] out Crl? list)
    {
        if (Read.TryGetValue(der, out list))
            return true;
        if (!Crl.TryParse(der, out list))
            return false;
        Keep(der, list);
        return true;
    }

    /// <summary>Whoever asks for these bytes gets this list.</summary>
    public static void Keep(byte[] der, Crl list) => Read.AddOrUpdate(der, list);
}
