using System.Formats.Asn1;

namespace Hub.Cryptography;

/// <summary>The SubjectPublicKeyInfo inside a certificate or request, and the identifier made of it.</summary>
internal static class SubjectKey
{
    private const int IdentifierLength = 20;

    internal static Sm2PublicKey Read(AsnReader reader, Sm2KeyCache? keys)
    {
        var spki = reader.ReadEncodedValue().Span;
        var known = keys is null ? Sm2PublicKey.TryParse(spki, out var key) : keys.TryGetOrParse(spki, out key);
        return known ? key! : throw new AsnContentException("The key is not an SM2 key on the named curve.");
    }

    /// <summary>The first 160 bits of SM3 of the uncompressed point: RFC 7093 §2 method 1, with SM3 for SHA-256.</summary>
    internal static byte[] Identifier(Sm2PublicKey key) => Sm3Digest.Of(key.Point).ToArray()[..IdentifierLength];
}
