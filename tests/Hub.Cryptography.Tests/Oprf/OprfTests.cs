using CsCheck;
using Org.BouncyCastle.Math;

namespace Hub.Cryptography.Tests;

public sealed class OprfTests
{
    public static TheoryData<int> Vectors => [.. Enumerable.Range(0, Rfc9497Vectors.All.Length)];

    [Fact]
    public void Rfc9497_seed_gives_the_key_pair_of_the_standard()
    {
        using var key = OprfServerKey.Derive(Hex(Rfc9497Vectors.Seed), Hex(Rfc9497Vectors.KeyInfo));
        Assert.Equal(Rfc9497Vectors.SecretKey, Convert.ToHexStringLower(key.Export()));
        Assert.Equal(Rfc9497Vectors.PublicKey, key.PublicKey.ToString());
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Rfc9497_vector_is_reproduced_on_both_sides(int index)
    {
        var vector = Rfc9497Vectors.All[index];
        using var key = OprfServerKey.FromBytes(Hex(Rfc9497Vectors.SecretKey));
        var blinded = new List<OprfElement>();
        var evaluated = new List<OprfElement>();
        for (var i = 0; i < vector.Input.Length; i++)
        {
            using var blind = BlindScalar.From(Hex(vector.Blind[i]));
            blinded.Add(OprfClient.Blind(Hex(vector.Input[i]), blind));
            Assert.Equal(vector.Blinded[i], blinded[i].ToString());
            evaluated.Add(key.Evaluate(blinded[i]));
            Assert.Equal(vector.Evaluated[i], evaluated[i].ToString());
            Assert.Equal(vector.Output[i], Convert.ToHexStringLower(OprfClient.Finalize(Hex(vector.Input[i]), blind, evaluated[i])));
        }

        var proof = key.Prove(blinded, evaluated, new BigInteger(vector.ProofScalar, 16));
        Assert.Equal(vector.Proof, proof.ToString());
        Assert.True(Dleq.Verify(key.PublicKey, blinded, evaluated, proof));
    }

    [Fact]
    public void Output_depends_on_input_and_key_but_not_on_the_blind() =>
        Gen.Byte.Array[0, 200].Sample(
            input =>
            {
                using var key = OprfServerKey.Generate();
                using var otherKey = OprfServerKey.Generate();
                var output = Run(key, input);
                Assert.Equal(output, Run(key, input));
                Assert.NotEqual(output, Run(otherKey, input));
                Assert.NotEqual(output, Run(key, [.. input, 0]));
            },
            iter: 20);

    [Fact]
    public void Proof_of_another_key_or_another_evaluation_or_with_a_flipped_bit_is_refused()
    {
        using var key = OprfServerKey.Generate();
        using var other = OprfServerKey.Generate();
        var (blind, blinded) = OprfClient.Blind("input"u8);
        blind.Dispose();
        var (evaluated, proof) = key.EvaluateWithProof(blinded);
        var (wrong, wrongProof) = other.EvaluateWithProof(blinded);

        Assert.True(OprfClient.VerifyProof(key.PublicKey, blinded, evaluated, proof));
        Assert.False(OprfClient.VerifyProof(other.PublicKey, blinded, evaluated, proof));
        Assert.False(OprfClient.VerifyProof(key.PublicKey, blinded, wrong, proof));
        Assert.False(OprfClient.VerifyProof(key.PublicKey, blinded, wrong, wrongProof));
        Assert.False(OprfClient.VerifyProof(key.PublicKey, evaluated, blinded, proof));
        foreach (var at in (int[])[0, 31, 32, 63])
        {
            var bytes = proof.ToArray();
            bytes[at] ^= 1;
            if (DleqProof.TryParse(bytes, out var flipped))
                Assert.False(OprfClient.VerifyProof(key.PublicKey, blinded, evaluated, flipped));
        }
    }

    [Fact]
    public void Proof_made_later_for_a_kept_answer_verifies_and_none_is_made_for_a_foreign_answer()
    {
        using var key = OprfServerKey.Generate();
        var (blind, blinded) = OprfClient.Blind("input"u8);
        blind.Dispose();
        var evaluated = key.Evaluate(blinded);
        Assert.True(OprfClient.VerifyProof(key.PublicKey, blinded, evaluated, key.Prove(blinded, evaluated)));
        Assert.Throws<ArgumentException>(() => key.Prove(blinded, blinded));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("02dd05901038bb31a6fae01828fd8d0e49e35a486b5c5d4b4994013648c01277")]
    [InlineData("02dd05901038bb31a6fae01828fd8d0e49e35a486b5c5d4b4994013648c01277da00")]
    [InlineData("04dd05901038bb31a6fae01828fd8d0e49e35a486b5c5d4b4994013648c01277da")]
    [InlineData("06dd05901038bb31a6fae01828fd8d0e49e35a486b5c5d4b4994013648c01277da")]
    [InlineData("02ffffffff00000001000000000000000000000000ffffffffffffffffffffffff")]
    [InlineData("02ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")]
    public void Element_of_another_length_form_or_range_is_refused(string hex) => Assert.False(OprfElement.TryParse(Hex(hex), out _));

    [Fact]
    public void About_half_of_all_coordinates_have_no_point_and_are_refused_without_an_exception()
    {
        var valid = 0;
        for (var x = 1; x <= 100; x++)
        {
            var bytes = new byte[OprfElement.Length];
            bytes[0] = 2;
            bytes[^1] = (byte)x;
            if (OprfElement.TryParse(bytes, out var element))
            {
                valid++;
                Assert.True(element.Point.IsValid());
                Assert.Equal(bytes, element.ToArray());
            }
        }

        Assert.InRange(valid, 30, 70);
    }

    [Fact]
    public void Any_bytes_as_an_element_or_proof_are_parsed_or_refused_and_read_back_the_same() =>
        Gen.Byte.Array[30, 66].Sample(bytes =>
            (!OprfElement.TryParse(bytes, out var element) || element.Encoded.SequenceEqual(bytes))
            && (!DleqProof.TryParse(bytes, out var proof) || proof.Encoded.SequenceEqual(bytes)));

    [Fact]
    public void Proof_with_a_scalar_at_the_order_or_of_another_length_is_refused()
    {
        var order = Hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        var below = Hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550");
        Assert.True(DleqProof.TryParse([.. below, .. below], out _));
        Assert.False(DleqProof.TryParse([.. order, .. below], out _));
        Assert.False(DleqProof.TryParse([.. below, .. order], out _));
        Assert.False(DleqProof.TryParse([.. below, .. below, 0], out _));
        Assert.False(DleqProof.TryParse(below, out _));
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")]
    [InlineData("01")]
    public void Server_key_that_is_no_scalar_is_refused(string hex) =>
        Assert.Throws<ArgumentException>(() => OprfServerKey.FromBytes(Hex(hex)));

    [Fact]
    public void Server_key_survives_export_and_import()
    {
        using var key = OprfServerKey.Generate();
        using var again = OprfServerKey.FromBytes(key.Export());
        Assert.Equal(key.PublicKey, again.PublicKey);
    }

    [Fact]
    public void Secrets_print_as_stars_and_are_unusable_once_disposed()
    {
        var key = OprfServerKey.Generate();
        var (blind, blinded) = OprfClient.Blind("input"u8);
        Assert.Equal("***", $"{key}");
        Assert.Equal("***", $"{blind}");
        key.Dispose();
        blind.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Evaluate(blinded));
        Assert.Throws<ObjectDisposedException>(() => key.Export());
        Assert.Throws<ObjectDisposedException>(() => OprfClient.Finalize("input"u8, blind, blinded));
    }

    private static byte[] Run(OprfServerKey key, byte[] input)
    {
        var (blind, blinded) = OprfClient.Blind(input);
        using (blind)
            return OprfClient.Finalize(input, blind, key.Evaluate(blinded));
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);
}
