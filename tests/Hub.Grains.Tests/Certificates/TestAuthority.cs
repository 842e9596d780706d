using System.Collections.Concurrent;
using System.Numerics;
using Hub.Cryptography;
using Hub.Grains.Authorities;

namespace Hub.Grains.Tests.Certificates;

/// <summary>A CA in the test's process: a root, an issuing certificate below it, and the interface that the hub asks.</summary>
internal sealed class TestAuthority : ICertificateAuthorities, IDisposable
{
    private readonly Sm2PrivateKey _rootKey = Sm2PrivateKey.Generate();
    private readonly Sm2PrivateKey _key = Sm2PrivateKey.Generate();
    private readonly CertificateIssuer _root;
    private readonly CertificateIssuer _issuer;
    private readonly ConcurrentDictionary<string, IssueAnswer> _given = new();

    public TestAuthority(DateTimeOffset now)
    {
        Validity = new CertificateValidity(now.AddDays(-1), now.AddDays(365));
        _root = CertificateIssuer.CreateRoot(_rootKey, CertificateSubject.Create("测试根"), Validity);
        Root = _root.Certificate;
        var certificate = _root.IssueAuthority(SigningRequest.Create(_key, CertificateSubject.Create("x")), CertificateSubject.Create("测试签发"), Validity);
        _issuer = new CertificateIssuer(_key, certificate);
    }

    public CertificateValidity Validity { get; }

    public Sm2Certificate Root { get; }

    public IReadOnlyList<byte[]> Chain => [_issuer.Certificate.Der.ToArray(), Root.Der.ToArray()];

    /// <summary>What it puts in place of its own answer.</summary>
    public Func<IssueAnswer, IssueAnswer> Alter { get; set; } = answer => answer;

    /// <summary>What it does between issuing and answering.</summary>
    public Func<IssueAnswer, Task> AfterIssue { get; set; } = _ => Task.CompletedTask;

    public CertificateSubject Subject { get; set; } = CertificateSubject.Create("张三", "某某建设有限公司", CreditCodeOf("91650100MA0000001"));

    public static string CreditCodeOf(string seventeen) => seventeen + CreditCode.CheckCharacter(seventeen);

    public async Task<IssueAnswer> IssueAsync(Uri url, IssueRequest request, CancellationToken cancellation = default)
    {
        var key = request.Code + Convert.ToBase64String(request.SigningRequest) + Convert.ToBase64String(request.EncryptionRequest);
        var answer = _given.GetOrAdd(key, _ => Issue(request));
        await AfterIssue(answer);
        return Alter(answer);
    }

    public Sm2Certificate IssuePlatform(Sm2PrivateKey key) =>
        _issuer.IssuePlatform(SigningRequest.Create(key, CertificateSubject.Create("平台")), CertificateSubject.Create("某某交易平台"), Validity);

    public byte[] Crl(int number, params string[] serials) => _issuer.SignCrl(
        new BigInteger(number), Validity.NotBefore, Validity.NotAfter, [.. serials.Select(serial => new CrlEntry(serial, Validity.NotBefore, RevocationReason.KeyCompromise))])
        .Der.ToArray();

    public byte[] Crl(int number, DateTimeOffset made, DateTimeOffset next) => _issuer.SignCrl(new BigInteger(number), made, next, []).Der.ToArray();

    /// <summary>A list of the root.</summary>
    public byte[] RootCrl(int number, params string[] serials) => _root.SignCrl(
        new BigInteger(number), Validity.NotBefore, Validity.NotAfter, [.. serials.Select(serial => new CrlEntry(serial, Validity.NotBefore, RevocationReason.AuthorityCompromise))])
        .Der.ToArray();

    /// <summary>Another issuing certificate below the same root, of the same name.</summary>
    public IReadOnlyList<byte[]> AnotherChain(Sm2PrivateKey key) =>
        [_root.IssueAuthority(SigningRequest.Create(key, CertificateSubject.Create("x")), CertificateSubject.Create("测试签发"), Validity).Der.ToArray(), Root.Der.ToArray()];

    /// <summary>A list whose signature is not the CA's.</summary>
    public static byte[] Forged(byte[] crl)
    {
        var forged = crl.ToArray();
        forged[^1] ^= 1;
        return forged;
    }

    public CertificatePair IssuePair(SigningRequest signing, SigningRequest encryption) => _issuer.IssuePair(signing, encryption, Subject, Validity);

    public void Dispose()
    {
        _rootKey.Dispose();
        _key.Dispose();
    }

    private IssueAnswer Issue(IssueRequest request)
    {
        Assert.True(SigningRequest.TryParse(request.SigningRequest, out var signing));
        Assert.True(SigningRequest.TryParse(request.EncryptionRequest, out var encryption));
        var pair = IssuePair(signing, encryption);
        return new IssueAnswer.Issued(pair.Signing.Der.ToArray(), pair.Encryption.Der.ToArray(), Chain);
    }
}
