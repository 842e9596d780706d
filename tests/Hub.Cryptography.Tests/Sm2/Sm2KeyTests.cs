using Org.BouncyCastle.Math;

namespace Hub.Cryptography.Tests;

public sealed class Sm2KeyTests : IDisposable
{
    private static readonly BigInteger N = new("fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123", 16);
    private readonly Sm2PrivateKey _key = Sm2PrivateKey.Generate();

    public void Dispose() => _key.Dispose();

    [Fact]
    public void A_public_key_is_read_back_from_its_one_encoding()
    {
        Assert.True(Sm2PublicKey.TryParse(_key.PublicKey.Spki, out var read));
        Assert.Equal(_key.PublicKey.KeyId, read.KeyId);
        Assert.Equal(KeyId.Of(_key.PublicKey.Spki), read.KeyId);
        Assert.Equal(Sm2PublicKey.SpkiLength, read.Spki.Length);
        Assert.Equal(read.KeyId, Sm2PublicKey.FromPoint(read.Point).KeyId);
        Assert.True(read.Verify("x"u8, _key.Sign("x"u8)));
    }

    [Fact]
    public void A_byte_too_many_or_too_few_is_refused()
    {
        RefusedSpki([.. _key.PublicKey.Spki, 0]);
        RefusedSpki(_key.PublicKey.Spki[..^1].ToArray());
        RefusedSpki([]);
    }

    [Fact]
    public void A_point_off_the_curve_is_refused()
    {
        var spki = _key.PublicKey.Spki.ToArray();
        spki[^1] ^= 1;
        RefusedSpki(spki);
        Assert.Throws<ArgumentException>(() => Sm2PublicKey.FromPoint(spki.AsSpan(26)));
    }

    [Fact]
    public void Infinity_compressed_and_hybrid_points_are_refused()
    {
        Assert.False(Sm2PublicKey.TryFromPoint([0], out _));
        Assert.False(Sm2PublicKey.TryFromPoint(new byte[65], out _));
        var point = _key.PublicKey.Point.ToArray();
        var parity = (byte)(point[^1] & 1);
        Assert.False(Sm2PublicKey.TryFromPoint([(byte)(2 + parity), .. point[1..33]], out _));
        Assert.False(Sm2PublicKey.TryFromPoint([(byte)(6 + parity), .. point[1..]], out _));
    }

    [Fact]
    public void Another_curve_is_refused()
    {
        using var p256 = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var spki = p256.ExportSubjectPublicKeyInfo();
        Assert.Equal(Sm2PublicKey.SpkiLength, spki.Length);
        RefusedSpki(spki);
    }

    [Fact]
    public void Every_flipped_bit_of_the_prefix_is_refused()
    {
        for (var bit = 0; bit < 27 * 8; bit++)
        {
            var spki = _key.PublicKey.Spki.ToArray();
            spki[bit / 8] ^= (byte)(1 << bit % 8);
            RefusedSpki(spki);
        }
    }

    [Fact]
    public void A_warmed_key_verifies_as_before()
    {
        Assert.True(Sm2PublicKey.TryParse(_key.PublicKey.Spki, out var key));
        var signature = _key.Sign("x"u8);
        key.Warm();
        Assert.True(key.Verify("x"u8, signature));
        Assert.False(key.Verify("y"u8, signature));
    }

    [Fact]
    public void A_scalar_is_between_one_and_n_minus_2()
    {
        Assert.False(Sm2PrivateKey.TryFromScalar(Scalar(BigInteger.Zero), out _));
        Assert.True(Sm2PrivateKey.TryFromScalar(Scalar(BigInteger.One), out _));
        Assert.True(Sm2PrivateKey.TryFromScalar(Scalar(N.Subtract(BigInteger.Two)), out var top));
        Assert.True(top.PublicKey.Verify("x"u8, top.Sign("x"u8)));
        Assert.False(Sm2PrivateKey.TryFromScalar(Scalar(N.Subtract(BigInteger.One)), out _));
        Assert.False(Sm2PrivateKey.TryFromScalar(Scalar(N), out _));
        Assert.False(Sm2PrivateKey.TryFromScalar(new byte[31], out _));
        Assert.Throws<ArgumentException>(() => Sm2PrivateKey.FromScalar(new byte[33]));
    }

    [Fact]
    public void A_private_key_survives_export()
    {
        Span<byte> scalar = stackalloc byte[Sm2PrivateKey.ScalarLength];
        _key.ExportScalar(scalar);
        using var fromScalar = Sm2PrivateKey.FromScalar(scalar);
        using var fromPkcs8 = Sm2PrivateKey.FromPkcs8(_key.ToPkcs8());
        Assert.Equal(_key.PublicKey.KeyId, fromScalar.PublicKey.KeyId);
        Assert.Equal(_key.PublicKey.KeyId, fromPkcs8.PublicKey.KeyId);
    }

    [Fact]
    public void A_pkcs8_of_another_shape_is_refused()
    {
        var good = _key.ToPkcs8();
        RefusedPkcs8([]);
        RefusedPkcs8([.. good, 0]);
        for (var length = 1; length < good.Length; length++)
            RefusedPkcs8(good[..length]);
        // A public key that does not belong to the private one.
        using var other = Sm2PrivateKey.Generate();
        RefusedPkcs8([.. good[..^64], .. other.PublicKey.Point[1..]]);
        using var p256 = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        RefusedPkcs8(p256.ExportPkcs8PrivateKey());
        Assert.Throws<FormatException>(() => Sm2PrivateKey.FromPkcs8(p256.ExportPkcs8PrivateKey()));
    }

    [Fact]
    public void A_pkcs8_without_the_public_key_is_read()
    {
        var scalar = new byte[Sm2PrivateKey.ScalarLength];
        _key.ExportScalar(scalar);
        var algorithm = Der.Sequence(Convert.FromHexString("06072a8648ce3d0201"), Convert.FromHexString("06082a811ccf5501822d"));
        var pkcs8 = Der.Sequence(Der.Integer(BigInteger.Zero), algorithm, Der.Octets(Der.Sequence(Der.Integer(BigInteger.One), Der.Octets(scalar))));
        using var key = Sm2PrivateKey.FromPkcs8(pkcs8);
        Assert.Equal(_key.PublicKey.KeyId, key.PublicKey.KeyId);
    }

    [Fact]
    public void A_private_key_prints_stars_and_does_nothing_after_its_end()
    {
        var key = Sm2PrivateKey.Generate();
        var sealedText = key.PublicKey.Seal("x"u8);
        Assert.Equal("***", key.ToString());
        Assert.Equal("***", $"{key}");
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign("x"u8));
        Assert.Throws<ObjectDisposedException>(() => key.TryUnseal(sealedText, out _));
        Assert.Throws<ObjectDisposedException>(() => key.ToPkcs8());
        Assert.Throws<ObjectDisposedException>(() => key.ExportScalar(new byte[32]));
    }

    [Fact]
    public async Task Many_threads_use_one_key()
    {
        var signature = _key.Sign("x"u8);
        Assert.True(Sm2PublicKey.TryParse(_key.PublicKey.Spki, out var key));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.True(key.Verify("x"u8, signature));
                Assert.True(key.Verify("y"u8, _key.Sign("y"u8)));
            }
        })));
    }

    private static void RefusedSpki(byte[] spki) => Assert.False(Sm2PublicKey.TryParse(spki, out _), Convert.ToHexStringLower(spki));

    private static void RefusedPkcs8(byte[] der) => Assert.False(Sm2PrivateKey.TryFromPkcs8(der, out _), Convert.ToHexStringLower(der));

    private static byte[] Scalar(BigInteger value)
    {
        var scalar = new byte[32];
        var bytes = value.ToByteArrayUnsigned();
        bytes.CopyTo(scalar, 32 - bytes.Length);
        return scalar;
    }
}
