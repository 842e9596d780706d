using CsCheck;

namespace Hub.Cryptography.Tests;

/// <summary>What comes from outside may be anything. The answer is no, never an exception.</summary>
public sealed class HostileBytesTests : IDisposable
{
    private readonly Sm2PrivateKey _key = Sm2PrivateKey.Generate();

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Any_bytes_get_an_answer() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        Assert.False(_key.PublicKey.Verify("x"u8, bytes));
        Assert.False(_key.TryUnseal(bytes, out _));
        Assert.False(SealedForm.IsWellFormed(bytes));
        Assert.False(Sm2PublicKey.TryParse(bytes, out _));
        Assert.False(Sm2PrivateKey.TryFromPkcs8(bytes, out _));
    });

    [Fact]
    public void Good_bytes_with_one_changed_get_an_answer()
    {
        byte[][] good = [_key.Sign("x"u8), _key.PublicKey.Seal("x"u8), _key.PublicKey.Spki.ToArray(), _key.ToPkcs8()];
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 1000], Gen.Byte[1, 255]).Sample((which, at, mask) =>
        {
            var bytes = (byte[])good[which].Clone();
            bytes[at % bytes.Length] ^= mask;
            Assert.False(_key.PublicKey.Verify("x"u8, bytes));
            Assert.False(_key.TryUnseal(bytes, out _));
            _ = SealedForm.IsWellFormed(bytes);
            Assert.False(Sm2PublicKey.TryParse(bytes, out _));
            if (Sm2PrivateKey.TryFromPkcs8(bytes, out var read))
                Assert.Fail("The public key inside no longer belongs to the private one, or the form is broken.");
        });
    }
}
