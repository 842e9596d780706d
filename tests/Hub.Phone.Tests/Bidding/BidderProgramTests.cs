using System.Security.Cryptography;
using Bidder;
using Hub.Cryptography;

namespace Hub.Phone.Tests;

public sealed class BidderProgramTests : IDisposable
{
    private readonly StatementForge _forge = new();
    private readonly FakePlatform _platform;
    private readonly BidderTrust _trust;
    private readonly KnownPlatform _told;
    private readonly BidderCertificate _own;
    private readonly string _folder = Directory.CreateTempSubdirectory("bid").FullName;

    public BidderProgramTests()
    {
        _platform = new FakePlatform(_forge);
        _told = new KnownPlatform(_forge.Platform, FakePlatform.Name);
        Assert.True(BidderTrust.TryParse(new Anchors(_forge.Hub, [_forge.HubKey.PublicKey.Spki.ToArray()], [_forge.Authority.RootDer]).Encode(), out _trust!, out var defect), defect);
        Assert.True(Accept(_forge.Authority, out _own!, out defect), defect);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0, FileCiphers.Sm4Gcm)]
    [InlineData(1000, FileCiphers.Aes256Gcm)]
    [InlineData(3_000_001, FileCiphers.Sm4Gcm)]
    public async Task Files_are_handed_in_and_the_opened_ones_are_the_bidder_s(int length, string cipher)
    {
        var plaintext = RandomNumberGenerator.GetBytes(length);
        var program = Program();
        var offer = await program.GetOfferAsync(_forge.Opening);
        Assert.True(FileCipherSuite.TryParse(cipher, out var suite));
        var file = await program.EncryptAsync(new MemoryStream(plaintext), "标书.pdf", StatementForge.Lot("1"), offer, suite, Path.Combine(_folder, "1"));
        var shown = new List<string>();
        var handedIn = Assert.Single(await program.SubmitAsync(offer, [file], [], (url, _) =>
        {
            shown.Add(url);
            Assert.Empty(_platform.Registered);
            return Task.CompletedTask;
        }));
        Assert.Single(shown);
        Assert.Equal(Sm3Digest.Of(plaintext), handedIn.File.PlaintextDigest);
        Assert.Equal(TestPhone.Now, handedIn.Arrival);

        // What the phone and the platform will do: unseal, and open the file.
        var envelope = Assert.Single(_platform.Registered);
        Assert.True(_forge.Keys.Encryption.TryUnseal(envelope.SealedKey, out var joined));
        var contentKey = new byte[ContentKey.Length];
        Assert.True(BidContext.TrySplit(joined, contentKey, out var context));
        Assert.Equal(BidContext.Of(envelope.Header), context);
        Assert.Equal(envelope.Commitment, BidContext.Commit(context, contentKey));
        var ciphertext = _platform.Ciphertexts[file.Header.Envelope.ToString()];
        Assert.Equal((file.Header.Length, file.Header.Digest), (ciphertext.Length, Sm3Digest.Of(ciphertext)));
        using var key = ContentKey.FromBytes(contentKey);
        using var opener = new FileCipher(suite, key, file.Header.Envelope.ToString(), file.Header.EncKeyId, new ChunkLayout(file.Header.ChunkSize));
        var opened = new MemoryStream();
        Assert.IsType<FileOpening.Opened>(await opener.DecryptAsync(new MemoryStream(ciphertext), opened));
        Assert.Equal(plaintext, opened.ToArray());
    }

    [Fact]
    public async Task Sealed_key_is_not_in_what_the_platform_gets_before_the_phone_has_signed()
    {
        var (program, offer, file) = await EncryptedAsync();
        await program.SubmitAsync(offer, [file], [], Nothing);
        Assert.DoesNotContain(Convert.ToBase64String(file.SealedKey), _platform.AllBodiesBeforeTheAnswer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorship_signed_by_another_key_lets_no_sealed_key_go()
    {
        var (program, offer, file) = await EncryptedAsync(Sm2PrivateKey.Generate());
        var refused = await Assert.ThrowsAsync<BidRefusedException>(() => program.SubmitAsync(offer, [file], [], Nothing));
        Assert.Contains("signature", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_platform.Registered);
    }

    [Fact]
    public async Task Statement_over_other_bytes_lets_no_sealed_key_go()
    {
        var (program, offer, file) = await EncryptedAsync();
        _platform.AlterStatement = statement => statement with { Envelopes = [statement.Envelopes[0] with { SealedKeyDigest = Sm3Digest.Of([1]) }] };
        await Assert.ThrowsAsync<BidRefusedException>(() => program.SubmitAsync(offer, [file], [], Nothing));
        _platform.AlterStatement = statement => statement with { Withdraws = [EnvelopeId.New()] };
        await Assert.ThrowsAsync<BidRefusedException>(() => program.SubmitAsync(offer, [file], [], Nothing));
        Assert.Empty(_platform.Registered);
    }

    [Fact]
    public async Task Registration_without_the_hub_s_receipt_for_it_is_no_registration()
    {
        var (program, offer, file) = await EncryptedAsync();
        _platform.AlterReceipt = leaf => leaf with { Digest = Sm3Digest.Of([1]) };
        await Assert.ThrowsAsync<BidRefusedException>(() => program.SubmitAsync(offer, [file], [], Nothing));
        _platform.AlterReceipt = leaf => leaf;
        _forge.ReceiptSigner = Sm2PrivateKey.Generate();
        await Assert.ThrowsAsync<BidRefusedException>(() => program.SubmitAsync(offer, [file], [], Nothing));
    }

    [Fact]
    public async Task Receipt_of_another_platform_opening_or_envelope_is_no_registration()
    {
        var (program, offer, file) = await EncryptedAsync();
        Func<ReceiptLeaf, ReceiptLeaf>[] others =
            [leaf => leaf with { Platform = StatementForge.Id("pl-other") }, leaf => leaf with { Opening = OpeningId.New() }, leaf => leaf with { Envelope = EnvelopeId.New() }, leaf => leaf with { Envelope = null }];
        foreach (var other in others)
        {
            _platform.AlterReceipt = other;
            var refused = await Assert.ThrowsAsync<BidRefusedException>(() => program.SubmitAsync(offer, [file], [], Nothing));
            Assert.Contains("something else", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Platform_that_is_not_the_one_that_the_bidder_was_told_of_is_refused()
    {
        var told = _told with { Id = StatementForge.Id("pl-other") };
        var refused = await Assert.ThrowsAsync<BidRefusedException>(() => Program(told: told).GetOfferAsync(_forge.Opening));
        Assert.Contains("another platform", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statement_under_another_platform_s_id_or_name_is_never_shown_to_the_phone()
    {
        var (program, offer, file) = await EncryptedAsync();
        Func<EncryptStatement, EncryptStatement>[] others = [statement => statement with { PlatformName = "别的平台" }, statement => statement with { Platform = StatementForge.Id("pl-other") }];
        foreach (var other in others)
        {
            _platform.AlterStatement = other;
            await Assert.ThrowsAsync<BidRefusedException>(() => program.SubmitAsync(offer, [file], [], (_, _) => throw new InvalidOperationException("shown")));
        }
    }

    [Fact]
    public async Task One_page_secret_goes_with_the_challenge_and_the_registration_and_is_another_for_each_submission()
    {
        var (program, offer, file) = await EncryptedAsync();
        var first = Assert.Single(await program.SubmitAsync(offer, [file], [], Nothing)).Page;
        Assert.Equal([first.Reveal(), first.Reveal()], _platform.PageSecrets);
        Assert.Equal(32, Convert.FromBase64String(first.Reveal()).Length);
        Assert.Equal("***", first.ToString());
        var second = Assert.Single(await program.SubmitAsync(offer, [file], [], Nothing)).Page;
        Assert.NotEqual(first.Reveal(), second.Reveal());
    }

    [Fact]
    public async Task Descriptor_that_the_platform_s_certificate_did_not_sign_is_refused()
    {
        _forge.SignerKey = Sm2PrivateKey.Generate();
        await Assert.ThrowsAsync<BidRefusedException>(() => Program().GetOfferAsync(_forge.Opening));
    }

    [Fact]
    public async Task Descriptor_of_another_opening_is_refused() => await Assert.ThrowsAsync<BidRefusedException>(() => Program().GetOfferAsync(OpeningId.New()));

    [Fact]
    public void Encryption_certificate_that_leads_to_no_anchor_of_the_bidder_s_is_refused()
    {
        Assert.False(Accept(new TestAuthority("Foreign"), out var certificate, out var defect));
        Assert.Null(certificate);
        Assert.Contains("UnknownIssuer", defect, StringComparison.Ordinal);
    }

    [Fact]
    public void Signing_certificate_in_the_place_of_the_encryption_one_is_refused()
    {
        var pair = Issue(_forge.Authority);
        Assert.False(BidderCertificate.TryAccept(pair.Signing.Der.ToArray(), pair.Signing.Der.ToArray(), [_forge.Authority.IssuingDer], _trust, TestPhone.Now, out _, out var defect));
        Assert.Contains("WrongUsage", defect, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lot_that_the_opening_does_not_have_is_refused()
    {
        var program = Program();
        var offer = await program.GetOfferAsync(_forge.Opening);
        await Assert.ThrowsAsync<BidRefusedException>(() => program.EncryptAsync(new MemoryStream(), "a", StatementForge.Lot("9"), offer, FileCipherSuite.Sm4Gcm, Path.Combine(_folder, "1")));
    }

    private BidderProgram Program(Sm2PrivateKey? signer = null, KnownPlatform? told = null) =>
        new(new HttpClient(_platform), new Uri("https://platform.example.test/"), told ?? _told, _trust, _own, new ObedientPhone(_forge, _platform, signer ?? _forge.Keys.Sign), new Fixed());

    private async Task<(BidderProgram Program, OpeningOffer Offer, BidFile File)> EncryptedAsync(Sm2PrivateKey? signer = null)
    {
        var program = Program(signer);
        var offer = await program.GetOfferAsync(_forge.Opening);
        return (program, offer, await program.EncryptAsync(new MemoryStream([1, 2, 3]), "标书.pdf", StatementForge.Lot("1"), offer, FileCipherSuite.Sm4Gcm, Path.Combine(_folder, "1")));
    }

    private bool Accept(TestAuthority authority, out BidderCertificate? certificate, out string defect)
    {
        var pair = Issue(authority);
        return BidderCertificate.TryAccept(pair.Signing.Der.ToArray(), pair.Encryption.Der.ToArray(), [authority.IssuingDer], _trust, TestPhone.Now, out certificate, out defect);
    }

    private CertificatePair Issue(TestAuthority authority)
    {
        var subject = CertificateSubject.Create("张三", "某公司", _forge.Enterprise.Code.ToString());
        return authority.IssuePair(SigningRequest.Create(_forge.Keys.Sign, subject), SigningRequest.Create(_forge.Keys.Encryption, subject), subject);
    }

    private static Task Nothing(string url, CancellationToken cancellation) => Task.CompletedTask;

    private sealed class Fixed : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => TestPhone.Now;
    }
}
