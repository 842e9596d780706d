using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Openings;
using static Hub.Grains.Tests.Openings.OpeningScene;

namespace Hub.Grains.Tests.Openings;

public class RegisteringTests
{
    private static readonly BidderScene Bidder = new();
    private static readonly DateTimeOffset Early = Deadline.AddHours(-1);

    [Fact]
    public void An_envelope_of_its_author_is_registered()
    {
        var (command, approval) = Bidder.Bid(Bidder.Header());

        Assert.Null(OpeningRules.WhyNotRegister(Described(), command, 0, Early));
        Assert.Null(OpeningRules.WhyNotAuthor(command, Bidder.Certificate, approval));
    }

    [Fact]
    public void The_last_millisecond_before_the_deadline_counts_and_the_deadline_does_not()
    {
        var (command, _) = Bidder.Bid(Bidder.Header());

        Assert.Null(OpeningRules.WhyNotRegister(Described(), command, 0, Deadline - Tick));
        Assert.Equal(new DeadlinePassed(Deadline, Deadline), OpeningRules.WhyNotRegister(Described(), command, 0, Deadline));
        Assert.IsType<OpeningFrozen>(OpeningRules.WhyNotRegister(Frozen(), command, 0, Early));
    }

    [Fact]
    public void The_last_place_is_given_and_no_more()
    {
        var (command, _) = Bidder.Bid(Bidder.Header());

        Assert.Null(OpeningRules.WhyNotRegister(Described(), command, OpeningRules.MaxEnvelopes - 1, Early));
        Assert.Equal(new TooMany(20_000), OpeningRules.WhyNotRegister(Described(), command, OpeningRules.MaxEnvelopes, Early));
    }

    [Fact]
    public void A_postponed_opening_takes_older_envelopes_and_none_made_for_a_later_start()
    {
        var (older, _) = Bidder.Bid(Bidder.Header());
        var (later, _) = Bidder.Bid(Bidder.Header() with { EarliestStart = Start.AddDays(1) + Tick });
        var postponed = Described(Descriptor with { Generation = 2, EarliestStart = Start.AddDays(1) });

        Assert.Null(OpeningRules.WhyNotRegister(postponed, older, 0, Early));
        Assert.Contains("earliestStart", Where(OpeningRules.WhyNotRegister(postponed, later, 0, Early)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_of_another_hub_platform_opening_key_or_lot_is_refused_by_name()
    {
        var header = Bidder.Header();

        Assert.Contains("header.hub", Misfit(header with { Hub = HubId.New() }), StringComparison.Ordinal);
        Assert.Contains("header.platform ", Misfit(header with { Platform = PlatformOf("pl-other") }), StringComparison.Ordinal);
        Assert.Contains("header.opening", Misfit(header with { Opening = OpeningId.New() }), StringComparison.Ordinal);
        Assert.Contains("header.platformKeyId", Misfit(header with { PlatformKeyId = SuccessorKey.PublicKey.KeyId }), StringComparison.Ordinal);
        Assert.Contains("header.lot", Misfit(header with { Lot = Lot("C").Lot }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_envelope_that_names_a_predecessor_of_the_platforms_key_stays_good()
    {
        var record = new Succession(ThisHub, Platform, PlatformKey.PublicKey.Spki.ToArray(), Successor.Der.ToArray(), Early).Encode();
        var trust = TrustNow with { Chain = [Successor.Der.ToArray()], Successions = [new SignedBody(record, PlatformKey.Sign(record))] };
        var state = Taken(OpeningRules.Describe(new OpeningState(), Command(Descriptor.Encode(), SuccessorKey, trust), Early));
        var (command, _) = Bidder.Bid(Bidder.Header());

        Assert.Null(OpeningRules.WhyNotRegister(state, command, 0, Early));
    }

    [Fact]
    public void A_sealed_key_of_another_length_is_refused()
    {
        var (command, _) = Bidder.Bid(Bidder.Header());
        var other = command with { Envelope = command.Envelope with { SealedKey = SuccessorKey.PublicKey.Seal(new byte[71]) } };

        Assert.Contains("sealedKey", Where(OpeningRules.WhyNotRegister(Described(), other, 0, Early)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_copied_bid_is_not_its_copiers()
    {
        var (command, approval) = Bidder.Bid(Bidder.Header());
        var copier = new BidderScene();

        Assert.IsType<AuthorshipInvalid>(OpeningRules.WhyNotAuthor(command, copier.Certificate, approval));
        // With a header of his own and the victim's commitment, sealed key and authorship.
        var copy = copier.Header();
        var forged = command with { Envelope = command.Envelope with { Header = copy.Encode() }, Header = copy };
        Assert.IsType<AuthorshipInvalid>(OpeningRules.WhyNotAuthor(forged, copier.Certificate, approval));
    }

    [Fact]
    public void A_header_commitment_or_sealed_key_that_was_not_signed_is_refused()
    {
        var (command, approval) = Bidder.Bid(Bidder.Header());
        var (other, _) = Bidder.Bid(Bidder.Header());
        var renamed = command.Header with { FileName = "other.pdf" };

        Assert.IsType<AuthorshipInvalid>(OpeningRules.WhyNotAuthor(command with { Envelope = command.Envelope with { Header = renamed.Encode() }, Header = renamed }, Bidder.Certificate, approval));
        Assert.IsType<AuthorshipInvalid>(OpeningRules.WhyNotAuthor(command with { Envelope = command.Envelope with { Commitment = Sm3Digest.Of([1]) } }, Bidder.Certificate, approval));
        Assert.IsType<AuthorshipInvalid>(OpeningRules.WhyNotAuthor(command with { Envelope = command.Envelope with { SealedKey = other.Envelope.SealedKey } }, Bidder.Certificate, approval));
        Assert.IsType<AuthorshipInvalid>(OpeningRules.WhyNotAuthor(command with { Envelope = command.Envelope with { Authorship = other.Envelope.Authorship }, Statement = other.Statement }, Bidder.Certificate, approval));
    }

    [Fact]
    public void What_was_approved_for_another_opening_platform_certificate_or_statement_is_no_authorship()
    {
        var (command, approval) = Bidder.Bid(Bidder.Header());

        foreach (var other in new[]
        {
            approval with { OpeningId = OpeningId.New().ToString() },
            approval with { PlatformId = "pl-other" },
            approval with { SignKeyId = SuccessorKey.PublicKey.KeyId.ToString() },
            approval with { Statement = [1] },
        })
            Assert.IsType<AuthorshipInvalid>(OpeningRules.WhyNotAuthor(command, Bidder.Certificate, other));
    }

    [Fact]
    public void Other_keys_and_another_enterprise_than_the_certificates_are_refused()
    {
        var header = Bidder.Header();
        var (command, approval) = Bidder.Bid(header with { EncKeyId = SuccessorKey.PublicKey.KeyId });

        Assert.Equal("header.encKeyId", Assert.IsType<AuthorshipInvalid>(OpeningRules.WhyNotAuthor(command, Bidder.Certificate, approval)).Where);
        Assert.Equal(
            "header.bidder", Assert.IsType<AuthorshipInvalid>(OpeningRules.WhyNotAuthor(Bidder.Bid(header).Command, Bidder.Certificate with { EnterpriseId = "en-other" }, approval)).Where);
    }

    [Fact]
    public void A_withdrawal_is_taken_alone_and_never_torn_out_of_a_replacement()
    {
        var (order, approval) = Bidder.Sign([], [EnvelopeId.New()]);
        var (bid, _) = Bidder.Bid(Bidder.Header());
        var claim = new EnvelopeClaim(bid.Envelope.Header, bid.Envelope.Commitment, Sm3Digest.Of(bid.Envelope.SealedKey));
        var (replacement, replaced) = Bidder.Sign([claim], [EnvelopeId.New()]);

        Assert.Null(OpeningRules.WhyNotWithdraw(Order(order), Opening, Bidder.Certificate, approval));
        Assert.Equal(new AuthorshipInvalid("statement.envelopes"), OpeningRules.WhyNotWithdraw(Order(replacement), Opening, Bidder.Certificate, replaced));
        Assert.IsType<AuthorshipInvalid>(OpeningRules.WhyNotWithdraw(Order(order), OpeningId.New(), Bidder.Certificate, approval));
    }

    [Fact]
    public void A_registration_is_read_strictly_and_written_in_one_spelling()
    {
        var (command, _) = Bidder.Bid(Bidder.Header());
        var body = command.Encode();

        Assert.True(RegistrationCommand.Parse(Opening, body).Try(out var read, out _));
        Assert.Equal(body, read.Encode());
        Assert.IsType<Malformed>(RegistrationCommand.Parse(Opening, [.. body, (byte)' ', (byte)'1']).Refusal);
        Assert.IsType<Malformed>(RegistrationCommand.Parse(Opening, body[..^2]).Refusal);
    }

    private static WithdrawalCommand Order(Authorship authorship) => new(authorship, BidderScene.StatementOf(authorship));

    private static string Misfit(BidHeader header) => Where(OpeningRules.WhyNotRegister(Described(), Bidder.Bid(header).Command, 0, Early));

    private static string Where(Refusal? refusal) => Assert.IsType<Malformed>(refusal).Where;
}
