using System.Formats.Asn1;
using Org.BouncyCastle.Math;

namespace Hub.Cryptography;

/// <summary>
/// The form of what <see cref="Sm2PublicKey.Seal(ReadOnlySpan{byte})"/> makes (加密数据, GM/T 0009-2012 §7.2):
/// SEQUENCE { x INTEGER, y INTEGER, hash OCTET STRING (32), cipher OCTET STRING }, strict DER.
/// </summary>
public static class SealedForm
{
    /// <summary>The longest plaintext that is sealed or unsealed: these are keys, never files.</summary>
    public const int MaxPlaintextLength = 4096;

    /// <summary>
    /// Whether <paramref name="der"/> could be unsealed by somebody: exact DER, C1 on the curve, a hash of 32 bytes, a cipher text of
    /// 1 to <paramref name="maxLength"/> bytes. Whether the hash fits only the key's holder can tell.
    /// </summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> der, int maxLength = MaxPlaintextLength) =>
        TryDecode(der, out var raw) && raw.Length - Overhead <= maxLength;

    /// <summary>As <see cref="IsWellFormed"/>, for a plaintext of exactly <paramref name="plaintextLength"/> bytes.</summary>
    public static bool IsWellFormedFor(ReadOnlySpan<byte> der, int plaintextLength) =>
        TryDecode(der, out var raw) && raw.Length - Overhead == plaintextLength;

    private const int Overhead = Sm2Curve.PointLength + Sm3Digest.Length;

    /// <summary>From C1‖C3‖C2 (65, 32, n bytes) to DER.</summary>
    internal static byte[] Encode(ReadOnlySpan<byte> raw)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, raw.Length + 32);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(Minimal(raw[1..33]));
            writer.WriteIntegerUnsigned(Minimal(raw[33..65]));
            writer.WriteOctetString(raw.Slice(Sm2Curve.PointLength, Sm3Digest.Length));
            writer.WriteOctetString(raw[Overhead..]);
        }
        return writer.Encode();
    }

    /// <summary>From DER to C1‖C3‖C2; false unless every rule of <see cref="IsWellFormed"/> holds.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> der, out byte[] raw)
    {
        raw = [];
        var outer = new DerReader(der);
        if (!outer.TryReadSequence(out var content) || !outer.AtEnd
            || !content.TryReadUnsigned(out var x) || !content.TryReadUnsigned(out var y)
            || !content.TryReadOctets(out var hash) || hash.Length != Sm3Digest.Length
            || !content.TryReadOctets(out var cipher) || cipher.Length is 0 or > MaxPlaintextLength || !content.AtEnd)
            return false;
        var bytes = new byte[Overhead + cipher.Length];
        bytes[0] = 4;
        x.CopyTo(bytes.AsSpan(33 - x.Length));
        y.CopyTo(bytes.AsSpan(65 - y.Length));
        if (Sm2Curve.DecodePoint(bytes.AsSpan(0, Sm2Curve.PointLength)) is null)
            return false;
        hash.CopyTo(bytes.AsSpan(Sm2Curve.PointLength));
        cipher.CopyTo(bytes.AsSpan(Overhead));
        raw = bytes;
        return true;
    }

    private static ReadOnlySpan<byte> Minimal(ReadOnlySpan<byte> coordinate)
    {
        var trimmed = coordinate.TrimStart((byte)0);
        return trimmed.IsEmpty ? coordinate[..1] : trimmed;
    }
}
