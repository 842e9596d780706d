namespace Hub.Cryptography.Tests.Records;

public sealed class EnrolmentCodeTests
{
    private static readonly Sm3Digest Anchors = Sm3Digest.Of([1]);
    private static readonly byte[] Signing = [1, 2], Encryption = [3], Device = [4, 5];

    [Fact]
    public void A_new_code_is_read_back_and_no_two_are_the_same()
    {
        Assert.True(AuthorityId.TryParse("ca-test", out var authority));
        var (one, other) = (EnrolmentCode.New(authority, Anchors), EnrolmentCode.New(authority, Anchors));
        Assert.True(EnrolmentCode.TryParse(one.Reveal(), out var read));
        Assert.Equal(one.Ticket, read.Ticket);
        Assert.NotEqual(one.Ticket, other.Ticket);
        Assert.Equal((authority, Anchors), (read.Ticket.Authority, read.Ticket.Anchors));
    }

    [Fact]
    public void What_passes_through_the_hub_is_no_code()
    {
        var code = Code("0123456789ABCDEF-0123-x");
        Assert.DoesNotContain("0123456789ABCDEF", $"{code} {code.Ticket}", StringComparison.Ordinal);
        Assert.True(EnrolmentTicket.TryParse(code.Ticket.ToString(), out var ticket));
        Assert.Equal(code.Ticket, ticket);
        // A ticket has a code's form, but proves nothing: its name is another secret's.
        Assert.True(EnrolmentCode.TryParse(code.Ticket.ToString(), out var pretended));
        Assert.NotEqual(code.Ticket, pretended.Ticket);
        Assert.False(code.Verify(pretended.Prove(Signing, Encryption, Device), Signing, Encryption, Device));
    }

    [Fact]
    public void A_proof_is_good_for_its_own_keys_only()
    {
        var code = Code("0123456789ABCDEF-0123-x");
        var proof = code.Prove(Signing, Encryption, Device);
        Assert.True(code.Verify(proof, Signing, Encryption, Device));
        Assert.False(code.Verify(proof, [9], Encryption, Device));
        Assert.False(code.Verify(proof, Signing, [9], Device));
        Assert.False(code.Verify(proof, Signing, Encryption, [9]));
        Assert.False(code.Verify(proof, [1], [2, 3], Device));
        Assert.False(code.Verify(proof.AsSpan(1), Signing, Encryption, Device));
        Assert.False(Code("0123456789ABCDEF-0123-y").Verify(proof, Signing, Encryption, Device));
    }

    [Theory]
    [InlineData(21, false)]
    [InlineData(22, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_secret_has_22_to_64_characters(int length, bool good) =>
        Assert.Equal(good, EnrolmentCode.TryParse($"ca-test.{new string('a', length)}.{Anchors}", out _));

    [Theory]
    [InlineData(null)]
    [InlineData("ca-test.0123456789abcdef012345")]
    [InlineData("ca-test.0123456789abcdef01234_.0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("test.0123456789abcdef012345.0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ca-test.0123456789abcdef012345.000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ca-test.0123456789abcdef012345.0000000000000000000000000000000000000000000000000000000000000000.")]
    public void Another_form_is_no_code(string? text) => Assert.False(EnrolmentCode.TryParse(text, out _));

    [Theory]
    [InlineData("ca-test.0123456789abcdef0123456789abcde.0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ca-test.0123456789ABCDEF0123456789abcdef.0000000000000000000000000000000000000000000000000000000000000000")]
    public void A_name_is_32_lower_case_hex_digits(string text) => Assert.False(EnrolmentTicket.TryParse(text, out _));

    private static EnrolmentCode Code(string secret) => EnrolmentCode.TryParse($"ca-test.{secret}.{Anchors}", out var code) ? code : throw new InvalidOperationException();
}
