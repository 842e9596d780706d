using Hub.Cryptography;

namespace Hub.Phone.Tests;

public sealed class EncryptChecksTests
{
    private readonly StatementForge _forge = new();

    [Fact]
    public void Own_files_for_this_opening_are_taken() => Assert.Null(Find(Claim()));

    [Fact]
    public void File_that_another_key_would_open_is_refused() =>
        Assert.Equal("envelopes[0].header.encKeyId", Find(Claim(header => header with { EncKeyId = _forge.HubKey.PublicKey.KeyId })));

    [Fact]
    public void File_that_another_certificate_would_sign_for_is_refused() =>
        Assert.Equal("envelopes[0].header.signKeyId", Find(Claim(header => header with { SignKeyId = _forge.HubKey.PublicKey.KeyId })));

    [Fact]
    public void File_of_another_enterprise_is_refused() =>
        Assert.Equal("envelopes[0].header.bidder", Find(Claim(header => header with { Bidder = StatementForge.EnterpriseOf("91650100MA7YYYYY0") })));

    [Fact]
    public void File_for_another_opening_platform_or_hub_than_shown_is_refused()
    {
        Assert.Equal("envelopes[0].header.opening", Find(Claim(header => header with { Opening = OpeningId.New() })));
        Assert.Equal("envelopes[0].header.platform", Find(Claim(header => header with { Platform = StatementForge.Id("pl-other") })));
        Assert.Equal("envelopes[0].header.hub", Find(Claim(header => header with { Hub = HubId.New() })));
    }

    [Fact]
    public void Statement_of_another_certificate_challenge_or_hub_is_refused()
    {
        var statement = Statement(Claim());
        Assert.Equal("signKeyId", EncryptChecks.Find(statement with { SignKeyId = _forge.HubKey.PublicKey.KeyId }, _forge.Challenge, _forge.Own));
        Assert.Equal("challenge", EncryptChecks.Find(statement, ChallengeId.New(), _forge.Own));
        Assert.Equal("hub", EncryptChecks.Find(statement with { Hub = HubId.New() }, _forge.Challenge, _forge.Own));
    }

    [Fact]
    public void Envelope_named_twice_is_refused()
    {
        var claim = Claim();
        Assert.Equal("envelopes[1].header.envelope", Find(claim, claim));
    }

    private string? Find(params EnvelopeClaim[] claims) => EncryptChecks.Find(Statement(claims), _forge.Challenge, _forge.Own);

    private EncryptStatement Statement(params EnvelopeClaim[] claims) =>
        new(_forge.Hub, _forge.Platform, _forge.Challenge, "平台", _forge.Opening, _forge.Own.SignKeyId, StatementForge.Deadline, claims, []);

    private EnvelopeClaim Claim(Func<BidHeader, BidHeader>? header = null)
    {
        var envelope = _forge.Envelope("1", header);
        return new EnvelopeClaim(envelope.Header, envelope.Commitment, Sm3Digest.Of(envelope.SealedKey));
    }
}
