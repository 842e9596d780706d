using System.Security.Cryptography;
using System.Text.Json;

namespace Hub.Cryptography.Tests;

/// <summary>Both sides of the PIN's path against an implementation in another language, on random input.</summary>
public sealed class NobleTests(Noble noble) : IClassFixture<Noble>
{
    private const int Cases = 20;

    [Fact]
    public async Task Noble_as_the_phone_takes_our_evaluation_and_proof()
    {
        for (var i = 0; i < Cases; i++)
        {
            using var key = OprfServerKey.Generate();
            var input = RandomNumberGenerator.GetBytes(i);
            var theirs = Element(await AskAsync(new { ask = "blind", input = Hex(input) }));
            var (evaluated, proof) = key.EvaluateWithProof(theirs);
            var output = await AskAsync(new
            {
                ask = "finalize",
                input = Hex(input),
                blinded = theirs.ToString(),
                evaluated = evaluated.ToString(),
                publicKey = key.PublicKey.ToString(),
                proof = proof.ToString(),
            });

            var (blind, ours) = OprfClient.Blind(input);
            using (blind)
                Assert.Equal(Hex(OprfClient.Finalize(input, blind, key.Evaluate(ours))), output.GetString());
        }
    }

    [Fact]
    public async Task We_as_the_phone_take_the_evaluation_and_proof_of_noble()
    {
        for (var i = 0; i < Cases; i++)
        {
            var pair = await AskAsync(new { ask = "keyPair" });
            var publicKey = Element(pair.GetProperty("publicKey"));
            var input = RandomNumberGenerator.GetBytes(32);
            var (blind, blinded) = OprfClient.Blind(input);
            using (blind)
            {
                var answer = await AskAsync(new { ask = "evaluate", secretKey = pair.GetProperty("secretKey").GetString(), publicKey = publicKey.ToString(), blinded = blinded.ToString() });
                var evaluated = Element(answer.GetProperty("evaluated"));
                Assert.True(DleqProof.TryParse(Convert.FromHexString(answer.GetProperty("proof").GetString()!), out var proof));
                Assert.True(OprfClient.VerifyProof(publicKey, blinded, evaluated, proof));

                using var sameKey = OprfServerKey.FromBytes(Convert.FromHexString(pair.GetProperty("secretKey").GetString()!));
                Assert.Equal(publicKey, sameKey.PublicKey);
                Assert.Equal(evaluated, sameKey.Evaluate(blinded));
            }
        }
    }

    [Theory]
    [InlineData(64, 1)]
    [InlineData(1024, 3)]
    public async Task Pin_is_stretched_as_noble_does(int memoryKiB, int passes)
    {
        using var salt = DeviceSalt.Generate();
        var theirs = await AskAsync(new { ask = "stretch", pin = "Pin-1234", salt = Hex(salt.Export()), memory = memoryKiB, passes });
        Assert.Equal(Hex(new Argon2Cost(memoryKiB, passes).Stretch("Pin-1234"u8, salt.Bytes)), theirs.GetString());
    }

    [Fact]
    public async Task Noble_opens_the_blob_that_we_sealed_and_finds_both_keys()
    {
        using var keys = HolderKeys.Generate();
        using var hubKey = OprfServerKey.Generate();
        using var salt = DeviceSalt.Generate();
        Assert.True(Pin.TryParse("Pin-1234", out var pin, out _));
        var context = new PinContext("集线器-1", keys.Sign.PublicKey.KeyId, 12);
        using var attempt = PinAttempt.Begin(pin, salt, Argon2Cost.Load);
        using var key = attempt.Finish(hubKey.Evaluate(attempt.Blinded), context);
        var blob = PinBlob.Seal(key, hubKey.PublicKey, keys);

        var stretched = await AskAsync(new { ask = "stretch", pin = "Pin-1234", salt = Hex(salt.Export()), memory = 64, passes = 1 });
        var blinded = Element(await AskAsync(new { ask = "blind", input = stretched.GetString() }));
        var (evaluated, proof) = hubKey.EvaluateWithProof(blinded);
        var output = await AskAsync(new
        {
            ask = "finalize",
            input = stretched.GetString(),
            blinded = blinded.ToString(),
            evaluated = evaluated.ToString(),
            publicKey = hubKey.PublicKey.ToString(),
            proof = proof.ToString(),
        });
        var opened = await AskAsync(new
        {
            ask = "openBlob",
            output = output.GetString(),
            stretched = stretched.GetString(),
            salt = Hex(salt.Export()),
            hub = context.Hub,
            keyId = context.KeyId.ToString(),
            version = context.Version,
            publicKey = hubKey.PublicKey.ToString(),
            blob = Hex(blob),
        });

        var sign = new byte[Sm2PrivateKey.ScalarLength];
        var encryption = new byte[Sm2PrivateKey.ScalarLength];
        keys.Sign.ExportScalar(sign);
        keys.Encryption.ExportScalar(encryption);
        Assert.Equal(Hex(LengthPrefixed.Join(sign, encryption)), opened.GetString());
    }

    private async Task<JsonElement> AskAsync(object question) => (await noble.AskAsync([question]))[0];

    private static OprfElement Element(JsonElement hex)
    {
        Assert.True(OprfElement.TryParse(Convert.FromHexString(hex.GetString()!), out var element));
        return element;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
