using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Cryptography;

namespace Hub.EndToEnd.Tests.Samples;

/// <summary>What hub and phones need to be sure of with the test CA, a process of its own.</summary>
public sealed class TestCaTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("ca-test-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_code_gives_the_same_certificates_to_the_same_requests_after_a_kill_and_none_to_others()
    {
        object first;
        JsonElement issued;
        string code;
        await using (var ca = await CaProcess.StartAsync(_data))
        {
            await ca.VouchAsync();
            code = await ca.NewCodeAsync();
            first = Application(code);
            issued = (await ca.SendAsync(HttpMethod.Post, "/certificates", first)).Answer;
            await ca.KillAsync();
        }

        await using var again = await CaProcess.StartAsync(_data);
        var (status, repeated) = await again.SendAsync(HttpMethod.Post, "/certificates", first);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(issued.GetRawText(), repeated.GetRawText());
        var (refused, problem) = await again.SendAsync(HttpMethod.Post, "/certificates", Application(code));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused);
        Assert.Equal("urn:hub:problem:code-refused", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_certificate_names_whom_the_code_was_made_for_whatever_the_request_says()
    {
        await using var ca = await CaProcess.StartAsync(_data);
        await ca.VouchAsync();
        var (_, issued) = await ca.SendAsync(HttpMethod.Post, "/certificates", Application(await ca.NewCodeAsync()));

        Assert.True(Sm2Certificate.TryParse(issued.GetProperty("signingCertificate").GetBytesFromBase64(), out var certificate));
        Assert.Equal("张三", certificate.CommonName);
        Assert.Equal("新疆某某有限公司", certificate.OrganizationName);
        Assert.True(CreditCode.TryParse(certificate.OrganizationIdentifier, out _));
    }

    [Fact]
    public async Task A_code_that_the_CA_never_made_is_refused()
    {
        await using var ca = await CaProcess.StartAsync(_data);
        await ca.VouchAsync();
        var code = await ca.NewCodeAsync();
        var altered = code.Replace("ca-test.", "ca-tess.", StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ca.SendAsync(HttpMethod.Post, "/certificates", Application(altered))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ca.SendAsync(HttpMethod.Post, "/certificates", Application(code))).Status);
    }

    [Fact]
    public async Task What_the_hub_forwards_enrols_nobody_elses_keys_and_uses_nothing_up()
    {
        await using var ca = await CaProcess.StartAsync(_data);
        await ca.VouchAsync();
        var code = await ca.NewCodeAsync();
        Assert.True(EnrolmentCode.TryParse(code, out var known));
        using var hubs = HolderKeys.Generate();
        var subject = CertificateSubject.Create("Somebody", "Another company");
        var (signing, encryption) = (SigningRequest.Create(hubs.Sign, subject).Der.ToArray(), SigningRequest.Create(hubs.Encryption, subject).Der.ToArray());
        // All that the hub ever has: the ticket, and a proof over the phone's keys.
        var seen = JsonSerializer.SerializeToElement(Application(code));
        var forged = new { code = known.Ticket.ToString(), proof = seen.GetProperty("proof").GetBytesFromBase64(), signingRequest = signing, encryptionRequest = encryption, deviceKey = seen.GetProperty("deviceKey").GetBytesFromBase64() };

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ca.SendAsync(HttpMethod.Post, "/certificates", forged)).Status);
        Assert.Equal(HttpStatusCode.OK, (await ca.SendAsync(HttpMethod.Post, "/certificates", seen)).Status);
    }

    [Fact]
    public async Task A_revocation_takes_both_certificates_of_a_pair_and_is_answered_after_the_hub_has_the_list()
    {
        using var hub = new HubOfLists();
        await using var ca = await CaProcess.StartAsync(_data, hub.Address);
        await ca.VouchAsync();
        var (_, issued) = await ca.SendAsync(HttpMethod.Post, "/certificates", Application(await ca.NewCodeAsync()));
        Assert.True(Sm2Certificate.TryParse(issued.GetProperty("signingCertificate").GetBytesFromBase64(), out var signing));
        Assert.True(Sm2Certificate.TryParse(issued.GetProperty("encryptionCertificate").GetBytesFromBase64(), out var encryption));
        var before = await ca.ReadCrlAsync();

        var (status, answer) = await ca.SendAsync(HttpMethod.Post, "/operator/revocations", new { serial = signing.SerialHex, reason = "keyCompromise" });

        Assert.Equal(HttpStatusCode.OK, status);
        var published = hub.Newest("Test CA,");
        Assert.Equal(published.Number.ToString(), answer.GetProperty("number").GetString());
        Assert.True(published.Number > before.Number);
        Assert.True(published.TryFind(signing.SerialHex, out var entry));
        Assert.Equal(RevocationReason.KeyCompromise, entry.Reason);
        Assert.True(published.TryFind(encryption.SerialHex, out _));
        Assert.Equal(0, hub.Newest("Test CA Root,").Count);
    }

    [Fact]
    public async Task Anchors_without_the_CAs_own_root_and_other_anchors_of_the_same_hub_are_refused()
    {
        await using var ca = await CaProcess.StartAsync(_data);
        var root = (await ca.SendAsync(HttpMethod.Get, "/operator/chain")).Answer.GetProperty("chain")[1].GetBytesFromBase64();
        using var key = Sm2PrivateKey.Generate();
        using var other = Sm2PrivateKey.Generate();
        var foreign = CertificateIssuer.CreateRoot(key, CertificateSubject.Create("Foreign"), new CertificateValidity(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100))).Certificate;
        var hub = HubId.New();

        Assert.Equal(HttpStatusCode.Conflict, await PutAsync(new Anchors(hub, [key.PublicKey.Spki.ToArray()], [foreign.Der.ToArray()])));
        Assert.Equal(HttpStatusCode.NoContent, await PutAsync(new Anchors(hub, [key.PublicKey.Spki.ToArray()], [root])));
        Assert.Equal(HttpStatusCode.NoContent, await PutAsync(new Anchors(hub, [key.PublicKey.Spki.ToArray()], [root])));
        Assert.Equal(HttpStatusCode.Conflict, await PutAsync(new Anchors(hub, [other.PublicKey.Spki.ToArray()], [root])));
        Assert.Equal(HttpStatusCode.NoContent, await PutAsync(new Anchors(HubId.New(), [other.PublicKey.Spki.ToArray()], [root])));

        async Task<HttpStatusCode> PutAsync(Anchors anchors) => (await ca.SendAsync(HttpMethod.Put, "/operator/anchors", anchors.Encode())).Status;
    }

    [Fact]
    public async Task Without_the_operators_token_no_code_is_made()
    {
        await using var ca = await CaProcess.StartAsync(_data);
        await ca.VouchAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await ca.SendAsync(HttpMethod.Post, "/operator/codes", new { }, asStranger: true)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ca.SendAsync(HttpMethod.Get, "/operator/certificates", asStranger: true)).Status);
    }

    /// <summary>Requests for two new keys; the name in them is a lie.</summary>
    private static object Application(string text)
    {
        using var keys = HolderKeys.Generate();
        using var device = DeviceKey.Generate();
        var subject = CertificateSubject.Create("Somebody", "Another company");
        var (signing, encryption) = (SigningRequest.Create(keys.Sign, subject).Der.ToArray(), SigningRequest.Create(keys.Encryption, subject).Der.ToArray());
        var deviceKey = device.PublicKey.Spki.ToArray();
        Assert.True(EnrolmentCode.TryParse(text, out var code));
        return new { code = code.Ticket.ToString(), proof = code.Prove(signing, encryption, deviceKey), signingRequest = signing, encryptionRequest = encryption, deviceKey };
    }

    /// <summary>As much of a hub as takes lists.</summary>
    private sealed class HubOfLists : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Dictionary<string, Crl> _newest = [];

        public HubOfLists()
        {
            _listener.Prefixes.Add(Address.ToString());
            _listener.Start();
            _ = ServeAsync();
        }

        public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Take()}/");

        /// <summary>The newest list of an issuer, by its common name; every list must have come to the one authority.</summary>
        public Crl Newest(string issuer)
        {
            lock (_newest)
                return _newest.Single(list => list.Key.Contains($"CN={issuer}", StringComparison.Ordinal)).Value;
        }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext call;
                try
                {
                    call = await _listener.GetContextAsync();
                }
                catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
                try
                {
                    await AnswerAsync(call);
                }
                catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException)
                {
                    // Who called has given up, and calls again.
                }
            }
        }

        private async Task AnswerAsync(HttpListenerContext call)
        {
            using var body = new MemoryStream();
            await call.Request.InputStream.CopyToAsync(body);
            Assert.True(Crl.TryParse(body.ToArray(), out var crl));
            Assert.Equal("/api/authorities/ca-test/crls", call.Request.Url!.AbsolutePath);
            lock (_newest)
                _newest[crl.Issuer + ","] = crl;
            await call.Response.OutputStream.WriteAsync(Encoding.ASCII.GetBytes($$"""{"number":"{{crl.Number}}","revoked":0}"""));
            call.Response.Close();
        }
    }
}
