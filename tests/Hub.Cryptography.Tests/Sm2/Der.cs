using Org.BouncyCastle.Math;

namespace Hub.Cryptography.Tests;

/// <summary>Writes DER by hand, so that a test can also write what is not DER.</summary>
internal static class Der
{
    public static byte[] Tlv(byte tag, byte[] content) => content.Length switch
    {
        < 0x80 => [tag, (byte)content.Length, .. content],
        < 0x100 => [tag, 0x81, (byte)content.Length, .. content],
        _ => [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content],
    };

    public static byte[] Sequence(params byte[][] parts) => Tlv(0x30, [.. parts.SelectMany(part => part)]);

    public static byte[] Integer(BigInteger value) => Tlv(0x02, value.ToByteArray());

    public static byte[] Octets(byte[] content) => Tlv(0x04, content);
}
