using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Hub.EndToEnd.Tests.World;

/// <summary>A POST whose last byte is held back: everything else is at the hub already.</summary>
internal sealed class SlowPost : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly byte _last;

    private SlowPost(byte last) => _last = last;

    public static async Task<SlowPost> BeginAsync(Uri origin, string path, byte[] body)
    {
        var post = new SlowPost(body[^1]);
        await post._client.ConnectAsync(origin.Host, origin.Port);
        var head = string.Create(CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: {origin.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        await post._client.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body.AsSpan(0, body.Length - 1)]);
        return post;
    }

    /// <summary>Sends the last byte and reads the answer.</summary>
    public async Task<CallAnswer> EndAsync()
    {
        using var timeout = new CancellationTokenSource(Eventually.Patience);
        var stream = _client.GetStream();
        await stream.WriteAsync((byte[])[_last], timeout.Token);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, timeout.Token);
        var answer = bytes.ToArray();
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        var head = Encoding.ASCII.GetString(answer, 0, end);
        Assert.DoesNotContain("chunked", head, StringComparison.OrdinalIgnoreCase);
        return new CallAnswer(int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), answer[(end + 4)..]);
    }

    public void Dispose() => _client.Dispose();
}
