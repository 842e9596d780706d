using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Challenges;

public sealed class EncryptChallengeTests
{
    private static readonly KeyId PlatformKey = KeyId.Of("platform"u8);
    private static readonly KeyId SignKey = KeyId.Of("sign"u8);
    private static readonly KeyId EncKey = KeyId.Of("enc"u8);
    private static readonly EnterpriseId Bidder = Enterprise("91650100MA0000000");
    private static readonly OpeningTerms Terms = Sample.Terms(OpeningPhase.Registered) with { PlatformKeyIds = [PlatformKey.ToString()] };
    private static readonly DateTimeOffset Now = Terms.Deadline.AddHours(-1);

    [Fact]
    public void Headers_that_belong_together_are_read()
    {
        var asked = Read(Request(Header(), Header() with { Lot = Lot("B") }));
        Assert.Equal((2, TimeSpan.FromMinutes(10)), (asked.Headers.Count, asked.Validity));
        Assert.Null(asked.WhyNot(Terms.PlatformId, Terms, Now));
        Assert.Null(asked.WhyNot(Certificate()));
    }

    [Fact]
    public void Header_that_contradicts_the_request_or_the_first_one_is_named()
    {
        var other = PlatformId.TryParse("pl-other", out var id) ? id : default;
        var first = Header();
        (BidHeader Header, string Member)[] wrong =
        [
            (Header() with { Hub = HubId.New() }, "hub"), (Header() with { Platform = other }, "platform"), (Header() with { Opening = OpeningId.New() }, "opening"),
            (Header() with { Envelope = first.Envelope }, "envelope"), (Header() with { SignKeyId = KeyId.Of("x"u8) }, "signKeyId"),
            (Header() with { EncKeyId = KeyId.Of("x"u8) }, "encKeyId"), (Header() with { Bidder = Enterprise("91650100MA0000001") }, "bidder"),
        ];
        Assert.All(wrong, each => Assert.Equal(new Malformed("envelopes[1].header." + each.Member), Refusal(Request(first, each.Header))));
    }

    [Fact]
    public void Header_that_the_opening_does_not_take_is_named()
    {
        Assert.Equal(new Malformed("envelopes[0].header.lot"), WhyNot(Header() with { Lot = Lot("C") }));
        Assert.Equal(new Malformed("envelopes[0].header.platformKeyId"), WhyNot(Header() with { PlatformKeyId = KeyId.Of("x"u8) }));
        Assert.Equal(new Malformed("envelopes[0].header.earliestStart"), WhyNot(Header() with { EarliestStart = Terms.EarliestStart.AddMilliseconds(1) }));
        Assert.Null(WhyNot(Header() with { EarliestStart = Terms.EarliestStart.AddDays(-1) }));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public void Deadline_is_exclusive(int milliseconds, bool taken)
    {
        var now = Terms.Deadline.AddMilliseconds(milliseconds);
        Assert.Equal(taken ? null : new DeadlinePassed(now, Terms.Deadline), Read(Request(Header())).WhyNot(Terms.PlatformId, Terms, now));
    }

    [Fact]
    public void Frozen_opening_and_another_platforms_are_refused()
    {
        var asked = Read(Request(Header()));
        Assert.Equal(new OpeningFrozen(), asked.WhyNot(Terms.PlatformId, Terms with { Phase = OpeningPhase.Frozen }, Now));
        Assert.Equal(new NotFound(), asked.WhyNot("pl-other", Terms, Now));
    }

    [Fact]
    public void Certificate_must_be_the_bidders_with_this_encryption_key()
    {
        var asked = Read(Request(Header()));
        Assert.Equal(new Malformed("envelopes[0].header.encKeyId"), asked.WhyNot(Certificate() with { EncKeyId = Sample.Needed }));
        Assert.Equal(new Malformed("envelopes[0].header.bidder"), asked.WhyNot(Certificate() with { EnterpriseId = "en-other" }));
    }

    [Theory]
    [InlineData(59)]
    [InlineData(86_401)]
    public void Validity_outside_its_bounds_is_refused(int seconds) =>
        Assert.Equal(new Malformed("validSeconds"), Refusal(Request(Header()) with { ValidSeconds = seconds }));

    [Fact]
    public void Only_the_certificate_of_every_envelope_named_can_sign()
    {
        var header = Header();
        var (own, gone) = (header.SignKeyId.ToString(), EnvelopeId.New().ToString());
        var replace = Read(Request(header) with { Withdraws = [gone] });
        Assert.Equal(own, replace.SignerOf([own]).Value!.SignKeyId);
        Assert.Equal(new EnvelopeUnknown("withdraws[0]"), replace.SignerOf([Sample.Needed]).Refusal);
        Assert.Equal(new EnvelopeUnknown("withdraws[0]"), replace.SignerOf([null]).Refusal);
        var withdraw = Read(Request() with { Withdraws = [gone, EnvelopeId.New().ToString()] });
        Assert.Equal(own, withdraw.SignerOf([own, own]).Value!.SignKeyId);
        Assert.Equal(new EnvelopeUnknown("withdraws[1]"), withdraw.SignerOf([own, Sample.Needed]).Refusal);
    }

    [Fact]
    public void Withdrawals_are_distinct_ids_of_other_envelopes()
    {
        var header = Header();
        var gone = EnvelopeId.New().ToString();
        Assert.Single(Read(Request() with { Withdraws = [gone] }).Withdraws);
        Assert.Equal(new Malformed("withdraws[1]"), Refusal(Request() with { Withdraws = [gone, gone] }));
        Assert.Equal(new Malformed("withdraws[0]"), Refusal(Request(header) with { Withdraws = [header.Envelope.ToString()] }));
        Assert.Equal(new Malformed("withdraws[0]"), Refusal(Request() with { Withdraws = ["ev-1"] }));
        Assert.Equal(new Malformed("envelopes"), Refusal(Request()));
    }

    [Fact]
    public void Claims_that_do_not_parse_or_are_too_many_are_refused()
    {
        var claim = Request(Header()).Envelopes[0];
        Assert.StartsWith("envelopes[0].header: ", Assert.IsType<Malformed>(Refusal(Request() with { Envelopes = [claim with { Header = [1] }] })).Where, StringComparison.Ordinal);
        Assert.Equal(new Malformed("envelopes[0].commitment"), Refusal(Request() with { Envelopes = [claim with { Commitment = "x" }] }));
        Assert.Equal(new Malformed("envelopes[0].sealedKeyDigest"), Refusal(Request() with { Envelopes = [claim with { SealedKeyDigest = claim.SealedKeyDigest.ToUpperInvariant() }] }));
        Assert.Equal(new TooMany(16), Refusal(Request() with { Envelopes = [.. Enumerable.Repeat(claim, 17)] }));
    }

    private static Refusal? WhyNot(BidHeader header) => Read(Request(header)).WhyNot(Terms.PlatformId, Terms, Now);

    private static EncryptChallenge Read(EncryptRequest request) => EncryptChallenge.Read(request, Sample.Hub).Value!;

    private static Refusal? Refusal(EncryptRequest request) => EncryptChallenge.Read(request, Sample.Hub).Refusal;

    private static EncryptRequest Request(params BidHeader[] headers) => new(
        Terms.PlatformId, Terms.OpeningId, [.. headers.Select(header => new ClaimedEnvelope(header.Encode(), Sm3Digest.Of([1]).ToString(), Sm3Digest.Of([0xab]).ToString()))], [], 600, "");

    private static BidHeader Header() => new(
        Sample.Hub, Sample.Platform, PlatformKey, Sample.Opening, Terms.EarliestStart, Lot("A"), EnvelopeId.New(), Bidder, SignKey, EncKey, "bid.zip", FileCiphers.Sm4Gcm, 65536, 1000,
        Sm3Digest.Of([1]));

    private static CertificateIdentity Certificate() => Sample.Identity with { SignKeyId = SignKey.ToString(), EncKeyId = EncKey.ToString(), EnterpriseId = Bidder.ToString() };

    private static LotId Lot(string text) => LotId.TryParse(text, out var lot) ? lot : default;

    private static EnterpriseId Enterprise(string seventeen) =>
        CreditCode.TryParse(seventeen + CreditCode.CheckCharacter(seventeen), out var code) ? new EnterpriseId(code) : throw new InvalidOperationException();
}
