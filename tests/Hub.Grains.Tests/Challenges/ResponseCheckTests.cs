using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Challenges;

public sealed class ResponseCheckTests : IDisposable
{
    private readonly Sm2PrivateKey _signer = Sm2PrivateKey.Generate();
    private readonly Sm2PrivateKey _opening = Sm2PrivateKey.Generate();
    private readonly EnvelopeId _first = EnvelopeId.New();
    private readonly EnvelopeId _second = EnvelopeId.New();
    private readonly ResponseCheck _check;
    private readonly ResponseRecord _good;

    public ResponseCheckTests()
    {
        _check = new ResponseCheck(
            Sample.Hub, Sample.Platform, ChallengeKind.Decrypt, ChallengeId.New(), Sm3Digest.Of([1]), _signer.PublicKey.KeyId, KeyId.Of([2]), [_first, _second]);
        _good = new ResponseRecord(
            _check.Hub, _check.Platform, _check.Kind, _check.Challenge, _check.Statement, _check.SignKeyId, _check.EncKeyId, new byte[32], PinTryId.Of([3]),
            [new EnvelopeResult(_first, Sealed(72), null), new EnvelopeResult(_second, null, EnvelopeError.Unseal)], Sample.Start);
    }

    [Fact]
    public void Signed_response_to_the_statement_passes() => Assert.Null(WhyNot(_good));

    [Fact]
    public void Response_that_names_anything_else_is_to_another_statement()
    {
        var other = PlatformId.TryParse("pl-other", out var id) ? id : default;
        ResponseRecord[] wrong =
        [
            _good with { Hub = HubId.New() }, _good with { Platform = other }, _good with { Kind = ChallengeKind.Encrypt }, _good with { Challenge = ChallengeId.New() },
            _good with { Statement = Sm3Digest.Of([9]) }, _good with { SignKeyId = KeyId.Of([9]) }, _good with { EncKeyId = KeyId.Of([9]) },
        ];
        Assert.All(wrong, response => Assert.Equal(new StatementMismatch(), WhyNot(response)));
    }

    [Fact]
    public void Signature_over_other_bytes_or_by_another_key_is_refused()
    {
        var bytes = _good.Encode();
        Assert.Equal(new BadSignature("response"), _check.WhyNot(_good, bytes, _signer.Sign([1]), _signer.PublicKey));
        Assert.Equal(new BadSignature("response"), _check.WhyNot(_good, bytes, _opening.Sign(bytes), _signer.PublicKey));
        Assert.Equal(new BadSignature("response"), _check.WhyNot(_good, bytes, [], _signer.PublicKey));
    }

    [Fact]
    public void Results_that_are_too_few_out_of_order_or_not_sealed_keys_do_not_fit()
    {
        Assert.Equal(new ResultsMismatch("results"), WhyNot(_good with { Results = [_good.Results[0]] }));
        Assert.Equal(new ResultsMismatch("results[0].envelope"), WhyNot(_good with { Results = [_good.Results[1], _good.Results[0]] }));
        Assert.Equal(new ResultsMismatch("results[0].sealed"), WhyNot(WithSealed(Sealed(71))));
        Assert.Equal(new ResultsMismatch("results[0].sealed"), WhyNot(WithSealed([1, 2, 3])));
        Assert.Equal(new ResultsMismatch("results[0].sealed"), WhyNot(WithSealed([.. Sealed(72), 0])));
    }

    public void Dispose()
    {
        _signer.Dispose();
        _opening.Dispose();
    }

    private ResponseRecord WithSealed(byte[] sealedKey) => _good with { Results = [new EnvelopeResult(_first, sealedKey, null), _good.Results[1]] };

    private byte[] Sealed(int length) => _opening.PublicKey.Seal(new byte[length]);

    private Refusal? WhyNot(ResponseRecord response)
    {
        var bytes = response.Encode();
        return _check.WhyNot(response, bytes, _signer.Sign(bytes), _signer.PublicKey);
    }
}
