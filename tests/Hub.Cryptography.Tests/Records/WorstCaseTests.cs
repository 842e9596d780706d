namespace Hub.Cryptography.Tests.Records;

/// <summary>The bounds of the protocol's section 8 against each other: what is within the small ones is within the large ones.</summary>
public sealed class WorstCaseTests
{
    [Fact]
    public void A_header_with_the_longest_names_is_within_its_bound()
    {
        // A private-use character is written as six bytes: no name makes a longer record.
        var header = RecordSamples.Header with
        {
            Platform = PlatformId.TryParse("pl-" + new string('x', 32), out var platform) ? platform : default,
            Lot = LotId.TryParse(new string('x', 32), out var lot) ? lot : default,
            FileName = new string('\ue000', 255),
            ChunkSize = 4 << 20,
            Length = 1L << 50,
            Cipher = FileCiphers.Aes256Gcm,
        };
        Assert.InRange(header.Encode().Length, 2000, BidHeader.MaxLength);
    }

    [Fact]
    public void An_encrypt_statement_of_the_longest_headers_is_within_its_bound_and_one_envelope_more_is_refused()
    {
        var longest = Statement(EncryptStatement.MaxEnvelopes, EncryptStatement.MaxEnvelopes);
        Assert.InRange(longest.Length, EncryptStatement.MaxLength * 9 / 10, EncryptStatement.MaxLength);
        Assert.True(EncryptStatement.TryParse(longest, out _, out var defect), defect);
        Assert.False(EncryptStatement.TryParse(Small(EncryptStatement.MaxEnvelopes + 1, 0), out _, out defect));
        Assert.StartsWith("envelopes", defect, StringComparison.Ordinal);
        Assert.False(EncryptStatement.TryParse(Small(0, EncryptStatement.MaxEnvelopes + 1), out _, out defect));
        Assert.StartsWith("withdraws", defect, StringComparison.Ordinal);

        static byte[] Statement(int envelopes, int withdraws) => Make(new byte[BidHeader.MaxLength], envelopes, withdraws);
        static byte[] Small(int envelopes, int withdraws) => Make(RecordSamples.Header.Encode(), envelopes, withdraws);
        static byte[] Make(byte[] header, int envelopes, int withdraws) => (RecordSamples.Encrypt with
        {
            PlatformName = new string('\ue000', 100),
            Envelopes = [.. Enumerable.Repeat(new EnvelopeClaim(header, RecordSamples.Digest, RecordSamples.Digest), envelopes)],
            Withdraws = [.. Enumerable.Repeat(RecordSamples.Envelope, withdraws)],
        }).Encode();
    }

    [Fact]
    public void A_decrypt_statement_of_64_envelopes_is_within_its_bound_whatever_their_authorships_and_lists()
    {
        var signature = new byte[72];
        var authorship = new Authorship(new byte[EncryptStatement.MaxLength], new byte[Authorship.MaxResponseLength], signature);
        var envelope = new SealedEnvelope(new byte[BidHeader.MaxLength], RecordSamples.Digest, new byte[512], authorship);
        // A freeze of a million envelopes has paths of twenty steps.
        var frozen = new FrozenEnvelope(envelope, 1_000_000, [.. Enumerable.Repeat(RecordSamples.Digest, 20)]);
        var record = new SignedRecord(new byte[16 * 1024], signature);
        var statement = new DecryptStatement(
            RecordSamples.Hub, RecordSamples.Platform, RecordSamples.Challenge, new string('\ue000', 100), RecordSamples.Opening, RecordSamples.Key,
            new SignedRecord(new byte[OpeningDescriptor.MaxLength], signature), record,
            new Receipt(new byte[1024], 0, 1, [.. Enumerable.Repeat(RecordSamples.Digest, 20)], new byte[1024], signature),
            [.. Enumerable.Repeat(new byte[8192], 5)], [new byte[Crl.MaxLength], new byte[DecryptStatement.MaxCrlBytes - Crl.MaxLength]], [.. Enumerable.Repeat(record, Succession.MaxChain)], [.. Enumerable.Repeat(frozen, 64)]).Encode();
        Assert.InRange(statement.Length, DecryptStatement.MaxLength / 2, DecryptStatement.MaxLength);
        Assert.True(DecryptStatement.TryParse(statement, out _, out var defect), defect);
    }
}
