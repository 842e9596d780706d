using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Qr;
using Hub.Grains.Tests.Challenges;

namespace Hub.Grains.Tests.Qr;

public sealed class PinNonceTests
{
    private static readonly ChallengeId Challenge = ChallengeId.New();
    private static readonly KeyId Key = KeyId.Of("a key"u8);
    private readonly PinNonce _nonces = new(FixedKeys.Qr());

    [Fact]
    public void Nonce_is_the_same_after_a_restart_and_of_32_bytes()
    {
        Assert.Equal(_nonces.Of(Challenge, Key), new PinNonce(FixedKeys.Qr()).Of(Challenge, Key));
        Assert.Equal(PinNonce.Length, _nonces.Of(Challenge, Key).Length);
        Assert.True(_nonces.Verify(Challenge, Key, _nonces.Of(Challenge, Key)));
    }

    [Fact]
    public void Nonce_is_of_one_challenge_one_certificate_and_one_hub()
    {
        var nonce = _nonces.Of(Challenge, Key);
        Assert.False(_nonces.Verify(ChallengeId.New(), Key, nonce));
        Assert.False(_nonces.Verify(Challenge, KeyId.Of("another key"u8), nonce));
        Assert.False(new PinNonce(FixedKeys.Qr("another hub")).Verify(Challenge, Key, nonce));
        Assert.False(_nonces.Verify(Challenge, Key, nonce.AsSpan(1)));
        Assert.False(_nonces.Verify(Challenge, Key, []));
    }

    [Fact]
    public void Challenge_ids_are_found_again_by_what_asked_for_them_and_only_so()
    {
        var ids = new ChallengeIds(new FixedKeys());
        var (opening, platform) = (OpeningId.New(), Sample.Platform);
        Assert.Equal(ids.Decrypt(opening, Key), new ChallengeIds(new FixedKeys()).Decrypt(opening, Key));
        ChallengeId[] all =
        [
            ids.Decrypt(opening, Key), ids.Decrypt(OpeningId.New(), Key), ids.Decrypt(opening, KeyId.Of("another key"u8)), ids.Encrypt(platform, opening, "1"),
            ids.Encrypt(platform, opening, "2"), new ChallengeIds(new FixedKeys("another hub")).Decrypt(opening, Key),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }
}
