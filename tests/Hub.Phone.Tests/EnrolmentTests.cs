using Hub.Cryptography;

namespace Hub.Phone.Tests;

public sealed class EnrolmentTests
{
    [Fact]
    public async Task Enrolment_pins_what_the_code_vouches_for()
    {
        var phone = await TestPhone.EnrolledAsync();
        var memory = phone.Phone.Store.Memory!;
        Assert.Equal(phone.Server.Anchors, memory.Anchors);
        Assert.Equal("某公司", memory.EnterpriseName);
        Assert.Equal(phone.Forge.Enterprise, phone.Phone.Identity!.Enterprise);
        Assert.Equal(PhoneProblemType.AlreadyEnrolled, (await phone.EnrolAsync()).Problem!.Type);
    }

    [Fact]
    public async Task Anchors_that_the_code_does_not_vouch_for_are_refused()
    {
        var phone = new TestPhone();
        phone.Server.FalseAnchors = new Anchors(phone.Forge.Hub, [Sm2PrivateKey.Generate().PublicKey.Spki.ToArray()], [phone.Forge.Authority.RootDer]).Encode();
        await AssertRefusedAsync(phone);
    }

    [Fact]
    public async Task Certificate_over_another_key_is_refused()
    {
        var phone = new TestPhone();
        phone.Server.CertifyAnotherKey = true;
        await AssertRefusedAsync(phone);
    }

    [Fact]
    public async Task Evaluation_without_a_proof_for_its_key_is_refused()
    {
        var phone = new TestPhone();
        phone.Server.FalseKey = OprfServerKey.Generate();
        await AssertRefusedAsync(phone);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ca-test.short.0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ca-test.0123456789ABCDEF")]
    [InlineData("ca-test.0123456789ABCDEF.00")]
    [InlineData("test.0123456789ABCDEF.0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ca-test.0123456789ABCDE_.0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Code_of_another_form_is_refused_unasked(string code)
    {
        var phone = new TestPhone();
        Assert.Equal(PhoneProblemType.Code, (await phone.EnrolAsync(code)).Problem!.Type);
        Assert.Empty(phone.Server.Calls);
    }

    [Fact]
    public async Task Code_that_the_authority_refuses_leaves_no_trace()
    {
        var phone = new TestPhone();
        Assert.Equal("urn:hub:problem:code-refused", (await phone.EnrolAsync($"ca-test.0123456789ABCDEF-0123-y.{Sm3Digest.Of(phone.Server.Anchors)}")).Problem!.Type);
        Assert.Null(phone.Phone.Store.Memory);
    }

    [Fact]
    public void Code_prints_without_its_secret()
    {
        Assert.True(EnrolmentCode.TryParse($"ca-test.0123456789ABCDEF-0123-y.{Sm3Digest.Of([1])}", out var code));
        Assert.DoesNotContain("0123456789ABCDEF-0123-y", $"{code}", StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(TestPhone phone)
    {
        Assert.Equal(PhoneProblemType.Enrolment, (await phone.EnrolAsync()).Problem!.Type);
        Assert.Null(phone.Phone.Store.Memory);
    }
}
