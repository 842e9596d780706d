using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace Hub.Cryptography.Tests;

public sealed class SmCryptoTests(SmCrypto oracle) : IClassFixture<SmCrypto>
{
    private const int Cases = 200;

    [Fact]
    public async Task Sm3_agrees_with_sm_crypto()
    {
        var messages = Messages(minLength: 0);
        var answers = await oracle.AskAsync([.. messages.Select(data => new { ask = "sm3", data = Hex(data) })]);
        for (var i = 0; i < Cases; i++)
            Assert.Equal(answers[i].GetString(), Sm3Digest.Of(messages[i]).ToString());
    }

    [Fact]
    public async Task Our_signatures_are_good_for_sm_crypto()
    {
        var questions = new List<object>();
        foreach (var data in Messages(minLength: 0))
        {
            using var key = Sm2PrivateKey.Generate();
            questions.Add(new { ask = "verify", publicKey = Hex(key.PublicKey.Point), data = Hex(data), signature = Hex(key.Sign(data)) });
        }
        Assert.All(await oracle.AskAsync(questions), answer => Assert.True(answer.GetBoolean()));
    }

    [Fact]
    public async Task Signatures_of_sm_crypto_are_good_for_us()
    {
        var messages = Messages(minLength: 0);
        var keys = messages.Select(_ => Sm2PrivateKey.Generate()).ToArray();
        var answers = await oracle.AskAsync([.. keys.Zip(messages, (key, data) => new { ask = "sign", key = Hex(Scalar(key)), data = Hex(data) })]);
        for (var i = 0; i < Cases; i++)
            Assert.True(keys[i].PublicKey.Verify(messages[i], Convert.FromHexString(answers[i].GetString()!)), Hex(Scalar(keys[i])));
    }

    [Fact]
    public async Task Sm_crypto_unseals_what_we_seal()
    {
        var messages = Messages(minLength: 1);
        var questions = new List<object>();
        foreach (var data in messages)
        {
            using var key = Sm2PrivateKey.Generate();
            questions.Add(new { ask = "unseal", key = Hex(Scalar(key)), data = Hex(key.PublicKey.Seal(data)) });
        }
        var answers = await oracle.AskAsync(questions);
        for (var i = 0; i < Cases; i++)
            Assert.Equal(Hex(messages[i]), answers[i].GetString());
    }

    [Fact]
    public async Task We_unseal_what_sm_crypto_seals()
    {
        var messages = Messages(minLength: 1);
        var keys = messages.Select(_ => Sm2PrivateKey.Generate()).ToArray();
        var answers = await oracle.AskAsync([.. keys.Zip(messages, (key, data) => new { ask = "seal", publicKey = Hex(key.PublicKey.Point), data = Hex(data) })]);
        for (var i = 0; i < Cases; i++)
        {
            Assert.True(keys[i].TryUnseal(Convert.FromHexString(answers[i].GetString()!), out var plaintext), answers[i].GetString());
            Assert.Equal(Hex(messages[i]), Hex(plaintext));
        }
    }

    [Fact]
    public async Task Public_keys_agree_with_sm_crypto()
    {
        var keys = Enumerable.Range(0, Cases).Select(_ => Sm2PrivateKey.Generate()).ToArray();
        var answers = await oracle.AskAsync([.. keys.Select(key => new { ask = "publicKey", key = Hex(Scalar(key)) })]);
        for (var i = 0; i < Cases; i++)
            Assert.Equal(answers[i].GetString(), Hex(keys[i].PublicKey.Point));
    }

    [Fact]
    public async Task Sm4_cbc_agrees_with_sm_crypto()
    {
        var messages = Messages(minLength: 0);
        var key = RandomNumberGenerator.GetBytes(16);
        var iv = RandomNumberGenerator.GetBytes(16);
        var answers = await oracle.AskAsync([.. messages.Select(data => new { ask = "sm4Cbc", key = Hex(key), iv = Hex(iv), data = Hex(data) })]);
        var cipher = CipherUtilities.GetCipher("SM4/CBC/PKCS7Padding");
        for (var i = 0; i < Cases; i++)
        {
            cipher.Init(true, new ParametersWithIV(new KeyParameter(key), iv));
            Assert.Equal(answers[i].GetString(), Hex(cipher.DoFinal(messages[i])));
        }
    }

    [Fact]
    public async Task Sm4_gcm_agrees_with_sm_crypto()
    {
        var messages = Messages(minLength: 0);
        var key = RandomNumberGenerator.GetBytes(16);
        var nonces = messages.Select(_ => RandomNumberGenerator.GetBytes(ChunkAead.NonceLength)).ToArray();
        var answers = await oracle.AskAsync([.. messages.Select((data, i) => new { ask = "sm4Gcm", key = Hex(key), iv = Hex(nonces[i]), data = Hex(data) })]);
        using var gcm = new Sm4Gcm(key);
        for (var i = 0; i < Cases; i++)
        {
            var sealedChunk = new byte[messages[i].Length + ChunkLayout.TagLength];
            gcm.Encrypt(nonces[i], messages[i], sealedChunk);
            Assert.Equal(answers[i].GetString(), Hex(sealedChunk));
        }
    }

    [Fact]
    public async Task Another_implementation_of_the_file_cipher_opens_our_files()
    {
        const int chunkSize = ChunkLayout.MinChunkSize;
        var encKeyId = KeyId.Of("some key"u8);
        var plaintexts = new List<byte[]>();
        var questions = new List<object>();
        foreach (var suite in new[] { FileCipherSuite.Sm4Gcm, FileCipherSuite.Aes256Gcm })
        {
            foreach (var length in new[] { 0, 1, 15, 16, 17, chunkSize - 1, chunkSize, chunkSize + 1, 2 * chunkSize, 3 * chunkSize + 77 })
            {
                using var contentKey = ContentKey.Generate();
                using var cipher = new FileCipher(suite, contentKey, "ev-17", encKeyId, new ChunkLayout(chunkSize));
                var plaintext = RandomNumberGenerator.GetBytes(length);
                var ciphertext = new MemoryStream();
                await cipher.EncryptAsync(new MemoryStream(plaintext), ciphertext);
                plaintexts.Add(plaintext);
                questions.Add(new
                {
                    ask = "openFile",
                    suite = suite.Name,
                    contentKey = Hex(contentKey.Bytes),
                    envelopeId = "ev-17",
                    encKeyId = encKeyId.ToString(),
                    chunkSize,
                    data = Hex(ciphertext.ToArray()),
                });
            }
        }
        var answers = await oracle.AskAsync(questions);
        for (var i = 0; i < plaintexts.Count; i++)
            Assert.Equal(Hex(plaintexts[i]), answers[i].GetString());
    }

    private static byte[][] Messages(int minLength) =>
        [.. Enumerable.Range(0, Cases).Select(i => RandomNumberGenerator.GetBytes(minLength + (i < 70 ? i : RandomNumberGenerator.GetInt32(1500))))];

    private static byte[] Scalar(Sm2PrivateKey key)
    {
        var scalar = new byte[Sm2PrivateKey.ScalarLength];
        key.ExportScalar(scalar);
        return scalar;
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
