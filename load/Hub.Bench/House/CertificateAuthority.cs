using System.Collections.Concurrent;
using Hub.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Hub.Bench.House;

/// <summary>A CA in memory, which offers the hub what the protocol's section 6.1 asks. It makes thousands of certificates in a row, so it keeps nothing on disk.</summary>
internal sealed class CertificateAuthority : IAsyncDisposable
{
    public const string Id = "ca-bench", RootId = "ca-benchroot";
    private const int MaxBody = 32 * 1024;

    private readonly Sm2PrivateKey _rootKey = Sm2PrivateKey.Generate();
    private readonly Sm2PrivateKey _issuingKey = Sm2PrivateKey.Generate();
    private readonly CertificateIssuer _root;
    private readonly CertificateIssuer _issuing;
    private readonly CertificateValidity _validity;
    private readonly ConcurrentDictionary<string, CertificateSubject> _codes = new();
    private readonly ConcurrentDictionary<string, Lazy<byte[]>> _answers = new();
    private readonly WebApplication _app;
    private Sm3Digest _anchors;

    private CertificateAuthority(Uri url, DateTimeOffset now)
    {
        Url = url;
        _validity = new CertificateValidity(now.AddMinutes(-5), now.AddDays(30));
        _root = CertificateIssuer.CreateRoot(_rootKey, CertificateSubject.Create("Bench CA Root", "Bench CA"), _validity);
        var subject = CertificateSubject.Create("Bench CA", "Bench CA");
        _issuing = new CertificateIssuer(_issuingKey, _root.IssueAuthority(SigningRequest.Create(_issuingKey, subject), subject, _validity));
        Crls = [_root.SignCrl(1, now.AddMinutes(-5), now.AddDays(7), []).Der.ToArray(), _issuing.SignCrl(1, now.AddMinutes(-5), now.AddDays(7), []).Der.ToArray()];
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(Ports.Text(url));
        _app = builder.Build();
        _app.Run(IssueAsync);
    }

    public Uri Url { get; }

    /// <summary>Issuing CA, root.</summary>
    public IReadOnlyList<byte[]> Chain => [_issuing.Certificate.Der.ToArray(), _root.Certificate.Der.ToArray()];

    public IReadOnlyList<byte[]> RootChain => [_root.Certificate.Der.ToArray()];

    /// <summary>The root's and the issuing CA's, both empty.</summary>
    public IReadOnlyList<byte[]> Crls { get; }

    public static async Task<CertificateAuthority> StartAsync(Uri url, DateTimeOffset now, CancellationToken cancellation)
    {
        var authority = new CertificateAuthority(url, now);
        await authority._app.StartAsync(cancellation);
        return authority;
    }

    public void Vouch(byte[] anchors) => _anchors = Sm3Digest.Of(anchors);

    /// <summary>A code for a holder.</summary>
    public EnrolmentCode NewCode(CertificateSubject subject)
    {
        var code = EnrolmentCode.New(AuthorityId.TryParse(Id, out var id) ? id : throw new BenchFailedException(Id + " is no authority id"), _anchors);
        _codes[code.Ticket.ToString()] = subject;
        return code;
    }

    /// <summary>A platform's certificate, then its issuers.</summary>
    public IReadOnlyList<byte[]> CertifyPlatform(Sm2PrivateKey key, string name)
    {
        var subject = CertificateSubject.Create(name, name);
        return [_issuing.IssuePlatform(SigningRequest.Create(key, subject), subject, _validity).Der.ToArray(), _issuing.Certificate.Der.ToArray()];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rootKey.Dispose();
        _issuingKey.Dispose();
    }

    private async Task IssueAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (!RecordReader.TryRead(body.ToArray(), MaxBody, Application.Read, out var asked, out _) || !_codes.TryGetValue(asked.Code, out var subject))
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return;
        }
        // The hub may ask again for the same code: it gets the same pair.
        var answer = _answers.GetOrAdd(asked.Code, _ => new Lazy<byte[]>(() => Issue(asked, subject))).Value;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private byte[] Issue(Application asked, CertificateSubject subject)
    {
        if (!SigningRequest.TryParse(asked.SigningRequest, out var signing) || !SigningRequest.TryParse(asked.EncryptionRequest, out var encryption))
            throw new BenchFailedException("a certificate request does not parse");
        var pair = _issuing.IssuePair(signing, encryption, subject, _validity);
        return RecordWriter.Write(writer => writer
            .Bytes("signingCertificate", pair.Signing.Der).Bytes("encryptionCertificate", pair.Encryption.Der).BytesList("chain", [_issuing.Certificate.Der.ToArray()]));
    }

    // A real CA checks the proof; here it would only be the bench's own cost.
    private sealed record Application(string Code, byte[] Proof, byte[] SigningRequest, byte[] EncryptionRequest, byte[] DeviceKey)
    {
        public static Application? Read(RecordReader reader) => new(
            reader.Text("code", 1, 300), reader.Bytes("proof", 32, 32), reader.Bytes("signingRequest", 1, 8192), reader.Bytes("encryptionRequest", 1, 8192), reader.Bytes("deviceKey", 1, 256));
    }
}
