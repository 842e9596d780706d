using Hub.Cryptography;

namespace Hub.Phone.Tests;

/// <summary>A root and an issuing CA with real keys, and their CRLs.</summary>
internal sealed class TestAuthority
{
    public static readonly CertificateValidity Validity = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly CertificateIssuer _root;
    private readonly CertificateIssuer _issuing;

    public TestAuthority(string name = "Test CA")
    {
        _root = CertificateIssuer.CreateRoot(Sm2PrivateKey.Generate(), CertificateSubject.Create(name + " Root"), Validity);
        var key = Sm2PrivateKey.Generate();
        var subject = CertificateSubject.Create(name);
        _issuing = new CertificateIssuer(key, _root.IssueAuthority(SigningRequest.Create(key, subject), subject, Validity));
    }

    public Sm2Certificate Root => _root.Certificate;

    public byte[] RootDer => _root.Certificate.Der.ToArray();

    public byte[] IssuingDer => _issuing.Certificate.Der.ToArray();

    public CertificatePair IssuePair(SigningRequest signing, SigningRequest encryption, CertificateSubject subject) => _issuing.IssuePair(signing, encryption, subject, Validity);

    public Sm2Certificate IssuePlatform(Sm2PrivateKey key, string name = "Platform")
    {
        var subject = CertificateSubject.Create(name);
        return _issuing.IssuePlatform(SigningRequest.Create(key, subject), subject, Validity);
    }

    /// <summary>The CRL of the issuing CA and that of the root.</summary>
    public List<byte[]> Crls(DateTimeOffset at, params CrlEntry[] revoked) =>
    [
        _issuing.SignCrl(1, at.AddMinutes(-1), at.AddHours(1), revoked).Der.ToArray(),
        _root.SignCrl(1, at.AddMinutes(-1), at.AddHours(1), []).Der.ToArray(),
    ];
}
