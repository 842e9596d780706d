using CsCheck;

namespace Hub.Cryptography.Tests;

public sealed class SigningRequestTests
{
    private static readonly byte[] Name = CertificateWorld.Bidder.ToName().Der.ToArray();

    [Fact]
    public void Request_reads_back_with_name_and_key()
    {
        using var key = Sm2PrivateKey.Generate();
        Assert.True(SigningRequest.TryParse(SigningRequest.Create(key, CertificateWorld.Bidder).Der, out var request));
        Assert.Equal("张三", request.Subject.CommonName);
        Assert.Equal(key.PublicKey.KeyId, request.PublicKey.KeyId);
    }

    [Fact]
    public void Request_of_the_pieces_without_a_defect_is_read() => Assert.True(SigningRequest.TryParse(Build(), out _));

    [Fact]
    public void Request_signed_by_another_key_is_refused()
    {
        using var other = Sm2PrivateKey.Generate();
        Assert.False(SigningRequest.TryParse(Build(spki: other.PublicKey.Spki.ToArray()), out _));
    }

    [Fact]
    public void Another_version_missing_attributes_and_a_second_key_are_refused()
    {
        Assert.False(SigningRequest.TryParse(Build(version: 1), out _));
        Assert.False(SigningRequest.TryParse(Build(attributes: []), out _));
        Assert.False(SigningRequest.TryParse(Build(spki: [.. RawCertificate.Key.PublicKey.Spki, .. RawCertificate.Key.PublicKey.Spki]), out _));
    }

    [Fact]
    public void Another_signature_algorithm_is_refused() =>
        Assert.False(SigningRequest.TryParse(Build(algorithm: Der.Sequence(RawCertificate.Oid("06082a8648ce3d040302"))), out _));

    [Fact]
    public void Subject_is_bound_to_4096_bytes()
    {
        foreach (var (length, taken) in ((int, bool)[])[(DistinguishedName.MaxLength, true), (DistinguishedName.MaxLength + 1, false)])
        {
            var name = NameOf(length);
            Assert.Equal(length, name.Length);
            Assert.Equal(taken, SigningRequest.TryParse(Build(name: name), out _));
        }
    }

    [Fact]
    public void Request_of_more_than_8_KiB_is_refused() =>
        Assert.False(SigningRequest.TryParse(Build(attributes: Der.Tlv(0xa0, Der.Sequence(RawCertificate.Oid("06032a0301"), Der.Tlv(0x31, Der.Octets(new byte[8192]))))), out _));

    [Fact]
    public void Leftover_missing_and_changed_bytes_are_refused()
    {
        using var key = Sm2PrivateKey.Generate();
        var der = SigningRequest.Create(key, CertificateWorld.Bidder).Der.ToArray();
        Assert.False(SigningRequest.TryParse([.. der, 0], out _));
        for (var i = 0; i < der.Length; i++)
        {
            Assert.False(SigningRequest.TryParse(der.AsSpan(0, i), out _));
            var changed = der.ToArray();
            changed[i] ^= 1;
            Assert.False(SigningRequest.TryParse(changed, out _));
        }
    }

    [Fact]
    public void Any_bytes_are_refused_without_an_exception() =>
        Gen.Byte.Array[0, 300].Sample(bytes => !SigningRequest.TryParse(bytes, out _) && !Sm2Certificate.TryParse(bytes, out _) && !Crl.TryParse(bytes, out _));

    private static byte[] NameOf(int length)
    {
        // 20 bytes of headers around a value of this size.
        var value = new byte[length - 19];
        Array.Fill(value, (byte)'a');
        return Der.Sequence(Der.Tlv(0x31, Der.Sequence(RawCertificate.Oid("0603550403"), Der.Tlv(0x0c, value[..^2]))));
    }

    private static byte[] Build(byte version = 0, byte[]? name = null, byte[]? spki = null, byte[]? attributes = null, byte[]? algorithm = null) =>
        RawCertificate.Frame(Der.Sequence([2, 1, version], name ?? Name, spki ?? RawCertificate.Key.PublicKey.Spki.ToArray(), attributes ?? [0xa0, 0]), algorithm);
}
