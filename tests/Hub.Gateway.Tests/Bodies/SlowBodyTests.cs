using System.Net;
using System.Net.Sockets;
using System.Text;
using Hub.Cryptography;
using Hub.Gateway.Bodies;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Tests.Bodies;

/// <summary>Bodies that lack their last byte, all from one address.</summary>
public sealed class SlowBodyTests : IDisposable
{
    private static readonly ChallengeId Challenge = ChallengeId.New();
    private readonly List<TcpClient> _slow = [];

    public void Dispose() => _slow.ForEach(client => client.Dispose());

    [Theory, InlineData("response", BodyLimit.Response), InlineData("scan", BodyLimit.Phone)]
    public async Task Bodies_that_one_address_holds_open_leave_room_for_the_response_of_another(string call, int length)
    {
        await using var host = await GatewayHost.StartAsync(configure: options => options.MaxBodyBytes = 16 << 20);
        host.Grains.Answer<IChallengeGrain, Acknowledgement>(nameof(IChallengeGrain.Respond), (id, args) => new Acknowledgement(id, "approved", (DateTimeOffset)args[1]!, Hosting.Bodies.ReceiptJson));
        var room = (16 << 20) / (call == "response" ? 2 : 4) / length;
        for (var i = 0; i < room + 20; i++)
            await OpenAsync(host.Addresses.Phone, $"/p/challenges/{Challenge}/{call}", "application/json", length);
        // That one of them had to go shows that there was no room left.
        await Eventually.TrueAsync(() => _slow.Exists(client => client.Available > 0));
        Assert.Contains("503", await AnswerAsync(_slow.First(client => client.Available > 0)), StringComparison.Ordinal);
        var response = await host.Phone.PostAsync(
            $"/p/challenges/{Challenge}/response", Hosting.Bodies.Json(new { response = Hosting.Bodies.Response(host, Challenge, Hosting.Bodies.Key(1)), signature = new byte[8] }));
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Lists_that_one_address_holds_open_leave_a_place_for_the_list_of_another()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Grains.Answer<IAuthorityGrain, TakenCrl>(nameof(IAuthorityGrain.TakeCrl), (_, _) => new TakenCrl("7", 0));
        for (var i = 0; i < BodyLimit.CrlsAtOnce + 2; i++)
            await OpenAsync(host.Addresses.Api, "/api/authorities/ca-test/crls", "application/pkix-crl", 100);
        await Eventually.TrueAsync(() => _slow.Count(client => client.Available > 0) == 2);
        using var crl = new ByteArrayContent([1, 2, 3]);
        crl.Headers.ContentType = new("application/pkix-crl");
        Assert.Equal(200, (int)(await host.Api.PostAsync("/api/authorities/ca-test/crls", crl)).StatusCode);
    }

    private async Task OpenAsync(Uri surface, string path, string type, int length)
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse("127.0.0.5"), 0));
        _slow.Add(client);
        await client.ConnectAsync(IPAddress.Loopback, surface.Port);
        var head = Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: hub\r\nContent-Type: {type}\r\nContent-Length: {length}\r\n\r\n");
        await client.GetStream().WriteAsync((byte[])[.. head, .. new byte[length - 1]]);
    }

    private static async Task<string> AnswerAsync(TcpClient client)
    {
        var answer = new byte[64];
        return Encoding.ASCII.GetString(answer, 0, await client.GetStream().ReadAsync(answer));
    }
}
