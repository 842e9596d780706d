using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>
/// The name of a public key (密钥标识): SM3 of its DER SubjectPublicKeyInfo (RFC 5480: named curve, uncompressed point; 91 bytes
/// for SM2), written as 64 lower-case hex digits. Renewal of a certificate keeps it, recovery changes it (B5, B6).
/// </summary>
public readonly record struct KeyId
{
    private KeyId(Sm3Digest digest) => Digest = digest;

    /// <summary>The digest that the id is.</summary>
    public Sm3Digest Digest { get; }

    /// <summary>The id of the key that <paramref name="spki"/> encodes. The bytes are not looked at: <see cref="Sm2PublicKey.TryParse"/> does that.</summary>
    public static KeyId Of(ReadOnlySpan<byte> spki) => new(Sm3Digest.Of(spki));

    /// <summary>Reads 64 lower-case hex digits; anything else is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out KeyId keyId)
    {
        var good = Sm3Digest.TryParse(text, out var digest);
        keyId = new KeyId(digest);
        return good;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">The text is not a key id.</exception>
    public static KeyId Parse(string text) =>
        TryParse(text, out var keyId) ? keyId : throw new FormatException("A key id is 64 lower-case hex digits.");

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => Digest.ToString();
}
