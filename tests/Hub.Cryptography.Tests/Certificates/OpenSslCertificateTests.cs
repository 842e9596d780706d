using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Cryptography.Tests;

/// <summary>Certificates, requests and lists against the openssl command, in both directions.</summary>
public sealed class OpenSslCertificateTests : IDisposable
{
    private const string Identity = "distid:1234567812345678";

    private static readonly DateTimeOffset Today = TimeProvider.System.GetUtcNow();
    private static readonly CertificateValidity Years = new(Today.AddDays(-1), Today.AddYears(5));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openssl-");
    private readonly Sm2PrivateKey _rootKey = Sm2PrivateKey.Generate();
    private readonly Sm2PrivateKey _authorityKey = Sm2PrivateKey.Generate();
    private readonly Sm2PrivateKey _holderKey = Sm2PrivateKey.Generate();
    private readonly CertificateIssuer _root;
    private readonly CertificateIssuer _authority;
    private readonly CertificatePair _pair;

    public OpenSslCertificateTests()
    {
        _root = CertificateIssuer.CreateRoot(_rootKey, CertificateSubject.Create("测试根证书", "测试机构"), Years, pathLength: 1);
        _authority = CertificateWorld.Below(_root, _authorityKey, "测试签发机构", Years);
        using var encryptionKey = Sm2PrivateKey.Generate();
        _pair = _authority.IssuePair(CertificateWorld.Request(_holderKey), CertificateWorld.Request(encryptionKey), CertificateWorld.Bidder, Years);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // Link by link: "openssl verify" of version 3.0 gives the user id to the first certificate of a path only.
    [Fact]
    public async Task Openssl_verifies_each_link_of_our_path_strictly()
    {
        var root = Pem("root", "CERTIFICATE", _root.Certificate.Der);
        var authority = Pem("authority", "CERTIFICATE", _authority.Certificate.Der);
        await VerifySignatureAsync(_root.Certificate.Der.ToArray(), _rootKey.PublicKey);
        await DoAsync("verify", "-x509_strict", "-vfyopt", Identity, "-CAfile", root, authority);
        foreach (var leaf in (Sm2Certificate[])[_pair.Signing, _pair.Encryption])
            await DoAsync("verify", "-x509_strict", "-vfyopt", Identity, "-partial_chain", "-trusted", authority, Pem("leaf", "CERTIFICATE", leaf.Der));

        var (exit, _) = await OpenSslAsync("verify", "-x509_strict", "-vfyopt", Identity, "-CAfile", root, Pem("leaf", "CERTIFICATE", _pair.Signing.Der));
        Assert.NotEqual(0, exit);
    }

    // "openssl verify -crl_check" of version 3.0 gives the user id to certificates only and so refuses every SM2 list, its own included.
    [Fact]
    public async Task Openssl_verifies_the_signature_of_our_list_over_its_content() =>
        await VerifySignatureAsync(List(_authority, 1).Der.ToArray(), _authorityKey.PublicKey);

    [Fact]
    public async Task Openssl_reads_names_and_usages_as_we_wrote_them()
    {
        var (_, said) = await OpenSslAsync("x509", "-inform", "DER", "-in", Write("leaf.der", _pair.Signing.Der), "-noout", "-subject", "-serial", "-nameopt", "RFC2253,-esc_msb,utf8", "-ext", "keyUsage,basicConstraints");
        Assert.Contains("CN=张三,organizationIdentifier=91650100MA77XXXX0A,O=新疆某某建设有限公司,C=CN", said, StringComparison.Ordinal);
        Assert.Contains("serial=" + _pair.Signing.SerialHex.ToUpperInvariant(), said, StringComparison.Ordinal);
        Assert.Contains("Digital Signature, Non Repudiation\n", said, StringComparison.Ordinal);
        Assert.Contains("CA:FALSE", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Openssl_verifies_our_request()
    {
        var request = Write("request.der", CertificateWorld.Request(_holderKey).Der);
        var (exit, said) = await OpenSslAsync("req", "-inform", "DER", "-in", request, "-noout", "-verify", "-vfyopt", Identity);
        Assert.True(exit == 0 && said.Contains("verify OK", StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task Openssl_reads_our_list()
    {
        var list = List(_authority, 7, new CrlEntry(_pair.Signing.SerialHex, Today.AddHours(-1), RevocationReason.KeyCompromise));
        var (exit, said) = await OpenSslAsync("crl", "-inform", "DER", "-in", Write("list.der", list.Der), "-noout", "-text", "-crlnumber");
        Assert.Equal(0, exit);
        Assert.Contains("crlNumber=0x07", said, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(_pair.Signing.SerialHex.ToUpperInvariant(), said, StringComparison.Ordinal);
        Assert.Contains("Key Compromise", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task We_read_requests_of_openssl_and_issue_on_them()
    {
        var key = await KeyAsync("theirs", "SM2");
        Assert.Equal(0, (await OpenSslAsync("req", "-new", "-key", key, "-sm3", "-sigopt", Identity, "-subj", "/C=CN/O=某公司/CN=李四", "-utf8", "-outform", "DER", "-out", PathOf("theirs.req"))).Exit);
        Assert.True(SigningRequest.TryParse(await File.ReadAllBytesAsync(PathOf("theirs.req")), out var request));
        Assert.Equal("李四", request.Subject.CommonName);
        Assert.Equal(request.PublicKey.KeyId, _authority.IssuePlatform(request, CertificateWorld.Bidder, Years).KeyId);
    }

    [Fact]
    public async Task We_trust_a_path_of_openssl_under_its_own_list()
    {
        await File.WriteAllTextAsync(PathOf("ca.cnf"), """
            [req]
            distinguished_name = none
            [none]
            [ca]
            default_ca = test
            [test]
            database = index.txt
            serial = serial
            crlnumber = number
            default_md = sm3
            default_days = 30
            default_crl_days = 30
            policy = any
            new_certs_dir = .
            unique_subject = no
            [any]
            commonName = supplied
            [authority]
            basicConstraints = critical,CA:TRUE,pathlen:0
            keyUsage = critical,keyCertSign,cRLSign
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid,issuer
            [leaf]
            basicConstraints = critical,CA:FALSE
            keyUsage = critical,digitalSignature,nonRepudiation
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid,issuer
            [list]
            authorityKeyIdentifier = keyid
            """);
        await File.WriteAllTextAsync(PathOf("index.txt"), "");
        await File.WriteAllTextAsync(PathOf("serial"), "00F1\n");
        await File.WriteAllTextAsync(PathOf("number"), "0A\n");
        var authorityKey = await KeyAsync("ca", "SM2");
        var leafKey = await KeyAsync("leaf", "SM2");
        await DoAsync("req", "-new", "-x509", "-config", PathOf("ca.cnf"), "-extensions", "authority", "-key", authorityKey, "-sm3", "-sigopt", Identity, "-subj", "/CN=根", "-utf8", "-days", "60", "-out", PathOf("ca.pem"));
        await DoAsync("req", "-new", "-config", PathOf("ca.cnf"), "-key", leafKey, "-sm3", "-sigopt", Identity, "-subj", "/CN=王五", "-utf8", "-out", PathOf("leaf.req"));
        await DoAsync("ca", "-batch", "-config", PathOf("ca.cnf"), "-extensions", "leaf", "-cert", PathOf("ca.pem"), "-keyfile", authorityKey, "-sigopt", Identity, "-vfyopt", Identity, "-in", PathOf("leaf.req"), "-utf8", "-notext", "-out", PathOf("leaf.pem"));
        await DoAsync("ca", "-gencrl", "-config", PathOf("ca.cnf"), "-crlexts", "list", "-cert", PathOf("ca.pem"), "-keyfile", authorityKey, "-sigopt", Identity, "-out", PathOf("before.pem"));

        var anchor = await CertificateAsync("ca");
        var leaf = await CertificateAsync("leaf");
        var now = TimeProvider.System.GetUtcNow().AddSeconds(1);
        Assert.Equal("王五", leaf.CommonName);
        Assert.Equal(CertificateUsage.Signing, leaf.KeyUsage);
        Assert.IsType<PathDecision.Trusted>(CertificatePath.Check(leaf, [], [anchor], [await ListAsync("before")], now, CertificateUsage.Signing));

        await DoAsync("ca", "-config", PathOf("ca.cnf"), "-cert", PathOf("ca.pem"), "-keyfile", authorityKey, "-sigopt", Identity, "-revoke", PathOf("leaf.pem"), "-crl_reason", "affiliationChanged");
        await DoAsync("ca", "-gencrl", "-config", PathOf("ca.cnf"), "-crlexts", "list", "-cert", PathOf("ca.pem"), "-keyfile", authorityKey, "-sigopt", Identity, "-out", PathOf("after.pem"));
        var refused = Assert.IsType<PathDecision.Refused>(CertificatePath.Check(leaf, [], [anchor], [await ListAsync("after")], now, CertificateUsage.Signing));
        Assert.Equal((PathRefusal.Revoked, RevocationReason.AffiliationChanged), (refused.Reason, refused.Revocation?.Reason));
    }

    [Theory]
    [InlineData("RSA", "sha256")]
    [InlineData("P-256", "sha256")]
    public async Task Requests_and_certificates_of_other_keys_are_refused(string kind, string digest)
    {
        var key = await KeyAsync("other", kind);
        await DoAsync("req", "-new", "-key", key, "-" + digest, "-subj", "/CN=other", "-outform", "DER", "-out", PathOf("other.req"));
        await DoAsync("req", "-new", "-x509", "-key", key, "-" + digest, "-subj", "/CN=other", "-outform", "DER", "-out", PathOf("other.der"));
        Assert.False(SigningRequest.TryParse(await File.ReadAllBytesAsync(PathOf("other.req")), out _));
        Assert.False(Sm2Certificate.TryParse(await File.ReadAllBytesAsync(PathOf("other.der")), out _));
    }

    private static Crl List(CertificateIssuer issuer, int number, params CrlEntry[] entries) =>
        issuer.SignCrl(number, Today.AddMinutes(-5), Today.AddDays(2), entries);

    private async Task VerifySignatureAsync(byte[] der, Sm2PublicKey key)
    {
        var frame = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var content = Write("content", frame.ReadEncodedValue().Span);
        frame.ReadEncodedValue();
        var signature = Write("signature", frame.ReadBitString(out _));
        await DoAsync("dgst", "-sm3", "-keyform", "DER", "-verify", Write("public", key.Spki), "-sigopt", Identity, "-signature", signature, content);
    }

    private async Task<string> KeyAsync(string name, string kind)
    {
        var path = PathOf(name + ".key");
        string[] options = kind == "RSA" ? ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"] : ["-algorithm", "EC", "-pkeyopt", $"ec_paramgen_curve:{kind}"];
        if (kind == "SM2")
            options = ["-algorithm", "SM2"];
        await DoAsync(["genpkey", .. options, "-out", path]);
        return path;
    }

    private async Task<Sm2Certificate> CertificateAsync(string name)
    {
        await DoAsync("x509", "-in", PathOf(name + ".pem"), "-outform", "DER", "-out", PathOf(name + ".der"));
        return Sm2Certificate.TryParse(await File.ReadAllBytesAsync(PathOf(name + ".der")), out var certificate)
            ? certificate
            : throw new InvalidOperationException($"{name} of openssl does not parse.");
    }

    private async Task<Crl> ListAsync(string name)
    {
        await DoAsync("crl", "-in", PathOf(name + ".pem"), "-outform", "DER", "-out", PathOf(name + ".der"));
        return Crl.TryParse(await File.ReadAllBytesAsync(PathOf(name + ".der")), out var list)
            ? list
            : throw new InvalidOperationException($"{name} of openssl does not parse.");
    }

    private string Pem(string name, string label, ReadOnlySpan<byte> der)
    {
        File.WriteAllText(PathOf(name + ".pem"), PemEncoding.WriteString(label, der));
        return PathOf(name + ".pem");
    }

    private string Write(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private async Task DoAsync(params string[] arguments)
    {
        var (exit, said) = await OpenSslAsync(arguments);
        Assert.True(exit == 0, $"openssl {string.Join(' ', arguments)}: {said}");
    }

    private async Task<(int Exit, string Said)> OpenSslAsync(params string[] arguments)
    {
        // Through a shell: the messages of openssl are on both streams, and its ca command takes files relative to its folder.
        var quoted = string.Join(' ', arguments.Select(argument => $"'{argument}'"));
        var (exit, output) = await Command.RunAsync("sh", ["-c", $"cd '{_folder.FullName}' && openssl {quoted} 2>&1"], []);
        return (exit, Encoding.UTF8.GetString(output));
    }
}
