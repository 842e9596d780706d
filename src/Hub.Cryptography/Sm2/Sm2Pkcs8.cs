using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace Hub.Cryptography;

/// <summary>
/// PKCS#8 (RFC 5958 §2) around an ECPrivateKey (RFC 5915 §3). Read are the forms that OpenSSL and BouncyCastle write: with or without
/// the curve's name and the public key inside, both of which must then be the right ones; no attributes, nothing left over.
/// </summary>
internal static class Sm2Pkcs8
{
    private const string EcPublicKey = "1.2.840.10045.2.1";
    private const string Sm2P256V1 = "1.2.156.10197.1.301";
    private static readonly Asn1Tag CurveTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag PublicKeyTag = new(TagClass.ContextSpecific, 1);

    public static byte[] Encode(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point)
    {
        var inner = new AsnWriter(AsnEncodingRules.DER);
        using (inner.PushSequence())
        {
            inner.WriteInteger(1);
            inner.WriteOctetString(scalar);
            using (inner.PushSequence(PublicKeyTag))
                inner.WriteBitString(point);
        }
        var outer = new AsnWriter(AsnEncodingRules.DER);
        using (outer.PushSequence())
        {
            outer.WriteInteger(0);
            using (outer.PushSequence())
            {
                outer.WriteObjectIdentifier(EcPublicKey);
                outer.WriteObjectIdentifier(Sm2P256V1);
            }
            using (outer.PushOctetString())
                inner.CopyTo(outer);
        }
        var encoded = outer.Encode();
        inner.Reset();
        outer.Reset();
        return encoded;
    }

    public static bool TryDecode(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out Sm2PrivateKey? key)
    {
        key = null;
        try
        {
            key = Decode(der);
        }
        catch (AsnContentException)
        {
            // The reader's way of saying that the bytes are not DER of this shape.
        }
        return key is not null;
    }

    private static Sm2PrivateKey? Decode(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!info.TryReadInt32(out var version) || version != 0)
            return null;
        var algorithm = info.ReadSequence();
        if (algorithm.ReadObjectIdentifier() != EcPublicKey || algorithm.ReadObjectIdentifier() != Sm2P256V1 || algorithm.HasData
            || !info.TryReadPrimitiveOctetString(out var inner) || info.HasData)
            return null;

        var innerReader = new AsnReader(inner, AsnEncodingRules.DER);
        var ecKey = innerReader.ReadSequence();
        innerReader.ThrowIfNotEmpty();
        if (!ecKey.TryReadInt32(out var innerVersion) || innerVersion != 1 || !ecKey.TryReadPrimitiveOctetString(out var scalar))
            return null;
        if (ecKey.HasData && ecKey.PeekTag().HasSameClassAndValue(CurveTag))
        {
            var curve = ecKey.ReadSequence(CurveTag);
            if (curve.ReadObjectIdentifier() != Sm2P256V1 || curve.HasData)
                return null;
        }
        ReadOnlyMemory<byte>? point = null;
        if (ecKey.HasData)
        {
            var wrapped = ecKey.ReadSequence(PublicKeyTag);
            if (!wrapped.TryReadPrimitiveBitString(out var unused, out var bits) || unused != 0 || wrapped.HasData)
                return null;
            point = bits;
        }
        if (ecKey.HasData || !Sm2PrivateKey.TryFromScalar(scalar.Span, out var key))
            return null;
        if (point is null || key.PublicKey.Point.SequenceEqual(point.Value.Span))
            return key;
        key.Dispose();
        return null;
    }
}
