using CsCheck;
using Org.BouncyCastle.Math;

namespace Hub.Cryptography.Tests;

public sealed class SealedFormTests : IDisposable
{
    private static readonly BigInteger P = new("fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff", 16);
    private static readonly byte[] Plaintext = "content key and context"u8.ToArray();

    private readonly Sm2PrivateKey _key = Sm2PrivateKey.Generate();
    private readonly byte[] _sealed;
    private readonly BigInteger _x, _y;
    private readonly byte[] _hash, _cipher;

    public SealedFormTests()
    {
        _sealed = _key.PublicKey.Seal(Plaintext);
        Assert.True(SealedForm.TryDecode(_sealed, out var raw));
        (_x, _y, _hash, _cipher) = (new BigInteger(1, raw[1..33]), new BigInteger(1, raw[33..65]), raw[65..97], raw[97..]);
        Assert.True(Unseals(Form(_x, _y, _hash, _cipher)));
    }

    public void Dispose() => _key.Dispose();

    [Fact]
    public void What_is_sealed_is_unsealed() => Gen.Byte.Array[1, 300].Sample(plaintext =>
    {
        var sealedText = _key.PublicKey.Seal(plaintext);
        Assert.True(SealedForm.IsWellFormedFor(sealedText, plaintext.Length));
        Assert.True(_key.TryUnseal(sealedText, out var unsealed));
        Assert.Equal(plaintext, unsealed);
    }, iter: 50);

    [Fact]
    public void The_longest_plaintext_is_sealed_and_one_byte_more_is_not()
    {
        var longest = new byte[SealedForm.MaxPlaintextLength];
        Assert.True(_key.TryUnseal(_key.PublicKey.Seal(longest), out var unsealed));
        Assert.Equal(longest, unsealed);
        Assert.Throws<ArgumentException>(() => _key.PublicKey.Seal(new byte[longest.Length + 1]));
        Malformed(Form(_x, _y, _hash, new byte[longest.Length + 1]));
    }

    [Fact]
    public void Nothing_is_not_sealed_and_an_empty_cipher_text_is_refused()
    {
        Assert.Throws<ArgumentException>(() => _key.PublicKey.Seal([]));
        Malformed(Form(_x, _y, _hash, []));
    }

    [Fact]
    public void Two_seals_of_one_plaintext_differ() => Assert.NotEqual(_sealed, _key.PublicKey.Seal(Plaintext));

    [Fact]
    public void Coordinates_with_leading_zeros_are_shortened_and_read()
    {
        byte[] sealedText;
        BigInteger x;
        do
        {
            sealedText = _key.PublicKey.Seal(Plaintext);
            Assert.True(SealedForm.TryDecode(sealedText, out var raw));
            x = new BigInteger(1, raw[1..33]);
        }
        while (x.BitLength > 247);
        Assert.True(sealedText[3] < 32);
        Assert.True(_key.TryUnseal(sealedText, out var plaintext));
        Assert.Equal(Plaintext, plaintext);
        // The same coordinate in the 32 bytes that other software pads it to.
        var padded = new byte[32];
        x.ToByteArrayUnsigned().CopyTo(padded, 32 - x.ToByteArrayUnsigned().Length);
        Assert.True(SealedForm.TryDecode(sealedText, out var decoded));
        Malformed(Der.Sequence(Der.Tlv(0x02, padded), Der.Integer(new BigInteger(1, decoded[33..65])), Der.Octets(decoded[65..97]), Der.Octets(decoded[97..])));
    }

    [Fact]
    public void A_point_off_the_curve_is_refused()
    {
        Malformed(Form(_x, _y.Add(BigInteger.One), _hash, _cipher));
        Malformed(Form(BigInteger.Zero, BigInteger.Zero, _hash, _cipher));
    }

    [Fact]
    public void A_coordinate_that_is_not_reduced_is_refused()
    {
        // x = 0 is on the curve (b is a square), so x = p is refused for its spelling alone.
        var b = new BigInteger("28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93", 16);
        var y = b.ModPow(P.Add(BigInteger.One).ShiftRight(2), P);
        Assert.Equal(b, y.ModPow(BigInteger.Two, P));
        Assert.True(SealedForm.IsWellFormed(Form(BigInteger.Zero, y, _hash, _cipher)));
        Malformed(Form(P, y, _hash, _cipher));
    }

    [Fact]
    public void A_negative_coordinate_is_refused()
    {
        Malformed(Der.Sequence(Der.Integer(_x.Negate()), Der.Integer(_y), Der.Octets(_hash), Der.Octets(_cipher)));
        Malformed(Der.Sequence(Der.Integer(_x), Der.Integer(_y.Negate()), Der.Octets(_hash), Der.Octets(_cipher)));
    }

    [Fact]
    public void A_hash_of_another_length_is_refused()
    {
        Malformed(Form(_x, _y, _hash[..31], _cipher));
        Malformed(Form(_x, _y, [.. _hash, 0], _cipher));
    }

    [Fact]
    public void Bytes_left_over_are_refused()
    {
        Malformed([.. _sealed, 0]);
        Malformed(Der.Sequence(Der.Integer(_x), Der.Integer(_y), Der.Octets(_hash), Der.Octets(_cipher), [5, 0]));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (var length = 0; length < _sealed.Length; length++)
            Malformed(_sealed[..length]);
    }

    [Fact]
    public void The_order_C1C2C3_is_refused() => Malformed(Form(_x, _y, _cipher, _hash));

    [Fact]
    public void The_long_form_of_a_short_length_is_refused() =>
        Malformed(Der.Sequence(Der.Integer(_x), Der.Integer(_y), [0x04, 0x81, 32, .. _hash], Der.Octets(_cipher)));

    [Fact]
    public void A_length_other_than_the_expected_is_told()
    {
        Assert.True(SealedForm.IsWellFormedFor(_sealed, Plaintext.Length));
        Assert.False(SealedForm.IsWellFormedFor(_sealed, Plaintext.Length - 1));
        Assert.False(SealedForm.IsWellFormedFor(_sealed, Plaintext.Length + 1));
        Assert.True(SealedForm.IsWellFormed(_sealed, Plaintext.Length));
        Assert.False(SealedForm.IsWellFormed(_sealed, Plaintext.Length - 1));
    }

    [Fact]
    public void Altered_bytes_of_the_right_form_are_not_unsealed()
    {
        var g = _key.PublicKey.Point;
        Refused(Form(_x, _y, _hash, Flip(_cipher)));
        Refused(Form(_x, _y, Flip(_hash), _cipher));
        Refused(Form(_x, P.Subtract(_y), _hash, _cipher));
        Refused(Form(new BigInteger(1, g[1..33]), new BigInteger(1, g[33..]), _hash, _cipher));
        Refused(Form(_x, _y, _hash, _cipher[..^1]));
    }

    [Fact]
    public void Another_key_does_not_unseal()
    {
        using var other = Sm2PrivateKey.Generate();
        Assert.False(other.TryUnseal(_sealed, out var plaintext));
        Assert.Empty(plaintext);
    }

    private static byte[] Form(BigInteger x, BigInteger y, byte[] hash, byte[] cipher) =>
        Der.Sequence(Der.Integer(x), Der.Integer(y), Der.Octets(hash), Der.Octets(cipher));

    private static byte[] Flip(byte[] bytes) => [.. bytes[..^1], (byte)(bytes[^1] ^ 0x80)];

    private void Malformed(byte[] form)
    {
        Assert.False(SealedForm.IsWellFormed(form), Convert.ToHexStringLower(form));
        Assert.False(Unseals(form));
    }

    private void Refused(byte[] form)
    {
        Assert.True(SealedForm.IsWellFormed(form), Convert.ToHexStringLower(form));
        Assert.False(Unseals(form), Convert.ToHexStringLower(form));
    }

    private bool Unseals(byte[] form) => _key.TryUnseal(form, out _);
}
