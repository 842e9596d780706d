using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Hub.Cryptography;

namespace Hub.EndToEnd.Tests.World;

/// <summary>A CA in the test's process that the hub reaches over HTTP (protocol 6.1): a root, an issuing certificate below it, codes, and lists.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string Id = "ca-test", RootId = "ca-testroot";

    private readonly Sm2PrivateKey _rootKey = Sm2PrivateKey.Generate();
    private readonly Sm2PrivateKey _key = Sm2PrivateKey.Generate();
    private readonly CertificateIssuer _root;
    private readonly CertificateIssuer _issuing;
    private readonly CertificateValidity _validity = new(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(365));
    private readonly ConcurrentDictionary<string, (EnrolmentCode Code, CertificateSubject Subject)> _codes = new();
    private readonly ConcurrentDictionary<string, byte[]> _issued = new();
    private readonly ConcurrentBag<CrlEntry> _revoked = [];
    private readonly HttpListener _listener = new();
    private int _number;

    public TestAuthority()
    {
        _root = CertificateIssuer.CreateRoot(_rootKey, CertificateSubject.Create("Proof Root"), _validity);
        var subject = CertificateSubject.Create("Proof CA");
        _issuing = new CertificateIssuer(_key, _root.IssueAuthority(SigningRequest.Create(_key, subject), subject, _validity));
        Url = $"http://127.0.0.1:{FreePort.Take()}";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    /// <summary>The issuing certificate, then the root.</summary>
    public IReadOnlyList<byte[]> Chain => [_issuing.Certificate.Der.ToArray(), _root.Certificate.Der.ToArray()];

    /// <summary>Its private keys, which no hub may ever have.</summary>
    public IEnumerable<Sm2PrivateKey> PrivateKeys => [_key, _rootKey];

    /// <summary>A code that vouches for the anchors given.</summary>
    public EnrolmentCode NewCode(byte[] anchors, CertificateSubject subject)
    {
        var code = EnrolmentCode.New(AuthorityId.TryParse(Id, out var id) ? id : throw new InvalidOperationException(), Sm3Digest.Of(anchors));
        _codes[code.Ticket.ToString()] = (code, subject);
        return code;
    }

    public Sm2Certificate IssuePlatform(Sm2PrivateKey key) => IssuePlatform(SigningRequest.Create(key, CertificateSubject.Create("Platform")));

    public Sm2Certificate IssuePlatform(SigningRequest request) => _issuing.IssuePlatform(request, CertificateSubject.Create("Platform"), _validity);

    public void Revoke(Sm2Certificate certificate, RevocationReason reason) => _revoked.Add(new CrlEntry(certificate.SerialHex, DateTimeOffset.UtcNow, reason));

    /// <summary>The next list of the issuing certificate and of the root.</summary>
    public (byte[] Issuing, byte[] Root) NextLists()
    {
        var (number, now) = (Interlocked.Increment(ref _number), DateTimeOffset.UtcNow);
        return (_issuing.SignCrl(number, now, now.AddDays(30), [.. _revoked]).Der.ToArray(), _root.SignCrl(number, now, now.AddDays(30), []).Der.ToArray());
    }

    public void Dispose()
    {
        _listener.Close();
        _key.Dispose();
        _rootKey.Dispose();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.InputStream);
        var answer = Issue(body.RootElement);
        context.Response.StatusCode = answer is null ? 422 : 200;
        context.Response.ContentType = answer is null ? "application/problem+json" : "application/json";
        context.Response.Close(answer ?? "{\"type\":\"urn:hub:problem:code-refused\"}"u8.ToArray(), willBlock: false);
    }

    private byte[]? Issue(JsonElement request)
    {
        byte[] Given(string name) => request.GetProperty(name).GetBytesFromBase64();
        if (!_codes.TryGetValue(request.GetProperty("code").GetString()!, out var known)
            || !known.Code.Verify(Given("proof"), Given("signingRequest"), Given("encryptionRequest"), Given("deviceKey"))
            || !SigningRequest.TryParse(Given("signingRequest"), out var signing)
            || !SigningRequest.TryParse(Given("encryptionRequest"), out var encryption))
            return null;
        return _issued.GetOrAdd(request.GetRawText(), _ =>
        {
            var pair = _issuing.IssuePair(signing, encryption, known.Subject, _validity);
            return JsonSerializer.SerializeToUtf8Bytes(new
            {
                signingCertificate = pair.Signing.Der.ToArray(),
                encryptionCertificate = pair.Encryption.Der.ToArray(),
                chain = new[] { _issuing.Certificate.Der.ToArray() },
            });
        });
    }
}
