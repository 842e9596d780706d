using System.Net.Sockets;
using System.Text;
using Hub.Cryptography;
using Hub.Gateway.Bodies;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Tests.Bodies;

public sealed class BodyIntakeTests
{
    private static readonly ChallengeId Challenge = ChallengeId.New();

    [Theory, InlineData(16 * 1024 + 1), InlineData(100 * 1024)]
    public async Task A_body_whose_length_says_that_it_is_too_long_is_refused_unread(int length)
    {
        await using var host = await GatewayHost.StartAsync();
        var response = await host.Phone.PostAsync($"/p/challenges/{Challenge}/scan", Hosting.Bodies.Json(new byte[length]));
        Assert.Equal("too-large", await response.ProblemAsync(413));
        Assert.Equal(16 * 1024, (await response.JsonAsync()).GetProperty("limit").GetInt32());
    }

    [Fact]
    public async Task A_body_in_chunks_is_counted_while_it_comes()
    {
        await using var host = await GatewayHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/p/challenges/{Challenge}/scan") { Content = Hosting.Bodies.Json(new byte[17 * 1024]) };
        request.Headers.TransferEncodingChunked = true;
        request.Content.Headers.ContentLength = null;
        Assert.Equal("too-large", await (await host.Phone.SendAsync(request)).ProblemAsync(413));
    }

    [Fact]
    public async Task A_body_of_exactly_the_bound_is_read()
    {
        await using var host = await GatewayHost.StartAsync();
        var response = await host.Phone.PostAsync($"/p/challenges/{Challenge}/scan", Hosting.Bodies.Json(new byte[16 * 1024]));
        Assert.Equal("malformed", await response.ProblemAsync(400));
    }

    [Fact]
    public async Task Arrival_is_the_clock_at_the_last_byte_and_a_slow_body_blocks_no_other()
    {
        await using var host = await GatewayHost.StartAsync();
        var key = Hosting.Bodies.Key(1);
        host.Grains.Answer<IChallengeGrain, Acknowledgement>(nameof(IChallengeGrain.Respond), (id, args) => new Acknowledgement(id, "approved", (DateTimeOffset)args[1]!, Hosting.Bodies.ReceiptJson));
        var body = Encoding.UTF8.GetBytes($$"""{"response":"{{Convert.ToBase64String(Hosting.Bodies.Response(host, Challenge, key))}}","signature":"AAAAAAAAAAA="}""");
        using var slow = new TcpClient();
        await slow.ConnectAsync("127.0.0.1", host.Addresses.Phone.Port);
        var stream = slow.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /p/challenges/{Challenge}/response HTTP/1.1\r\nHost: phone\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"));
        await stream.WriteAsync(body.AsMemory(0, 40));

        Assert.True((await host.Phone.GetAsync("/p/time")).IsSuccessStatusCode);
        await host.Time.BegunAsync(BodyIntake.Longest); // Else the time to its first byte might still run.
        host.Time.Advance(TimeSpan.FromSeconds(20));
        await stream.WriteAsync(body.AsMemory(40));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        Assert.Contains("200 OK", answer, StringComparison.Ordinal);
        Assert.Contains("\"arrival\":\"2026-11-24T09:30:20.000Z\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_that_are_not_strictly_JSON_are_malformed_and_touch_no_grain()
    {
        await using var host = await GatewayHost.StartAsync();
        foreach (var text in new[] { "", "{", "[]", """{"record":"AAAA"}""", """{"record":"AAAA","record":"AAAA","signature":"AAAAAAAAAAA="}""",
            """{"record":"AAAA","signature":"AAAAAAAAAAA=","more":1}""", """{"record":"AAAA","signature":"AAAAAAAAAAA="} x""", """{"record":"AA==\n","signature":"AAAAAAAAAAA="}""" })
            Assert.Equal("malformed", await (await host.Phone.PostAsync($"/p/challenges/{Challenge}/scan", Hosting.Bodies.Json(text))).ProblemAsync(400));
        Assert.Equal(0, host.Grains.Count(nameof(IChallengeGrain.Scan)));
    }
}
