namespace Hub.Cryptography.Tests;

/// <summary>The examples of GB/T 32918.5-2017, annexes A and C, on the recommended curve.</summary>
public sealed class Sm2VectorTests
{
    private static readonly FixedRandom K = new("59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21");
    private readonly Sm2PrivateKey _key = Sm2PrivateKey.FromScalar(Convert.FromHexString("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"));

    [Fact]
    public void Published_public_key() =>
        Assert.Equal(
            "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
            Convert.ToHexStringLower(_key.PublicKey.Point));

    [Fact]
    public void Published_signature()
    {
        var signature = _key.Sign("message digest"u8, K);
        Assert.Equal(
            "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
            + "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
            Convert.ToHexStringLower(signature));
        Assert.True(_key.PublicKey.Verify("message digest"u8, signature));
        Assert.False(_key.PublicKey.Verify("message digesT"u8, signature));
    }

    [Fact]
    public void Published_encryption()
    {
        const string x = "04ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73";
        const string y = "e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0";
        const string hash = "59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766";
        const string cipher = "21886ca989ca9c7d58087307ca93092d651efa";
        var sealedText = _key.PublicKey.Seal("encryption standard"u8, K);
        Assert.Equal("307c" + "0220" + x + "022100" + y + "0420" + hash + "0413" + cipher, Convert.ToHexStringLower(sealedText));
        Assert.True(_key.TryUnseal(sealedText, out var plaintext));
        Assert.Equal("encryption standard"u8.ToArray(), plaintext);
    }
}
