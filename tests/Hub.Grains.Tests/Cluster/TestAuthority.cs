using System.Collections.Concurrent;
using System.Security.Cryptography;
using Hub.Cryptography;
using Hub.Grains.Authorities;

namespace Hub.Grains.Tests.Cluster;

/// <summary>A CA in the test's process: the hub talks to it by its port only. It takes any code of its own, and the same request again gets the same answer.</summary>
internal sealed class TestAuthority : ICertificateAuthorities, IDisposable
{
    public const string Id = "ca-test";

    private readonly Sm2PrivateKey _key = Sm2PrivateKey.Generate();
    private readonly CertificateIssuer _issuer;
    private readonly CertificateValidity _validity;
    private readonly ConcurrentDictionary<EnrolmentTicket, CertificateSubject> _codes = new();
    private readonly ConcurrentDictionary<EnrolmentTicket, IssueAnswer> _issued = new();
    private int _crls;

    public TestAuthority(DateTimeOffset now)
    {
        _validity = new CertificateValidity(now.AddYears(-1), now.AddYears(5));
        _issuer = CertificateIssuer.CreateRoot(_key, CertificateSubject.Create("Test CA"), _validity);
    }

    public byte[] Root => _issuer.Certificate.Der.ToArray();

    /// <summary>A code for a holder; <paramref name="anchors"/> are the ones that the phone shall pin.</summary>
    public EnrolmentCode NewCode(byte[] anchors, string holder, string enterprise, string creditCode)
    {
        var code = EnrolmentCode.New(AuthorityId.TryParse(Id, out var id) ? id : throw new InvalidOperationException(), Sm3Digest.Of(anchors));
        _codes[code.Ticket] = CertificateSubject.Create(holder, enterprise, creditCode);
        return code;
    }

    public Sm2Certificate IssuePlatform(Sm2PrivateKey key)
    {
        var subject = CertificateSubject.Create("Platform");
        return _issuer.IssuePlatform(SigningRequest.Create(key, subject), subject, _validity);
    }

    /// <summary>A list of so many certificates that nobody here has.</summary>
    public byte[] NextCrl(DateTimeOffset now, int entries = 0) => _issuer.SignCrl(
        Interlocked.Increment(ref _crls), now, now.AddDays(30),
        [.. Enumerable.Range(0, entries).Select(n => new CrlEntry($"{n + 0x10000000:x8}", now, RevocationReason.KeyCompromise))]).Der.ToArray();

    public Task<IssueAnswer> IssueAsync(Uri url, IssueRequest request, CancellationToken cancellation = default) => Task.FromResult(_issued.GetOrAdd(request.Code, code =>
    {
        if (!_codes.TryGetValue(code, out var subject)
            || !SigningRequest.TryParse(request.SigningRequest, out var signing) || !SigningRequest.TryParse(request.EncryptionRequest, out var encryption))
            return new IssueAnswer.Refused();
        var pair = _issuer.IssuePair(signing, encryption, subject, _validity);
        return new IssueAnswer.Issued(pair.Signing.Der.ToArray(), pair.Encryption.Der.ToArray(), []);
    }));

    public void Dispose() => _key.Dispose();
}
