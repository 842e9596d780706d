using System.Security.Cryptography;
using CsCheck;

namespace Hub.Cryptography.Tests;

public sealed class DeviceKeyTests
{
    [Fact]
    public void Signature_verifies_under_its_own_key_and_message_only()
    {
        using var key = DeviceKey.Generate();
        using var other = DeviceKey.Generate();
        var signature = key.Sign("message"u8);
        Assert.True(key.PublicKey.Verify("message"u8, signature));
        Assert.False(key.PublicKey.Verify("massage"u8, signature));
        Assert.False(other.PublicKey.Verify("message"u8, signature));
    }

    [Fact]
    public void Plain_form_of_webcrypto_is_refused_until_it_is_converted()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.True(DevicePublicKey.TryParse(ecdsa.ExportSubjectPublicKeyInfo(), out var key));
        var plain = ecdsa.SignData("message"u8, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        Assert.False(key.Verify("message"u8, plain));

        var r = new Org.BouncyCastle.Math.BigInteger(1, plain, 0, 32);
        var s = new Org.BouncyCastle.Math.BigInteger(1, plain, 32, 32);
        var converted = new Org.BouncyCastle.Asn1.DerSequence(new Org.BouncyCastle.Asn1.DerInteger(r), new Org.BouncyCastle.Asn1.DerInteger(s)).GetDerEncoded();
        Assert.True(key.Verify("message"u8, converted));
    }

    [Fact]
    public void Signature_with_any_byte_changed_cut_or_added_is_refused()
    {
        using var key = DeviceKey.Generate();
        var signature = key.Sign("message"u8);
        for (var i = 0; i < signature.Length; i++)
        {
            var changed = signature.ToArray();
            changed[i] ^= 1;
            Assert.False(key.PublicKey.Verify("message"u8, changed));
            Assert.False(key.PublicKey.Verify("message"u8, signature.AsSpan(0, i)));
        }

        Assert.False(key.PublicKey.Verify("message"u8, [.. signature, 0]));
        Assert.False(key.PublicKey.Verify("message"u8, new byte[DevicePublicKey.MaxSignatureLength + 1]));
    }

    [Fact]
    public void Any_bytes_as_a_signature_are_refused_without_an_exception()
    {
        using var key = DeviceKey.Generate();
        Gen.Byte.Array[0, 80].Sample(bytes => !key.PublicKey.Verify("message"u8, bytes));
    }

    [Fact]
    public void Public_key_reads_back_the_same_bytes()
    {
        using var key = DeviceKey.Generate();
        Assert.Equal(DevicePublicKey.SpkiLength, key.PublicKey.Spki.Length);
        Assert.True(DevicePublicKey.TryParse(key.PublicKey.Spki, out var again));
        Assert.Equal(key.PublicKey, again);
    }

    [Fact]
    public void Public_key_with_a_leftover_or_missing_byte_is_refused()
    {
        using var key = DeviceKey.Generate();
        Assert.False(DevicePublicKey.TryParse([.. key.PublicKey.Spki, 0], out _));
        Assert.False(DevicePublicKey.TryParse(key.PublicKey.Spki[..^1], out _));
        Assert.False(DevicePublicKey.TryParse([], out _));
    }

    [Fact]
    public void Point_off_the_curve_is_refused()
    {
        using var key = DeviceKey.Generate();
        var spki = key.PublicKey.Spki.ToArray();
        spki[^1] ^= 1;
        Assert.False(DevicePublicKey.TryParse(spki, out _));
    }

    [Fact]
    public void Keys_of_other_curves_and_of_rsa_are_refused()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var sm2 = Sm2PrivateKey.Generate();
        Assert.False(DevicePublicKey.TryParse(p384.ExportSubjectPublicKeyInfo(), out _));
        Assert.False(DevicePublicKey.TryParse(rsa.ExportSubjectPublicKeyInfo(), out _));
        Assert.False(DevicePublicKey.TryParse(sm2.PublicKey.Spki, out _));
        Assert.False(DeviceKey.TryParse(p384.ExportPkcs8PrivateKey(), out _));
        Assert.False(DeviceKey.TryParse(rsa.ExportPkcs8PrivateKey(), out _));
    }

    [Fact]
    public void Private_key_survives_export_and_import_and_prints_as_stars()
    {
        using var key = DeviceKey.Generate();
        var pkcs8 = key.ExportPkcs8();
        Assert.True(DeviceKey.TryParse(pkcs8, out var again));
        using (again)
        {
            Assert.Equal(key.PublicKey, again.PublicKey);
            Assert.Equal("***", $"{again}");
        }

        Assert.False(DeviceKey.TryParse([.. pkcs8, 0], out _));
        Assert.False(DeviceKey.TryParse(pkcs8.AsSpan(1), out _));
    }
}
