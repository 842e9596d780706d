using CsCheck;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Hub.Cryptography.Tests;

public sealed class PinTests
{
    private const string Hub = "hub-1";

    [Theory]
    [InlineData("123456")]
    [InlineData("1234567890123456")]
    [InlineData("!~aZ09")]
    public void Pin_within_the_policy_is_taken(string text)
    {
        Assert.True(Pin.TryParse(text, out var pin, out var refusal));
        Assert.Null(refusal);
        Assert.Equal("***", $"{pin}");
        pin.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pin.Bytes.Length);
    }

    [Theory]
    [InlineData("", PinRefusal.TooShort)]
    [InlineData("12345", PinRefusal.TooShort)]
    [InlineData("12345678901234567", PinRefusal.TooLong)]
    [InlineData("12345 ", PinRefusal.NotPrintableAscii)]
    [InlineData("12345\u007f", PinRefusal.NotPrintableAscii)]
    [InlineData("12345\t", PinRefusal.NotPrintableAscii)]
    [InlineData("密码密码密码", PinRefusal.NotPrintableAscii)]
    [InlineData("１２３４５６", PinRefusal.NotPrintableAscii)]
    public void Pin_outside_the_policy_is_refused_with_the_reason(string text, PinRefusal reason)
    {
        Assert.False(Pin.TryParse(text, out var pin, out var refusal));
        Assert.Null(pin);
        Assert.Equal(reason, refusal);
    }

    [Fact]
    public void Library_reproduces_the_argon2id_vector_of_Rfc9106()
    {
        var generator = new Argon2BytesGenerator();
        generator.Init(new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(Argon2Parameters.Version13)
            .WithSalt([.. Enumerable.Repeat((byte)2, 16)])
            .WithSecret([.. Enumerable.Repeat((byte)3, 8)])
            .WithAdditional([.. Enumerable.Repeat((byte)4, 12)])
            .WithMemoryAsKB(32)
            .WithIterations(3)
            .WithParallelism(4)
            .Build());
        var tag = new byte[32];
        generator.GenerateBytes([.. Enumerable.Repeat((byte)1, 32)], tag);
        Assert.Equal("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659", Convert.ToHexStringLower(tag));
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(64, 0)]
    [InlineData(64, 17)]
    [InlineData((1 << 20) + 1, 1)]
    public void Cost_outside_the_limits_is_refused(int memoryKiB, int passes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Argon2Cost(memoryKiB, passes));

    [Fact]
    public void Named_costs_are_what_the_protocol_says()
    {
        Assert.Equal((65_536, 3, 1), (Argon2Cost.Default.MemoryKiB, Argon2Cost.Default.Passes, Argon2Cost.Default.Parallelism));
        Assert.Equal((19_456, 2, 1), (Argon2Cost.Owasp.MemoryKiB, Argon2Cost.Owasp.Passes, Argon2Cost.Owasp.Parallelism));
        Assert.Equal((64, 1, 1), (Argon2Cost.Load.MemoryKiB, Argon2Cost.Load.Passes, Argon2Cost.Load.Parallelism));
    }

    [Fact]
    public void Right_pin_opens_the_blob_again_and_again()
    {
        using var phone = new EnrolledPhone();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(phone.TryUnlock("right-pin", out var keys));
            using (keys)
            {
                Assert.Equal(phone.Keys.Sign.PublicKey.KeyId, keys.Sign.PublicKey.KeyId);
                Assert.Equal(phone.Keys.Encryption.PublicKey.KeyId, keys.Encryption.PublicKey.KeyId);
                Assert.Equal("***", $"{keys}");
            }
        }
    }

    [Fact]
    public void Default_cost_opens_too()
    {
        using var phone = new EnrolledPhone(Argon2Cost.Default);
        Assert.True(phone.TryUnlock("right-pin", out _));
    }

    [Fact]
    public void Two_attempts_with_one_pin_show_the_hub_different_elements()
    {
        using var phone = new EnrolledPhone();
        using var first = PinAttempt.Begin(PinOf("right-pin"), phone.Salt, Argon2Cost.Load);
        using var second = PinAttempt.Begin(PinOf("right-pin"), phone.Salt, Argon2Cost.Load);
        Assert.NotEqual(first.Blinded, second.Blinded);
        Assert.Equal("***", $"{first}");
    }

    [Fact]
    public void Any_other_pin_does_not_open_the_blob() =>
        Gen.Char['!', '~'].Array[6, 16].Select(chars => new string(chars)).Where(text => text != "right-pin").Sample(
            text =>
            {
                using var phone = new EnrolledPhone();
                Assert.False(phone.TryUnlock(text, out _));
            },
            iter: 20);

    [Fact]
    public void Another_hub_key_salt_cost_hub_or_version_does_not_open_the_blob()
    {
        using var phone = new EnrolledPhone();
        using var otherKey = OprfServerKey.Generate();
        using var otherSalt = DeviceSalt.Generate();
        var context = phone.Context;
        Assert.True(phone.TryUnlock("right-pin", out _, context: new PinContext(Hub, context.KeyId, 1)));
        Assert.False(phone.TryUnlock("right-pin", out _, hubKey: otherKey));
        Assert.False(phone.TryUnlock("right-pin", out _, salt: otherSalt));
        Assert.False(phone.TryUnlock("right-pin", out _, cost: new Argon2Cost(72, 1)));
        Assert.False(phone.TryUnlock("right-pin", out _, context: new PinContext("hub-2", context.KeyId, 1)));
        Assert.False(phone.TryUnlock("right-pin", out _, context: new PinContext(Hub, context.KeyId, 2)));
        Assert.False(phone.TryUnlock("right-pin", out _, context: new PinContext(Hub, KeyId.Of("other"u8), 1)));
        Assert.False(phone.TryUnlock("right-pin", out _, expected: otherKey.PublicKey));
    }

    [Fact]
    public void Blob_with_a_changed_cut_or_added_byte_does_not_open()
    {
        using var phone = new EnrolledPhone();
        Assert.Equal(PinBlob.Length, phone.Blob.Length);
        using var key = phone.Key("right-pin");
        for (var i = 0; i < phone.Blob.Length; i++)
        {
            var changed = phone.Blob.ToArray();
            changed[i] ^= 0x80;
            Assert.False(PinBlob.TryOpen(key, phone.HubKey.PublicKey, changed, out _));
        }

        Assert.False(PinBlob.TryOpen(key, phone.HubKey.PublicKey, phone.Blob.AsSpan(1), out _));
        Assert.False(PinBlob.TryOpen(key, phone.HubKey.PublicKey, [.. phone.Blob, 0], out _));
        Assert.False(PinBlob.TryOpen(key, phone.HubKey.PublicKey, [], out _));
    }

    [Fact]
    public void Blob_holds_neither_key_in_clear()
    {
        using var phone = new EnrolledPhone();
        Span<byte> scalar = stackalloc byte[Sm2PrivateKey.ScalarLength];
        phone.Keys.Sign.ExportScalar(scalar);
        Assert.Equal(-1, phone.Blob.AsSpan().IndexOf(scalar[..8]));
        phone.Keys.Encryption.ExportScalar(scalar);
        Assert.Equal(-1, phone.Blob.AsSpan().IndexOf(scalar[..8]));
    }

    [Fact]
    public void Keys_of_another_certificate_are_not_sealed_under_this_ones_pin()
    {
        using var phone = new EnrolledPhone();
        using var others = HolderKeys.Generate();
        using var key = phone.Key("right-pin");
        Assert.Throws<ArgumentException>(() => PinBlob.Seal(key, phone.HubKey.PublicKey, others));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(Hub, 0)]
    public void Context_without_a_hub_or_a_version_is_a_bug(string hub, int version) =>
        Assert.ThrowsAny<ArgumentException>(() => new PinContext(hub, KeyId.Of("key"u8), version));

    [Fact]
    public void Salt_of_another_length_is_refused()
    {
        Assert.False(DeviceSalt.TryParse(new byte[31], out _));
        Assert.False(DeviceSalt.TryParse(new byte[33], out _));
        Assert.True(DeviceSalt.TryParse(new byte[32], out var salt));
        Assert.Equal("***", $"{salt}");
    }

    private static Pin PinOf(string text) =>
        Pin.TryParse(text, out var pin, out _) ? pin : throw new ArgumentException("The test's PIN breaks the policy.", nameof(text));

    private sealed class EnrolledPhone : IDisposable
    {
        private readonly Argon2Cost _cost;

        internal EnrolledPhone(Argon2Cost? cost = null)
        {
            _cost = cost ?? Argon2Cost.Load;
            Context = new PinContext(Hub, Keys.Sign.PublicKey.KeyId, 1);
            using var key = Key("right-pin");
            Blob = PinBlob.Seal(key, HubKey.PublicKey, Keys);
        }

        internal OprfServerKey HubKey { get; } = OprfServerKey.Generate();

        internal DeviceSalt Salt { get; } = DeviceSalt.Generate();

        internal HolderKeys Keys { get; } = HolderKeys.Generate();

        internal PinContext Context { get; }

        internal byte[] Blob { get; }

        internal PinKey Key(string pin, OprfServerKey? hubKey = null, DeviceSalt? salt = null, Argon2Cost? cost = null, PinContext? context = null)
        {
            using var parsed = PinOf(pin);
            using var attempt = PinAttempt.Begin(parsed, salt ?? Salt, cost ?? _cost);
            return attempt.Finish((hubKey ?? HubKey).Evaluate(attempt.Blinded), context ?? Context);
        }

        internal bool TryUnlock(
            string pin,
            [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out HolderKeys? keys,
            OprfServerKey? hubKey = null,
            DeviceSalt? salt = null,
            Argon2Cost? cost = null,
            PinContext? context = null,
            OprfElement? expected = null)
        {
            using var key = Key(pin, hubKey, salt, cost, context);
            return PinBlob.TryOpen(key, expected ?? HubKey.PublicKey, Blob, out keys);
        }

        public void Dispose()
        {
            HubKey.Dispose();
            Salt.Dispose();
            Keys.Dispose();
        }
    }
}
