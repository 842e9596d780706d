using Hub.Cryptography;
using SampleProcess;

namespace TestCa.Keys;

/// <summary>The CA's two keys and their certificates: a self-signed root (根证书), and the issuing CA below it that signs everything else. Made at the first start.</summary>
/// <remarks>A real CA keeps its root off line; here it signs its own, empty CRL once a day.</remarks>
internal sealed class CaKeys : IDisposable
{
    private static readonly CertificateSubject RootSubject = CertificateSubject.Create("Test CA Root", "Test CA");
    private static readonly CertificateSubject IssuingSubject = CertificateSubject.Create("Test CA", "Test CA");
    private static readonly TimeSpan RootLife = TimeSpan.FromDays(20 * 365);
    private static readonly TimeSpan IssuingLife = TimeSpan.FromDays(10 * 365);

    private readonly Sm2PrivateKey _rootKey;
    private readonly Sm2PrivateKey _issuingKey;

    private CaKeys(Sm2PrivateKey rootKey, CertificateIssuer root, Sm2PrivateKey issuingKey, CertificateIssuer issuing) =>
        (_rootKey, Root, _issuingKey, Issuing) = (rootKey, root, issuingKey, issuing);

    /// <summary>Signs the issuing CA's certificate and the root's CRL.</summary>
    public CertificateIssuer Root { get; }

    /// <summary>Signs holders' and platforms' certificates and their CRL.</summary>
    public CertificateIssuer Issuing { get; }

    /// <summary>A key without its certificate, left by a kill at the first start, gets one now.</summary>
    public static CaKeys LoadOrCreate(string folder, DateTimeOffset now)
    {
        var rootKey = KeyFile.LoadOrCreate(Path.Combine(folder, "root.p8"));
        var root = Certified(Path.Combine(folder, "root.cer"), rootKey, () => CertificateIssuer.CreateRoot(rootKey, RootSubject, Validity.From(now, RootLife)).Certificate);
        var issuingKey = KeyFile.LoadOrCreate(Path.Combine(folder, "issuing.p8"));
        var issuing = Certified(Path.Combine(folder, "issuing.cer"), issuingKey,
            () => root.IssueAuthority(SigningRequest.Create(issuingKey, IssuingSubject), IssuingSubject, Validity.From(now, IssuingLife)));
        return new CaKeys(rootKey, root, issuingKey, issuing);
    }

    public void Dispose()
    {
        _rootKey.Dispose();
        _issuingKey.Dispose();
    }

    private static CertificateIssuer Certified(string path, Sm2PrivateKey key, Func<Sm2Certificate> issue)
    {
        if (DurableFile.Read(path) is not { } der)
        {
            der = issue().Der.ToArray();
            DurableFile.Write(path, der);
        }
        return Sm2Certificate.TryParse(der, out var certificate)
            ? new CertificateIssuer(key, certificate)
            : throw new InvalidDataException($"The file {path} is not a certificate.");
    }
}
