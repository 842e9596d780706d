using Org.BouncyCastle.Math;

namespace Hub.Cryptography.Tests;

/// <summary>A certificate put together piece by piece, each of which a test can spoil; the signature is good whatever the pieces are.</summary>
internal sealed record RawCertificate
{
    internal static readonly byte[] Sm2WithSm3 = Der.Sequence(Oid("06082a811ccf55018375"));
    private static readonly byte[] Name = Der.Sequence(Der.Tlv(0x31, Der.Sequence(Oid("0603550403"), Der.Tlv(0x0c, "name"u8.ToArray()))));

    internal static Sm2PrivateKey Key { get; } = Sm2PrivateKey.Generate();

    internal byte[] Version { get; init; } = Der.Tlv(0xa0, [2, 1, 2]);

    internal byte[] Serial { get; init; } = Der.Integer(BigInteger.ValueOf(4711));

    internal byte[] InnerAlgorithm { get; init; } = Sm2WithSm3;

    internal byte[] Issuer { get; init; } = Name;

    internal byte[] Validity { get; init; } = Der.Sequence(Time("250101000000Z"), Time("350101000000Z"));

    internal byte[] Subject { get; init; } = Name;

    internal byte[] Spki { get; init; } = Key.PublicKey.Spki.ToArray();

    internal byte[] UniqueId { get; init; } = [];

    internal byte[][]? Extensions { get; init; } = [KeyUsage];

    internal byte[] OuterAlgorithm { get; init; } = Sm2WithSm3;

    internal static byte[] KeyUsage => Extension("551d0f", critical: [1, 1, 0xff], [3, 2, 6, 0xc0]);

    internal static byte[] Oid(string hex) => Convert.FromHexString(hex);

    internal static byte[] Time(string utc) => Der.Tlv(0x17, System.Text.Encoding.ASCII.GetBytes(utc));

    internal static byte[] GeneralizedTime(string time) => Der.Tlv(0x18, System.Text.Encoding.ASCII.GetBytes(time));

    internal static byte[] Extension(string oid, byte[] critical, byte[] value) =>
        Der.Sequence(Der.Tlv(6, Convert.FromHexString(oid)), critical, Der.Octets(value));

    internal byte[] Build()
    {
        byte[] extensions = Extensions is null ? [] : Der.Tlv(0xa3, Der.Sequence(Extensions));
        var content = Der.Sequence(Version, Serial, InnerAlgorithm, Issuer, Validity, Subject, Spki, UniqueId, extensions);
        return Frame(content, OuterAlgorithm);
    }

    internal static byte[] Frame(byte[] content, byte[]? algorithm = null) =>
        Der.Sequence(content, algorithm ?? Sm2WithSm3, Der.Tlv(3, [0, .. Key.Sign(content)]));
}
