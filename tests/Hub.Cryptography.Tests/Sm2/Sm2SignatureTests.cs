using Org.BouncyCastle.Math;

namespace Hub.Cryptography.Tests;

/// <summary>Every way to spell a good signature that is not the one way. Each starts from numbers that do verify.</summary>
public sealed class Sm2SignatureTests : IDisposable
{
    private static readonly byte[] Message = "the statement"u8.ToArray();
    private static readonly BigInteger N = new("fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123", 16);

    private readonly Sm2PrivateKey _key = Sm2PrivateKey.Generate();
    private readonly BigInteger _r, _s;

    public Sm2SignatureTests()
    {
        // A signature whose r has its highest bit set and whose s has not, so that each defect below has something to bite on.
        do
            Assert.True(Sm2Signature.TryParse(_key.Sign(Message), out _r!, out _s!));
        while (!_r.TestBit(255) || _s.TestBit(255) || _s.BitLength < 250);
        Assert.True(Verifies(Der.Sequence(Der.Integer(_r), Der.Integer(_s))));
    }

    public void Dispose() => _key.Dispose();

    [Fact]
    public void A_byte_after_the_end_is_refused() => Malformed([.. Der.Sequence(Der.Integer(_r), Der.Integer(_s)), 0]);

    [Fact]
    public void A_byte_after_the_numbers_is_refused() => Malformed(Der.Sequence(Der.Integer(_r), Der.Integer(_s), [0]));

    [Fact]
    public void A_third_number_is_refused() => Malformed(Der.Sequence(Der.Integer(_r), Der.Integer(_s), Der.Integer(BigInteger.One)));

    [Fact]
    public void One_number_alone_is_refused() => Malformed(Der.Sequence(Der.Integer(_r)));

    [Fact]
    public void A_superfluous_zero_before_a_number_is_refused()
    {
        Malformed(Der.Sequence(Der.Tlv(0x02, [0, .. _r.ToByteArray()]), Der.Integer(_s)));
        Malformed(Der.Sequence(Der.Integer(_r), Der.Tlv(0x02, [0, .. _s.ToByteArray()])));
    }

    [Fact]
    public void A_negative_number_is_refused() => Malformed(Der.Sequence(Der.Tlv(0x02, _r.ToByteArrayUnsigned()), Der.Integer(_s)));

    [Fact]
    public void A_number_without_bytes_is_refused() => Malformed(Der.Sequence(Der.Integer(_r), Der.Tlv(0x02, [])));

    [Fact]
    public void The_long_form_of_a_short_length_is_refused()
    {
        byte[] content = [.. Der.Integer(_r), .. Der.Integer(_s)];
        Malformed([0x30, 0x81, (byte)content.Length, .. content]);
        Malformed([0x30, 0x82, 0, (byte)content.Length, .. content]);
        var s = _s.ToByteArray();
        Malformed(Der.Sequence(Der.Integer(_r), [0x02, 0x81, (byte)s.Length, .. s]));
    }

    [Fact]
    public void The_indefinite_form_is_refused() => Malformed([0x30, 0x80, .. Der.Integer(_r), .. Der.Integer(_s), 0, 0]);

    [Fact]
    public void Another_tag_is_refused()
    {
        Malformed(Der.Tlv(0x31, [.. Der.Integer(_r), .. Der.Integer(_s)]));
        Malformed(Der.Sequence(Der.Tlv(0x04, _r.ToByteArray()), Der.Integer(_s)));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var good = Der.Sequence(Der.Integer(_r), Der.Integer(_s));
        for (var length = 0; length < good.Length; length++)
            Malformed(good[..length]);
    }

    [Fact]
    public void Zero_is_refused()
    {
        Malformed(Der.Sequence(Der.Integer(BigInteger.Zero), Der.Integer(_s)));
        Malformed(Der.Sequence(Der.Integer(_r), Der.Integer(BigInteger.Zero)));
    }

    [Fact]
    public void The_order_of_the_group_and_more_is_refused()
    {
        Malformed(Der.Sequence(Der.Integer(N), Der.Integer(_s)));
        Malformed(Der.Sequence(Der.Integer(_r), Der.Integer(N)));
        Malformed(Der.Sequence(Der.Integer(_r.Add(N)), Der.Integer(_s)));
        // s + n is the same number to the equation, so only the range stops it.
        Malformed(Der.Sequence(Der.Integer(_r), Der.Integer(_s.Add(N))));
        Malformed(Der.Sequence(Der.Integer(_r), Der.Integer(N.Add(BigInteger.One))));
    }

    [Fact]
    public void Numbers_that_add_up_to_the_order_are_refused() => Refused(Der.Sequence(Der.Integer(_r), Der.Integer(N.Subtract(_r))));

    [Fact]
    public void Every_flipped_bit_is_refused()
    {
        var good = Der.Sequence(Der.Integer(_r), Der.Integer(_s));
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var bad = (byte[])good.Clone();
            bad[bit / 8] ^= (byte)(1 << bit % 8);
            Refused(bad);
        }
    }

    [Fact]
    public void Another_key_and_another_message_are_refused()
    {
        using var other = Sm2PrivateKey.Generate();
        var signature = _key.Sign(Message);
        Assert.True(Verifies(signature));
        Assert.False(other.PublicKey.Verify(Message, signature));
        Assert.False(_key.PublicKey.Verify([], signature));
    }

    [Fact]
    public void Numbers_at_both_ends_of_the_range_are_read()
    {
        var top = N.Subtract(BigInteger.One);
        Assert.True(Sm2Signature.TryParse(Der.Sequence(Der.Integer(BigInteger.One), Der.Integer(top)), out var r, out var s));
        Assert.Equal((BigInteger.One, top), (r, s));
    }

    // Asked of the parser itself as well: numbers out of range would hardly ever satisfy the equation by chance.
    private void Malformed(byte[] signature)
    {
        Assert.False(Sm2Signature.TryParse(signature, out _, out _), Convert.ToHexStringLower(signature));
        Refused(signature);
    }

    private void Refused(byte[] signature) => Assert.False(Verifies(signature), Convert.ToHexStringLower(signature));

    private bool Verifies(byte[] signature) => _key.PublicKey.Verify(Message, signature);
}
