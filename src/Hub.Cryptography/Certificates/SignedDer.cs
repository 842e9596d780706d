using System.Formats.Asn1;

namespace Hub.Cryptography;

/// <summary>
/// SEQUENCE { content, algorithm, signature BIT STRING }: the frame that a certificate, a request and a CRL share (RFC 5280 §4.1.1).
/// Only SM2 with SM3 is known (GM/T 0015), its parameters absent or NULL, as the CAs in the field differ.
/// </summary>
internal sealed class SignedDer
{
    private const int FrameLength = 128;

    // A CRL of megabytes is checked on every decision; a signature once found good stays good. Losing a race costs one check more.
    private KeyIdBox? _verifiedBy;

    private SignedDer(byte[] der, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> algorithm, ReadOnlyMemory<byte> signature)
    {
        Der = der;
        Content = content;
        Algorithm = algorithm;
        Signature = signature;
    }

    internal byte[] Der { get; }

    internal ReadOnlyMemory<byte> Content { get; }

    private ReadOnlyMemory<byte> Algorithm { get; }

    private ReadOnlyMemory<byte> Signature { get; }

    /// <exception cref="AsnContentException">Anything but exactly one such frame.</exception>
    internal static SignedDer Read(ReadOnlySpan<byte> bytes, int maxLength)
    {
        if (bytes.Length > maxLength)
            throw new AsnContentException("Longer than allowed.");
        var der = bytes.ToArray();
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var frame = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var content = frame.ReadEncodedValue();
        var algorithm = frame.ReadEncodedValue();
        CheckAlgorithm(algorithm);
        if (!frame.TryReadPrimitiveBitString(out var unused, out var signature) || unused != 0)
            throw new AsnContentException("A signature is a whole number of bytes.");
        frame.ThrowIfNotEmpty();
        return new SignedDer(der, content, algorithm, signature);
    }

    internal static byte[] Sign(byte[] content, Sm2PrivateKey key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, content.Length + FrameLength);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(content);
            WriteAlgorithm(writer);
            writer.WriteBitString(key.Sign(content));
        }

        return writer.Encode();
    }

    internal static void WriteAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(CertificateOids.Sm2WithSm3);
    }

    /// <summary>The algorithm is named inside the signed content too, and must be the same (RFC 5280 §4.1.1.2).</summary>
    internal void ReadSameAlgorithm(AsnReader content)
    {
        if (!content.ReadEncodedValue().Span.SequenceEqual(Algorithm.Span))
            throw new AsnContentException("The two signature algorithms differ.");
    }

    internal bool IsSignedBy(Sm2PublicKey key)
    {
        if (_verifiedBy?.KeyId == key.KeyId)
            return true;
        if (!key.Verify(Content.Span, Signature.Span))
            return false;
        _verifiedBy = new KeyIdBox(key.KeyId);
        return true;
    }

    private static void CheckAlgorithm(ReadOnlyMemory<byte> encoded)
    {
        var algorithm = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        if (algorithm.ReadObjectIdentifier() != CertificateOids.Sm2WithSm3)
            throw new AsnContentException("The signature is not SM2 with SM3.");
        if (algorithm.HasData)
            algorithm.ReadNull();
        algorithm.ThrowIfNotEmpty();
    }

    private sealed record KeyIdBox(KeyId KeyId);
}
