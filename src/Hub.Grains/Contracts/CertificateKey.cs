using Hub.Cryptography;

namespace Hub.Grains.Contracts;

/// <summary>How a certificate's grain is called: <c>ce-</c> and its signKeyId. The prefix keeps the key from looking like a number.</summary>
public static class CertificateKey
{
    private const string Prefix = "ce-";

    /// <summary>The grain's key of a signing key.</summary>
    public static string Of(KeyId signKeyId) => Prefix + signKeyId;

    /// <summary>The grain's key of a signKeyId that was read strictly before.</summary>
    public static string Of(string signKeyId) => Of(KeyId.Parse(signKeyId));

    internal static string SignKeyIdOf(string grainKey) =>
        grainKey.StartsWith(Prefix, StringComparison.Ordinal) && KeyId.TryParse(grainKey[Prefix.Length..], out var keyId)
            ? keyId.ToString()
            : throw new ArgumentException("A certificate's grain is called ce- and a key id.", nameof(grainKey));
}
