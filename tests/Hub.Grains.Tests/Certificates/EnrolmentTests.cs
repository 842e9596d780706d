using Hub.Cryptography;
using Hub.Grains.Authorities;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Grains.Tests.Certificates;

public sealed class EnrolmentTests(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly TrustHub _hub = shared.Hub;

    [Fact]
    public async Task A_phone_gets_its_pair_its_anchors_and_a_proved_evaluation()
    {
        using var phone = new TestPhone();
        var body = await _hub.EnrolmentOf(phone);

        var answer = await _hub.Certificate(phone.SignKeyId).Enrol(body, TrustHub.Now).Value();

        Assert.True(EnrolmentRecord.TryParse(body.Record, out var record, out _));
        Assert.True(OprfElement.TryParse(record.Blinded, out var blinded));
        Assert.True(OprfElement.TryParse(answer.PublicKey, out var key));
        Assert.True(OprfElement.TryParse(answer.Evaluated, out var evaluated));
        Assert.True(DleqProof.TryParse(answer.Proof, out var proof));
        Assert.True(OprfClient.VerifyProof(key, blinded, evaluated, proof));
        Assert.True(Sm2Certificate.TryParse(answer.SigningCertificate, out var signing));
        Assert.Equal(phone.SignKeyId, signing.KeyId);
        Assert.Equal("张三", answer.Holder);
        Assert.Equal("某某建设有限公司", answer.EnterpriseName);
        Assert.Single(answer.Chain);
        Assert.True(Anchors.TryParse(answer.Anchors, out var anchors, out _));
        Assert.Equal(_hub.Authority.Root.Der.ToArray(), anchors.Roots.Single());
        var identity = await _hub.Certificate(phone.SignKeyId).Standing(TrustHub.Now).Value();
        Assert.Equal(phone.EncKeyId.ToString(), identity.EncKeyId);
        Assert.Contains(phone.SignKeyId.ToString(), (await _hub.Grain<IEnterpriseGrain>(identity.EnterpriseId).Identify().Value()).SignKeyIds);
    }

    [Fact]
    public async Task The_same_body_again_gets_the_same_answer_and_another_one_finds_the_key_in_use()
    {
        using var phone = new TestPhone();
        var body = await _hub.EnrolmentOf(phone);
        var grain = _hub.Certificate(phone.SignKeyId);
        var first = await grain.Enrol(body, TrustHub.Now).Value();

        var second = await grain.Enrol(body, TrustHub.Now.AddHours(1)).Value();

        Assert.Equivalent(first, second, strict: true);
        Assert.IsType<KeyInUse>(await grain.Enrol(await _hub.EnrolmentOf(phone), TrustHub.Now).Refusal());
    }

    [Fact]
    public async Task A_certificate_that_nobody_enrolled_is_not_found()
    {
        using var phone = new TestPhone();
        Assert.IsType<NotFound>(await _hub.Certificate(phone.SignKeyId).Standing(TrustHub.Now).Refusal());
        Assert.IsType<NotFound>(await _hub.Certificate(phone.SignKeyId).Look(TrustHub.Now).Refusal());
        Assert.IsType<NotFound>(await _hub.Certificate(phone.SignKeyId).Evaluate(1, TestPhone.Nonce(1), TestPhone.Blinded("1"), TrustHub.Now).Refusal());
    }

    [Fact]
    public async Task Each_defect_of_the_request_is_named_and_nothing_is_stored()
    {
        using var phone = new TestPhone();
        using var other = new TestPhone();
        var code = await _hub.Code();
        var grain = _hub.Certificate(phone.SignKeyId);
        async Task<Refusal?> Try(Func<EnrolmentRecord, EnrolmentRecord> alter) => await grain.Enrol(phone.Enrolment(_hub.Id, code, alter), TrustHub.Now).Refusal();

        Assert.IsType<Malformed>(await grain.Enrol(new SignedBody([1], [1]), TrustHub.Now).Refusal());
        Assert.IsType<Malformed>(await grain.Enrol(phone.Enrolment(HubId.New(), code), TrustHub.Now).Refusal());
        Assert.IsType<BadSignature>(await grain.Enrol(other.ByDevice(phone.Enrolment(_hub.Id, code).Record), TrustHub.Now).Refusal());
        Assert.IsType<BlindedInvalid>(await Try(record => record with { Blinded = new byte[33] }));
        Assert.Equal(new RequestInvalid("signingRequest"), await Try(record => record with { SigningRequest = other.SigningRequest.Der.ToArray() }));
        Assert.Equal(new RequestInvalid("encryptionRequest"), await Try(record => record with { EncryptionRequest = record.SigningRequest }));
        Assert.Equal(new RequestInvalid("encryptionRequest"), await Try(record => record with { EncryptionRequest = record.EncryptionRequest[..^1] }));
        Assert.IsType<CodeRefused>(await Try(record => record with { Code = code.Ticket with { Authority = AuthorityId.TryParse("ca-nobody", out var nobody) ? nobody : default } }));
        Assert.IsType<CodeRefused>(await Try(record => record with { Code = code.Ticket with { Anchors = Sm3Digest.Of([1]) } }));
        Assert.IsType<NotFound>(await grain.Identify().Refusal());
    }

    [Fact]
    public async Task Another_certificates_encryption_key_is_in_use()
    {
        using var phone = new TestPhone();
        using var other = new TestPhone();
        await _hub.Enrol(other);

        var refusal = await _hub.Certificate(phone.SignKeyId)
            .Enrol(phone.Enrolment(_hub.Id, await _hub.Code(), record => record with { EncryptionRequest = other.EncryptionRequest.Der.ToArray() }), TrustHub.Now).Refusal();

        Assert.IsType<KeyInUse>(refusal);
    }

    [Fact]
    public async Task A_phone_has_one_certificate_also_when_it_asks_for_two_at_once()
    {
        using var one = new TestPhone();
        using var two = new TestPhone();
        using var three = new TestPhone();
        // Keys of their own, but the first one's device.
        async Task<SignedBody> OnTheFirst(TestPhone phone) => one.ByDevice(phone.Enrolment(_hub.Id, await _hub.Code(), record => record with { DeviceKey = one.DeviceSpki }).Record);
        var first = await OnTheFirst(one);
        var second = await OnTheFirst(two);

        var outcomes = await Task.WhenAll(_hub.Certificate(one.SignKeyId).Enrol(first, TrustHub.Now), _hub.Certificate(two.SignKeyId).Enrol(second, TrustHub.Now));

        Assert.IsType<KeyInUse>(Assert.Single(outcomes, outcome => outcome.Refusal is not null).Refusal);
        Assert.IsType<KeyInUse>(await _hub.Certificate(three.SignKeyId).Enrol(await OnTheFirst(three), TrustHub.Now).Refusal());
        var (winner, body) = outcomes[0].Refusal is null ? (one, first) : (two, second);
        Assert.Null(await _hub.Certificate(winner.SignKeyId).Enrol(body, TrustHub.Now).Refusal());
        Assert.IsType<NotFound>(await _hub.Certificate(three.SignKeyId).Identify().Refusal());
        var enterprise = (await _hub.Certificate(winner.SignKeyId).Identify().Value()).EnterpriseId;
        var held = (await _hub.Grain<IEnterpriseGrain>(enterprise).Identify().Value()).SignKeyIds;
        Assert.Contains(winner.SignKeyId.ToString(), held);
        Assert.DoesNotContain((winner == one ? two : one).SignKeyId.ToString(), held);
    }
}

/// <summary>A CA that answers otherwise, and a hub that falls; each test has a hub of its own.</summary>
public sealed class EnrolmentFaultTests
{
    [Fact]
    public async Task What_a_CA_should_not_have_issued_is_refused_and_a_right_answer_to_the_same_body_is_taken()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        using var other = new TestPhone();
        using var strangers = new TestAuthority(TrustHub.Now);
        var body = await hub.EnrolmentOf(phone);
        async Task<Refusal?> With(Func<IssueAnswer.Issued, IssueAnswer> alter)
        {
            hub.Authority.Alter = answer => alter((IssueAnswer.Issued)answer);
            return await hub.Certificate(phone.SignKeyId).Enrol(body, TrustHub.Now).Refusal();
        }
        byte[] Signing(TestAuthority authority, TestPhone of) => authority.IssuePair(of.SigningRequest, of.EncryptionRequest).Signing.Der.ToArray();
        async Task<Refusal?> Named(CertificateSubject subject)
        {
            var before = hub.Authority.Subject;
            hub.Authority.Subject = subject;
            var pair = hub.Authority.IssuePair(phone.SigningRequest, phone.EncryptionRequest);
            hub.Authority.Subject = before;
            return await With(issued => issued with { SigningCertificate = pair.Signing.Der.ToArray(), EncryptionCertificate = pair.Encryption.Der.ToArray() });
        }

        Assert.IsType<CodeRefused>(await With(_ => new IssueAnswer.Refused()));
        Assert.IsType<AuthorityUnavailable>(await With(_ => new IssueAnswer.Unavailable()));
        Assert.Equal(new RequestInvalid("signingCertificate"), await With(issued => issued with { SigningCertificate = [1, 2, 3] }));
        Assert.Equal(new RequestInvalid("signingCertificate"), await With(issued => issued with { SigningCertificate = issued.EncryptionCertificate }));
        Assert.Equal(new RequestInvalid("encryptionCertificate"), await With(issued => issued with { EncryptionCertificate = issued.SigningCertificate }));
        Assert.Equal(new RequestInvalid("signingCertificate"), await With(issued => issued with { SigningCertificate = Signing(hub.Authority, other) }));
        Assert.Equal(new RequestInvalid("signingCertificate"), await With(issued => issued with { SigningCertificate = Signing(strangers, phone) }));
        Assert.Equal(new RequestInvalid("signingCertificate"), await Named(CertificateSubject.Create("张三", "公司", "91650100MA0000001X")));
        Assert.Equal(new RequestInvalid("signingCertificate"), await Named(CertificateSubject.Create("张三", null, hub.Authority.Subject.OrganizationIdentifier)));
        Assert.IsType<NotFound>(await hub.Certificate(phone.SignKeyId).Identify().Refusal());
        hub.Authority.Alter = answer => answer;
        await hub.Certificate(phone.SignKeyId).Enrol(body, TrustHub.Now).Value();
    }

    [Fact]
    public async Task An_enrolment_survives_a_restart_and_is_still_answered_the_same()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        var body = await hub.EnrolmentOf(phone);
        var first = await hub.Certificate(phone.SignKeyId).Enrol(body, TrustHub.Now).Value();

        await hub.Restart();

        Assert.Equivalent(first, await hub.Certificate(phone.SignKeyId).Enrol(body, TrustHub.Now).Value(), strict: true);
    }

    [Fact]
    public async Task A_CRL_that_comes_while_the_CA_answers_is_not_missed()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        // The CA revokes what it has just issued, before the hub has stored it.
        hub.Authority.AfterIssue = async answer =>
        {
            Assert.True(Sm2Certificate.TryParse(((IssueAnswer.Issued)answer).EncryptionCertificate, out var encryption));
            await hub.Grain<IAuthorityGrain>(TrustHub.AuthorityName).TakeCrl(hub.Authority.Crl(1, encryption.SerialHex), TrustHub.Now).Value();
        };

        await hub.Enrol(phone);

        Assert.IsType<CertificateRevoked>(await hub.Certificate(phone.SignKeyId).Standing(TrustHub.Now).Refusal());
        var row = await hub.Services.GetRequiredService<ICertificateFinder>().ByEncKeyIdAsync(phone.EncKeyId.ToString());
        Assert.Equal("revoked", row!.Status);
    }

    [Fact]
    public async Task The_code_lies_in_no_file_of_the_database()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        await hub.Certificate(phone.SignKeyId).Enrol(phone.Enrolment(hub.Id, await hub.Code("ABCDEFGH-SECRET-1234567")), TrustHub.Now).Value();
        await hub.Stop();

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(hub.DatabasePath)!))
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf("ABCDEFGH-SECRET-1234567"u8));
    }
}
