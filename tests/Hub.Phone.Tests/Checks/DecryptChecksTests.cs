using Hub.Cryptography;

namespace Hub.Phone.Tests;

public sealed class DecryptChecksTests
{
    private readonly StatementForge _forge = new();

    [Fact]
    public void Honest_statement_is_opened_to_the_opening_key_in_its_order()
    {
        var statement = _forge.Make();
        var results = DecryptChecks.Open(statement, _forge.Own, _forge.Keys, StatementForge.Start);
        Assert.Equal(2, results.Count);
        foreach (var (result, frozen) in results.Zip(statement.Envelopes))
        {
            Assert.Null(result.Error);
            Assert.True(_forge.OpeningKey.TryUnseal(result.Sealed, out var joined));
            var contentKey = new byte[ContentKey.Length];
            Assert.True(BidContext.TrySplit(joined, contentKey, out var context));
            Assert.Equal(BidContext.Of(frozen.Envelope.Header), context);
            Assert.Equal(frozen.Envelope.Commitment, BidContext.Commit(context, contentKey));
        }
    }

    [Fact]
    public void Statement_for_another_certificate_is_refused_whole()
    {
        _forge.StatementSignKeyId = Sm2PrivateKey.Generate().PublicKey.KeyId;
        Assert.Equal("signKeyId", DecryptChecks.Refuse(_forge.Make(), _forge.Challenge, _forge.Own));
    }

    [Fact]
    public void Statement_of_another_challenge_or_hub_is_refused_whole()
    {
        Assert.Null(DecryptChecks.Refuse(_forge.Make(), _forge.Challenge, _forge.Own));
        Assert.Equal("challenge", DecryptChecks.Refuse(_forge.Make(), ChallengeId.New(), _forge.Own));
        Assert.Equal("hub", DecryptChecks.Refuse(_forge.Make(), _forge.Challenge, _forge.Own with { Hub = HubId.New() }));
    }

    [Fact]
    public void Descriptor_that_was_altered_after_signing_is_refused()
    {
        var statement = _forge.Make();
        var swapped = _forge.Descriptor with { OpeningKey = Sm2PrivateKey.Generate().PublicKey.Spki.ToArray() };
        var altered = statement with { Descriptor = statement.Descriptor with { Record = swapped.Encode() } };
        Assert.All(DecryptChecks.Find(altered, _forge.Own, StatementForge.Start), error => Assert.Equal(EnvelopeError.Descriptor, error));
    }

    [Fact]
    public void Descriptor_of_another_customer_of_the_same_authority_is_refused()
    {
        _forge.SignerKey = Sm2PrivateKey.Generate();
        _forge.SignerCertificate = _forge.Authority.IssuePlatform(_forge.SignerKey, "Another customer");
        Assert.Equal(EnvelopeError.Descriptor, _forge.Error());
    }

    [Fact]
    public void Descriptor_whose_chain_leads_to_no_pinned_root_is_refused()
    {
        _forge.Own = _forge.Own with { Roots = [new TestAuthority("Foreign").Root] };
        Assert.Equal(EnvelopeError.Descriptor, _forge.Error());
    }

    [Fact]
    public void Descriptor_of_a_certificate_revoked_before_the_freeze_is_refused()
    {
        _forge.Crls = _forge.Authority.Crls(StatementForge.Deadline, new CrlEntry(_forge.PlatformCertificate.SerialHex, StatementForge.Deadline.AddMinutes(-2), RevocationReason.KeyCompromise));
        Assert.Equal(EnvelopeError.Descriptor, _forge.Error());
    }

    [Fact]
    public void Crls_count_at_the_freeze_and_not_at_the_scan()
    {
        _forge.Crls = _forge.Authority.Crls(StatementForge.Deadline);
        Assert.Null(_forge.Error(StatementForge.Start.AddDays(1)));
        _forge.Crls = _forge.Authority.Crls(StatementForge.Deadline.AddHours(-2));
        Assert.Equal(EnvelopeError.Descriptor, _forge.Error());
    }

    [Fact]
    public void Successor_signed_by_the_old_key_is_followed()
    {
        UseSuccessor(_forge.PlatformKey);
        Assert.Null(_forge.Error());
    }

    [Fact]
    public void Successor_that_the_old_key_did_not_sign_is_refused()
    {
        UseSuccessor(Sm2PrivateKey.Generate());
        Assert.Equal(EnvelopeError.Descriptor, _forge.Error());
    }

    [Fact]
    public void Descriptor_whose_opening_key_is_off_the_curve_seals_nothing()
    {
        var spki = _forge.OpeningKey.PublicKey.Spki.ToArray();
        spki[^1] ^= 1;
        _forge.Descriptor = _forge.Descriptor with { OpeningKey = spki };
        Assert.Equal(EnvelopeError.Key, _forge.Error());
    }

    [Fact]
    public void Replayed_descriptor_of_another_opening_is_refused()
    {
        _forge.Descriptor = _forge.Descriptor with { Opening = OpeningId.New() };
        Assert.Equal(EnvelopeError.Start, _forge.Error());
    }

    [Fact]
    public void Freeze_of_another_descriptor_is_refused()
    {
        _forge.AlterFreeze = freeze => freeze with { Descriptor = Sm3Digest.Of([9]) };
        Assert.Equal(EnvelopeError.Freeze, _forge.Error());
    }

    [Fact]
    public void Freeze_signed_by_another_key_is_refused()
    {
        _forge.FreezeSigner = Sm2PrivateKey.Generate();
        Assert.Equal(EnvelopeError.Freeze, _forge.Error());
    }

    [Fact]
    public void Freeze_without_a_receipt_by_a_pinned_hub_key_is_refused()
    {
        _forge.ReceiptSigner = Sm2PrivateKey.Generate();
        Assert.Equal(EnvelopeError.Freeze, _forge.Error());
    }

    [Fact]
    public void Receipt_of_something_else_is_no_receipt_of_the_freeze()
    {
        _forge.AlterReceipt = leaf => leaf with { Digest = Sm3Digest.Of([9]) };
        Assert.Equal(EnvelopeError.Freeze, _forge.Error());
        _forge.AlterReceipt = leaf => leaf with { Subject = ReceiptSubject.Amendment };
        Assert.Equal(EnvelopeError.Freeze, _forge.Error());
        _forge.AlterReceipt = leaf => leaf with { Opening = OpeningId.New() };
        Assert.Equal(EnvelopeError.Freeze, _forge.Error());
    }

    [Fact]
    public void Freeze_that_arrived_before_the_descriptor_s_deadline_is_refused()
    {
        _forge.AlterReceipt = leaf => leaf with { Arrival = StatementForge.Deadline.AddMilliseconds(-1) };
        Assert.Equal(EnvelopeError.Freeze, _forge.Error());
        _forge.AlterReceipt = leaf => leaf with { Arrival = StatementForge.Deadline };
        Assert.Null(_forge.Error());
    }

    [Fact]
    public void Opening_brought_forward_before_the_header_s_start_is_refused()
    {
        _forge.Descriptor = _forge.Descriptor with { EarliestStart = StatementForge.Start.AddMilliseconds(-1) };
        Assert.Equal(EnvelopeError.Start, _forge.Error());
    }

    [Fact]
    public void Postponed_opening_needs_no_new_envelopes()
    {
        _forge.Descriptor = _forge.Descriptor with { EarliestStart = StatementForge.Start.AddDays(1), Generation = 2 };
        Assert.Null(_forge.Error(StatementForge.Start.AddDays(1)));
    }

    [Fact]
    public void Phone_s_own_clock_may_be_two_minutes_behind_the_start_and_no_more()
    {
        var edge = StatementForge.Start - DecryptChecks.ClockTolerance;
        Assert.Equal(EnvelopeError.Start, _forge.Error(edge.AddMilliseconds(-1)));
        Assert.Null(_forge.Error(edge));
        Assert.Null(_forge.Error(edge.AddMilliseconds(1)));
    }

    [Fact]
    public void Lot_that_the_descriptor_does_not_list_is_refused()
    {
        _forge.Envelopes = [_forge.Envelope("3")];
        Assert.Equal(EnvelopeError.Start, _forge.Error());
    }

    [Fact]
    public void Header_of_another_opening_platform_or_hub_is_refused()
    {
        _forge.Envelopes = [_forge.Envelope("1", header => header with { Opening = OpeningId.New() })];
        Assert.Equal(EnvelopeError.Start, _forge.Error());
        _forge.Envelopes = [_forge.Envelope("1", header => header with { Platform = StatementForge.Id("pl-other") })];
        Assert.Equal(EnvelopeError.Start, _forge.Error());
        _forge.Envelopes = [_forge.Envelope("1", header => header with { Hub = HubId.New() })];
        Assert.Equal(EnvelopeError.Start, _forge.Error());
    }

    [Fact]
    public void Copied_bid_of_somebody_else_is_refused()
    {
        // Another bidder's whole envelope, registered again under this phone's challenge.
        var other = HolderKeys.Generate();
        _forge.Envelopes = [_forge.Envelope("1", header => header with { SignKeyId = other.Sign.PublicKey.KeyId, EncKeyId = other.Encryption.PublicKey.KeyId }, author: other.Sign, sealedTo: other.Encryption.PublicKey)];
        Assert.Equal(EnvelopeError.Authorship, _forge.Error());
    }

    [Fact]
    public void Authorship_that_names_this_phone_and_was_signed_by_another_is_refused()
    {
        _forge.Envelopes = [_forge.Envelope("1", author: Sm2PrivateKey.Generate(), authorKeyId: _forge.Own.SignKeyId)];
        Assert.Equal(EnvelopeError.Authorship, _forge.Error());
    }

    [Fact]
    public void Authorship_of_other_bytes_is_refused()
    {
        var (one, two) = (_forge.Envelope("1"), _forge.Envelope("2"));
        _forge.Envelopes = [one with { Authorship = two.Authorship }];
        Assert.Equal(EnvelopeError.Authorship, _forge.Error());
        _forge.Envelopes = [one with { SealedKey = two.SealedKey }];
        Assert.Equal(EnvelopeError.Authorship, _forge.Error());
        _forge.Envelopes = [one with { Commitment = two.Commitment }];
        Assert.Equal(EnvelopeError.Authorship, _forge.Error());
    }

    [Fact]
    public void Header_that_names_another_encryption_key_is_refused_though_this_phone_signed_it()
    {
        _forge.Envelopes = [_forge.Envelope("1", header => header with { EncKeyId = Sm2PrivateKey.Generate().PublicKey.KeyId })];
        Assert.Equal(EnvelopeError.Header, _forge.Error());
    }

    [Fact]
    public void Envelope_that_is_not_in_the_frozen_tree_is_refused()
    {
        _forge.AlterFreeze = freeze => freeze with { Root = Sm3Digest.Of([9]) };
        Assert.Equal(EnvelopeError.Path, _forge.Error());
    }

    [Fact]
    public void Path_of_another_place_is_refused()
    {
        _forge.AlterFrozen = frozen => frozen with { Index = 1 - frozen.Index };
        Assert.Equal(EnvelopeError.Path, _forge.Error());
    }

    [Fact]
    public void Sealed_key_that_this_phone_cannot_unseal_is_reported()
    {
        _forge.Envelopes = [_forge.Envelope("1", sealedTo: Sm2PrivateKey.Generate().PublicKey)];
        Assert.Equal(EnvelopeError.Unseal, _forge.Error());
    }

    [Fact]
    public void Sealed_key_of_another_length_is_reported()
    {
        _forge.Envelopes = [_forge.Envelope("1", joined: plain => plain[..^1])];
        Assert.Equal(EnvelopeError.Unseal, _forge.Error());
    }

    [Fact]
    public void Sealed_key_of_another_context_is_reported()
    {
        _forge.Envelopes = [_forge.Envelope("1", joined: plain => [.. plain[..^1], (byte)(plain[^1] ^ 1)])];
        Assert.Equal(EnvelopeError.Context, _forge.Error());
    }

    [Fact]
    public void Content_key_that_was_not_committed_to_is_reported()
    {
        _forge.Envelopes = [_forge.Envelope("1", committed: new byte[ContentKey.Length])];
        Assert.Equal(EnvelopeError.Commitment, _forge.Error());
    }

    [Fact]
    public void One_bad_envelope_blocks_no_other()
    {
        _forge.Envelopes = [_forge.Envelope("1"), _forge.Envelope("2", committed: new byte[ContentKey.Length]), _forge.Envelope("2")];
        var results = _forge.Open();
        Assert.Equal(2, results.Count(result => result.Error is null && result.Sealed is not null));
        var bad = Assert.Single(results, result => result.Error is not null);
        Assert.Equal(EnvelopeError.Commitment, bad.Error);
        Assert.Null(bad.Sealed);
    }

    private void UseSuccessor(Sm2PrivateKey signedBy)
    {
        var key = Sm2PrivateKey.Generate();
        _forge.SignerKey = key;
        _forge.SignerCertificate = _forge.Authority.IssuePlatform(key);
        var record = new Succession(_forge.Hub, _forge.Platform, _forge.PlatformKey.PublicKey.Spki.ToArray(), _forge.SignerCertificate.Der.ToArray(), StatementForge.Deadline).Encode();
        _forge.Successions.Add(new SignedRecord(record, signedBy.Sign(record)));
    }
}
