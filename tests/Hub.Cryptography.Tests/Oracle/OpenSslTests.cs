using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace Hub.Cryptography.Tests;

/// <summary>Random cases against the openssl command, in both directions. Each is a process or three, so they are few.</summary>
public sealed class OpenSslTests : IDisposable
{
    private const int Cases = 25;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openssl-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Sm3_agrees_with_openssl()
    {
        for (var i = 0; i < Cases; i++)
        {
            var data = Message(0, i);
            var digest = await OpenSslAsync(data, "dgst", "-sm3", "-binary");
            Assert.Equal(Convert.ToHexStringLower(digest), Sm3Digest.Of(data).ToString());
        }
    }

    [Fact]
    public async Task Openssl_verifies_our_signatures()
    {
        for (var i = 0; i < Cases; i++)
        {
            using var key = Sm2PrivateKey.Generate();
            var data = Message(0, i);
            var publicKey = await FileAsync("public", key.PublicKey.Spki.ToArray());
            var signature = await FileAsync("signature", key.Sign(data));
            await OpenSslAsync(data, "dgst", "-sm3", "-keyform", "DER", "-verify", publicKey, "-sigopt", "distid:1234567812345678", "-signature", signature);
        }
    }

    [Fact]
    public async Task We_verify_signatures_of_openssl()
    {
        for (var i = 0; i < Cases; i++)
        {
            using var key = Sm2PrivateKey.Generate();
            var data = Message(0, i);
            var privateKey = await FileAsync("private", key.ToPkcs8());
            var signature = await OpenSslAsync(data, "dgst", "-sm3", "-keyform", "DER", "-sign", privateKey, "-sigopt", "distid:1234567812345678");
            Assert.True(key.PublicKey.Verify(data, signature));
            data[^1] ^= 1;
            Assert.False(key.PublicKey.Verify(data, signature));
        }
    }

    [Fact]
    public async Task Openssl_unseals_what_we_seal()
    {
        for (var i = 0; i < Cases; i++)
        {
            using var key = Sm2PrivateKey.Generate();
            var data = Message(1, i);
            var privateKey = await FileAsync("private", key.ToPkcs8());
            var plaintext = await OpenSslAsync(key.PublicKey.Seal(data), "pkeyutl", "-decrypt", "-keyform", "DER", "-inkey", privateKey);
            Assert.Equal(data, plaintext);
        }
    }

    [Fact]
    public async Task We_unseal_what_openssl_seals()
    {
        for (var i = 0; i < Cases; i++)
        {
            using var key = Sm2PrivateKey.Generate();
            var data = Message(1, i);
            var publicKey = await FileAsync("public", key.PublicKey.Spki.ToArray());
            var sealedKey = await OpenSslAsync(data, "pkeyutl", "-encrypt", "-pubin", "-keyform", "DER", "-inkey", publicKey);
            Assert.True(key.TryUnseal(sealedKey, out var plaintext));
            Assert.Equal(data, plaintext);
        }
    }

    [Theory]
    [InlineData("-sm4-cbc", "SM4/CBC/PKCS7Padding")]
    [InlineData("-sm4-ctr", "SM4/CTR/NoPadding")]
    public async Task Sm4_agrees_with_openssl(string theirs, string ours)
    {
        for (var i = 0; i < Cases; i++)
        {
            var (key, iv, data) = (RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(16), Message(1, i));
            var expected = await OpenSslAsync(data, "enc", theirs, "-K", Convert.ToHexStringLower(key), "-iv", Convert.ToHexStringLower(iv));
            var cipher = CipherUtilities.GetCipher(ours);
            cipher.Init(true, new ParametersWithIV(new KeyParameter(key), iv));
            Assert.Equal(expected, cipher.DoFinal(data));
        }
    }

    [Fact]
    public async Task A_private_key_made_by_openssl_is_read_and_ours_is_read_by_it()
    {
        var theirs = await OpenSslAsync([], "genpkey", "-algorithm", "SM2", "-outform", "DER");
        var pkcs8 = await OpenSslAsync(theirs, "pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-outform", "DER");
        using var key = Sm2PrivateKey.FromPkcs8(pkcs8);
        Assert.Equal(pkcs8, key.ToPkcs8());
        var spki = await OpenSslAsync(key.ToPkcs8(), "pkey", "-inform", "DER", "-pubout", "-outform", "DER");
        Assert.Equal(spki, key.PublicKey.Spki.ToArray());
    }

    // Some lengths around SM3's block first, then any.
    private static byte[] Message(int minLength, int i) =>
        RandomNumberGenerator.GetBytes(minLength + (i < 10 ? 1 + 12 * i : RandomNumberGenerator.GetInt32(1, 1500)));

    private async Task<string> FileAsync(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllBytesAsync(path, content);
        return path;
    }

    private static async Task<byte[]> OpenSslAsync(byte[] input, params string[] arguments)
    {
        var (exitCode, output) = await Command.RunAsync("openssl", arguments, input);
        Assert.Equal(0, exitCode);
        return output;
    }
}
