using Hub.Cryptography;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Hub.Grains.Authorities;
using Hub.Silo.Authorities;
using Microsoft.Extensions.DependencyInjection;
using CertificateAuthorities = Hub.Silo.Authorities.AuthoritiesRegistration;

namespace Hub.Grains.Tests.Authorities;

/// <summary>Against a server that answers each connection with bytes of the test's choice.</summary>
public sealed class HttpCertificateAuthoritiesTests
{
    private static readonly IssueRequest Request = new(
        EnrolmentTicket.TryParse($"ca-test.{new string('a', 32)}.{new string('b', 64)}", out var ticket) ? ticket : throw new InvalidOperationException(), [5, 6], [1, 2], [3, 4], [7, 8]);

    [Fact]
    public async Task The_request_is_that_of_the_protocol_and_a_good_answer_is_read()
    {
        var (answer, asked) = await Ask(Http("200 OK", """{"signingCertificate":"AQ==","encryptionCertificate":"Ag==","chain":["Aw=="]}"""));

        var issued = Assert.IsType<IssueAnswer.Issued>(answer);
        Assert.Equal([1], issued.SigningCertificate);
        Assert.Equal([2], issued.EncryptionCertificate);
        Assert.Equal([3], issued.Chain.Single());
        Assert.StartsWith("POST /base/certificates HTTP/1.1", asked, StringComparison.Ordinal);
        Assert.EndsWith($$"""{"code":"{{Request.Code}}","proof":"BQY=","signingRequest":"AQI=","encryptionRequest":"AwQ=","deviceKey":"Bwg="}""", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_code_is_told_from_every_other_failure()
    {
        Assert.IsType<IssueAnswer.Refused>((await Ask(Http("422 Unprocessable", """{"type":"urn:hub:problem:code-refused","title":"x","more":1}"""))).Answer);
        Assert.IsType<IssueAnswer.Unavailable>((await Ask(Http("422 Unprocessable", """{"type":"urn:hub:problem:other"}"""))).Answer);
        Assert.IsType<IssueAnswer.Unavailable>((await Ask(Http("422 Unprocessable", "no JSON"))).Answer);
        Assert.IsType<IssueAnswer.Unavailable>((await Ask(Http("500 Broken", "{}"))).Answer);
    }

    [Theory]
    [InlineData("""{"signingCertificate":"AQ==","encryptionCertificate":"Ag==","chain":["Aw=="],"more":1}""")]
    [InlineData("""{"signingCertificate":"AQ==","encryptionCertificate":"Ag=="}""")]
    [InlineData("""{"signingCertificate":"AQ","encryptionCertificate":"Ag==","chain":[]}""")]
    [InlineData("")]
    public async Task An_answer_that_is_not_exact_counts_as_none(string body) =>
        Assert.IsType<IssueAnswer.Unavailable>((await Ask(Http("200 OK", body))).Answer);

    [Fact]
    public async Task An_answer_that_is_too_long_is_not_taken() =>
        Assert.IsType<IssueAnswer.Unavailable>((await Ask(Http("200 OK", new string(' ', 70_000) + "{}"))).Answer);

    [Fact]
    public async Task A_redirect_is_not_followed() =>
        Assert.IsType<IssueAnswer.Unavailable>((await Ask("HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")).Answer);

    [Fact]
    public async Task A_CA_that_does_not_answer_in_time_or_is_not_there_is_unavailable()
    {
        Assert.IsType<IssueAnswer.Unavailable>((await Ask(null, TimeSpan.FromSeconds(5))).Answer);
        await using var services = Services(TimeSpan.FromSeconds(5));
        Assert.IsType<IssueAnswer.Unavailable>(await services.GetRequiredService<ICertificateAuthorities>().IssueAsync(new Uri("http://127.0.0.1:1/"), Request));
    }

    [Fact]
    public async Task A_CA_that_lets_wait_gets_so_many_connections_and_no_more()
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(backlog: 200);
        await using var services = Services(TimeSpan.FromSeconds(30));
        var authorities = services.GetRequiredService<ICertificateAuthorities>();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        var asking = Enumerable.Range(0, CertificateAuthorities.MaxConnections + 20).Select(_ => authorities.IssueAsync(url, Request)).ToList();
        var held = new List<TcpClient>();
        while (held.Count < CertificateAuthorities.MaxConnections)
            held.Add(await listener.AcceptTcpClientAsync(patience.Token));
        foreach (var connection in held)
            await ReadRequest(connection.GetStream(), patience.Token);
        // Each of them is asked for something; whoever has come since waits for one of them.
        Assert.False(listener.Pending());
        var later = listener.AcceptTcpClientAsync(patience.Token).AsTask();
        Assert.False(later.IsCompleted);
        held.ForEach(connection => connection.Dispose());
        (await later).Dispose();
        listener.Stop();
        Assert.All(await Task.WhenAll(asking), answer => Assert.IsType<IssueAnswer.Unavailable>(answer));
    }

    private static string Http(string status, string body) => $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    private static ServiceProvider Services(TimeSpan timeout) => new ServiceCollection().AddCertificateAuthorities(timeout).BuildServiceProvider();

    private static async Task<(IssueAnswer Answer, string Asked)> Ask(string? answer, TimeSpan? timeout = null)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var services = Services(timeout ?? TimeSpan.FromSeconds(30));
        var asking = services.GetRequiredService<ICertificateAuthorities>().IssueAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/base/"), Request);
        using var patience = new CancellationTokenSource(Eventually.Patience);
        using var connection = await listener.AcceptTcpClientAsync(patience.Token);
        var stream = connection.GetStream();
        var asked = await ReadRequest(stream, patience.Token);
        if (answer is not null)
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        return (await asking, asked);
    }

    private static async Task<string> ReadRequest(NetworkStream stream, CancellationToken patience)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().EndsWith('}'))
        {
            var read = await stream.ReadAsync(buffer, patience);
            Assert.NotEqual(0, read);
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        return text.ToString();
    }
}
