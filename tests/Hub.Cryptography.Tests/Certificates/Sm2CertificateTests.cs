using System.Security.Cryptography;
using CsCheck;

namespace Hub.Cryptography.Tests;

public sealed class Sm2CertificateTests
{
    private static readonly CertificateWorld World = new();

    [Fact]
    public void Dual_certificates_name_the_bidder_and_part_the_usages()
    {
        var (signing, encryption) = World.Pair;
        foreach (var certificate in (Sm2Certificate[])[signing, encryption])
        {
            Assert.Equal("张三", certificate.CommonName);
            Assert.Equal("新疆某某建设有限公司", certificate.OrganizationName);
            Assert.Equal("91650100MA77XXXX0A", certificate.OrganizationIdentifier);
            Assert.Equal("CN=张三,2.5.4.97=91650100MA77XXXX0A,O=新疆某某建设有限公司,C=CN", certificate.Subject.ToString());
            Assert.Equal(World.Authority.Certificate.Subject, certificate.Issuer);
            Assert.Equal(CertificateWorld.Years.NotBefore, certificate.NotBefore);
            Assert.Equal(CertificateWorld.Years.NotAfter, certificate.NotAfter);
            Assert.False(certificate.IsAuthority);
            Assert.Equal(World.Authority.Certificate.SubjectKeyIdentifier.ToArray(), certificate.AuthorityKeyIdentifier.ToArray());
            Assert.False(certificate.HasUnknownCriticalExtension);
        }

        Assert.Equal(World.SigningKey.PublicKey.KeyId, signing.KeyId);
        Assert.Equal(World.EncryptionKey.PublicKey.KeyId, encryption.KeyId);
        Assert.Equal(CertificateUsage.DigitalSignature | CertificateUsage.NonRepudiation, signing.KeyUsage);
        Assert.Equal(CertificateUsage.KeyEncipherment | CertificateUsage.DataEncipherment, encryption.KeyUsage);
        Assert.NotEqual(signing.SerialHex, encryption.SerialHex);
        Assert.Equal(32, signing.SerialHex.Length);
    }

    [Fact]
    public void Authorities_carry_their_path_length()
    {
        Assert.True(World.Root.Certificate.IsAuthority);
        Assert.Null(World.Root.Certificate.PathLength);
        Assert.Equal(0, World.Authority.Certificate.PathLength);
        Assert.Equal(CertificateUsage.Authority, World.Authority.Certificate.KeyUsage);
    }

    [Fact]
    public void Certificate_reads_back_from_its_bytes_and_prints_no_name()
    {
        Assert.True(Sm2Certificate.TryParse(World.Pair.Signing.Der, out var again));
        Assert.Equal(World.Pair.Signing, again);
        Assert.True(again.IsSignedBy(World.AuthorityKey.PublicKey));
        Assert.False(again.IsSignedBy(World.RootKey.PublicKey));
        Assert.DoesNotContain("张三", again.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_seen_before_is_the_same_object_from_the_cache()
    {
        var keys = new Sm2KeyCache(16);
        Assert.True(Sm2Certificate.TryParse(World.Pair.Signing.Der, out var first, keys));
        Assert.True(Sm2Certificate.TryParse(World.Pair.Signing.Der, out var second, keys));
        Assert.Same(first.PublicKey, second.PublicKey);
    }

    [Fact]
    public void Validity_beyond_2049_is_kept()
    {
        var until = new DateTimeOffset(2056, 3, 1, 0, 0, 0, TimeSpan.Zero);
        using var key = Sm2PrivateKey.Generate();
        var root = CertificateIssuer.CreateRoot(key, CertificateSubject.Create("root"), new CertificateValidity(CertificateWorld.Now, until));
        Assert.Equal(until, root.Certificate.NotAfter);
    }

    [Fact]
    public void Parts_of_a_second_and_offsets_are_cut_to_utc_seconds()
    {
        using var key = Sm2PrivateKey.Generate();
        var from = new DateTimeOffset(2026, 1, 1, 8, 0, 0, 999, TimeSpan.FromHours(8));
        var root = CertificateIssuer.CreateRoot(key, CertificateSubject.Create("root"), new CertificateValidity(from, from.AddYears(40)));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), root.Certificate.NotBefore);
        Assert.Equal(new DateTimeOffset(2066, 1, 1, 0, 0, 0, TimeSpan.Zero), root.Certificate.NotAfter);
    }

    [Fact]
    public void Null_parameters_of_the_signature_algorithm_are_taken()
    {
        var algorithm = Der.Sequence(RawCertificate.Oid("06082a811ccf55018375"), [5, 0]);
        Assert.True(Sm2Certificate.TryParse(new RawCertificate { InnerAlgorithm = algorithm, OuterAlgorithm = algorithm }.Build(), out var certificate));
        Assert.True(certificate.IsSignedBy(RawCertificate.Key.PublicKey));
    }

    public static TheoryData<string> Defects => [.. Spoilt.Keys];

    private static readonly Dictionary<string, RawCertificate> Spoilt = new()
    {
        ["version 1"] = new() { Version = [], Extensions = null },
        ["version 2"] = new() { Version = Der.Tlv(0xa0, [2, 1, 1]) },
        ["serial zero"] = new() { Serial = [2, 1, 0] },
        ["serial negative"] = new() { Serial = [2, 1, 0x80] },
        ["serial not minimal"] = new() { Serial = [2, 2, 0, 1] },
        ["serial of 21 bytes"] = new() { Serial = Der.Tlv(2, [1, .. new byte[20]]) },
        ["algorithms that differ"] = new() { InnerAlgorithm = Der.Sequence(RawCertificate.Oid("06082a811ccf55018375"), [5, 0]) },
        ["ecdsa with sha-256"] = new()
        {
            InnerAlgorithm = Der.Sequence(RawCertificate.Oid("06082a8648ce3d040302")),
            OuterAlgorithm = Der.Sequence(RawCertificate.Oid("06082a8648ce3d040302")),
        },
        ["parameters that are neither absent nor null"] = new()
        {
            InnerAlgorithm = Der.Sequence(RawCertificate.Oid("06082a811ccf55018375"), [4, 0]),
            OuterAlgorithm = Der.Sequence(RawCertificate.Oid("06082a811ccf55018375"), [4, 0]),
        },
        ["no issuer"] = new() { Issuer = [0x30, 0] },
        ["subject of more than 4 KB"] = new() { Subject = Der.Sequence(Der.Tlv(0x31, Der.Sequence(RawCertificate.Oid("0603550403"), Der.Tlv(0x0c, new byte[4096])))) },
        ["subject in a string of another kind"] = new() { Subject = Der.Sequence(Der.Tlv(0x31, Der.Sequence(RawCertificate.Oid("0603550403"), Der.Octets([65])))) },
        ["subject that is not utf-8"] = new() { Subject = Der.Sequence(Der.Tlv(0x31, Der.Sequence(RawCertificate.Oid("0603550403"), Der.Tlv(0x0c, [0xff])))) },
        ["time without seconds"] = new() { Validity = Der.Sequence(RawCertificate.Time("2501010000Z"), RawCertificate.Time("350101000000Z")) },
        ["time with an offset"] = new() { Validity = Der.Sequence(RawCertificate.Time("250101000000+0800"), RawCertificate.Time("350101000000Z")) },
        ["generalized time before 2050"] = new() { Validity = Der.Sequence(RawCertificate.Time("250101000000Z"), RawCertificate.GeneralizedTime("20350101000000Z")) },
        ["generalized time with parts of a second"] = new() { Validity = Der.Sequence(RawCertificate.Time("250101000000Z"), RawCertificate.GeneralizedTime("20550101000000.5Z")) },
        ["key of P-256"] = new() { Spki = P256Spki() },
        ["key of RSA"] = new() { Spki = RsaSpki() },
        ["key off the curve"] = new() { Spki = [.. RawCertificate.Key.PublicKey.Spki[..^1], (byte)(RawCertificate.Key.PublicKey.Spki[^1] ^ 1)] },
        ["unique id"] = new() { UniqueId = [0x81, 2, 0, 1] },
        ["empty list of extensions"] = new() { Extensions = [] },
        ["extension twice"] = new() { Extensions = [RawCertificate.KeyUsage, RawCertificate.KeyUsage] },
        ["explicit FALSE"] = new() { Extensions = [RawCertificate.Extension("551d0f", [1, 1, 0], [3, 2, 6, 0xc0])] },
        ["TRUE that is not ff"] = new() { Extensions = [RawCertificate.Extension("551d0f", [1, 1, 1], [3, 2, 6, 0xc0])] },
        ["usage without a bit"] = new() { Extensions = [RawCertificate.Extension("551d0f", [1, 1, 0xff], [3, 1, 0])] },
        ["usage with leftover bytes"] = new() { Extensions = [RawCertificate.Extension("551d0f", [1, 1, 0xff], [3, 2, 6, 0xc0, 0])] },
        ["constraints with explicit FALSE"] = new() { Extensions = [RawCertificate.Extension("551d13", [], [0x30, 3, 1, 1, 0])] },
        ["path length without a CA"] = new() { Extensions = [RawCertificate.Extension("551d13", [], [0x30, 3, 2, 1, 0])] },
        ["negative path length"] = new() { Extensions = [RawCertificate.Extension("551d13", [], [0x30, 6, 1, 1, 0xff, 2, 1, 0xff])] },
        ["33 extensions"] = new() { Extensions = [.. Enumerable.Range(0, 33).Select(i => RawCertificate.Extension($"2a03{i:x2}", [], [5, 0]))] },
    };

    [Theory]
    [MemberData(nameof(Defects))]
    public void Certificate_with_a_defect_is_refused(string defect) => Assert.False(Sm2Certificate.TryParse(Spoilt[defect].Build(), out _));

    [Fact]
    public void The_pieces_without_a_defect_are_a_certificate()
    {
        Assert.True(Sm2Certificate.TryParse(new RawCertificate().Build(), out var certificate));
        Assert.Equal("1267", certificate.SerialHex);
    }

    [Fact]
    public void Leftover_and_missing_bytes_are_refused()
    {
        var der = World.Pair.Signing.Der.ToArray();
        Assert.False(Sm2Certificate.TryParse([.. der, 0], out _));
        for (var length = 0; length < der.Length; length++)
            Assert.False(Sm2Certificate.TryParse(der.AsSpan(0, length), out _));
    }

    [Fact]
    public void Certificate_of_more_than_8_KiB_is_refused_and_of_exactly_8_KiB_is_read()
    {
        var padding = Sm2Certificate.MaxLength - new RawCertificate { Extensions = [RawCertificate.KeyUsage, RawCertificate.Extension("2a0301", [], new byte[5000])] }.Build().Length + 5000;
        // A signature varies by a byte or two in length, so try until one comes out right on the mark.
        for (var wanted = Sm2Certificate.MaxLength; wanted <= Sm2Certificate.MaxLength + 1; wanted++)
        {
            byte[] der;
            do
                der = new RawCertificate { Extensions = [RawCertificate.KeyUsage, RawCertificate.Extension("2a0301", [], new byte[padding + wanted - Sm2Certificate.MaxLength])] }.Build();
            while (der.Length != wanted);
            Assert.Equal(wanted == Sm2Certificate.MaxLength, Sm2Certificate.TryParse(der, out _));
        }
    }

    [Fact]
    public void Any_changed_byte_is_refused_or_breaks_the_signature() =>
        Gen.Int[0, World.Pair.Signing.Der.Length - 1].Select(Gen.Byte[1, 255]).Sample(
            (at, change) =>
            {
                var der = World.Pair.Signing.Der.ToArray();
                der[at] ^= change;
                Assert.False(Sm2Certificate.TryParse(der, out var certificate) && certificate.IsSignedBy(World.AuthorityKey.PublicKey));
            },
            iter: 500);

    [Fact]
    public void Deeply_nested_bytes_are_refused_without_harm()
    {
        var nested = new byte[Sm2Certificate.MaxLength];
        for (var i = 0; i + 1 < nested.Length; i += 4)
            (nested[i], nested[i + 1], nested[i + 2], nested[i + 3]) = (0x30, 0x82, (byte)((nested.Length - i - 4) >> 8), (byte)(nested.Length - i - 4));
        Assert.False(Sm2Certificate.TryParse(nested, out _));
        Assert.False(SigningRequest.TryParse(nested, out _));
        Assert.False(Crl.TryParse(nested, out _));
    }

    [Fact]
    public void Name_in_a_log_cannot_forge_a_line_or_another_attribute()
    {
        var subject = Der.Sequence(Der.Tlv(0x31, Der.Sequence(RawCertificate.Oid("0603550403"), Der.Tlv(0x0c, " a,O=b\n#"u8.ToArray()))));
        Assert.True(Sm2Certificate.TryParse(new RawCertificate { Subject = subject }.Build(), out var certificate));
        Assert.Equal(@"CN=\ a\,O\=b\0a#", certificate.Subject.ToString());
    }

    [Fact]
    public void Attribute_that_is_there_twice_is_nobodys_name()
    {
        var attribute = Der.Tlv(0x31, Der.Sequence(RawCertificate.Oid("0603550403"), Der.Tlv(0x0c, "a"u8.ToArray())));
        Assert.True(Sm2Certificate.TryParse(new RawCertificate { Subject = Der.Sequence(attribute, attribute) }.Build(), out var certificate));
        Assert.Null(certificate.CommonName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void Subject_with_an_impossible_value_is_refused(string value)
    {
        Assert.False(CertificateSubject.TryCreate(value, null, null, out _));
        Assert.False(CertificateSubject.TryCreate("name", value, null, out _));
        Assert.False(CertificateSubject.TryCreate("name", null, value, out _));
    }

    // Not a row of the theory above: an attribute cannot carry half a character.
    [Fact]
    public void Subject_with_half_a_surrogate_pair_is_refused_and_with_a_whole_one_is_taken()
    {
        Assert.False(CertificateSubject.TryCreate("\ud83d", null, null, out _));
        Assert.False(CertificateSubject.TryCreate("a\udc00b", null, null, out _));
        Assert.True(CertificateSubject.TryCreate("𠮷野", null, null, out var subject));
        Assert.Equal("𠮷野", subject.ToName().CommonName);
    }

    [Fact]
    public void Pair_of_one_key_and_issuer_without_a_CA_certificate_are_bugs()
    {
        var request = CertificateWorld.Request(World.SigningKey);
        Assert.Throws<ArgumentException>(() => World.Authority.IssuePair(request, request, CertificateWorld.Bidder, CertificateWorld.Years));
        Assert.Throws<ArgumentException>(() => new CertificateIssuer(World.SigningKey, World.Pair.Signing));
        Assert.Throws<ArgumentException>(() => new CertificateIssuer(World.RootKey, World.Authority.Certificate));
    }

    private static byte[] P256Spki()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfo();
    }

    private static byte[] RsaSpki()
    {
        using var key = RSA.Create(2048);
        return key.ExportSubjectPublicKeyInfo();
    }
}
