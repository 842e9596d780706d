using System.Net.WebSockets;
using System.Text;

namespace Hub.Bench.Secrecy;

/// <summary>A connection to <c>/live</c> that asks call after call. Whoever watches nothing is hung up on after 30 s, so it is opened anew for each case.</summary>
internal sealed class LiveLine(Uri origin) : IDisposable
{
    private const string Marker = "urn:hub:problem:";
    private ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[8192];

    public async Task ReconnectAsync(CancellationToken cancellation)
    {
        _socket.Dispose();
        _socket = new ClientWebSocket();
        _socket.Options.Proxy = null;
        await _socket.ConnectAsync(new Uri($"ws://{origin.Authority}/live"), cancellation);
        await SendAsync("{\"protocol\":\"json\",\"version\":1}", cancellation);
        await ReadAsync(cancellation);
    }

    public Question Call(string method, string token)
    {
        var message = Encoding.ASCII.GetBytes($"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"{method}\",\"arguments\":[\"{token}\"]}}\u001e");
        return new Question(async cancellation =>
        {
            await _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, cancellation);
            string answer;
            do
                answer = await ReadAsync(cancellation);
            while (!answer.Contains("\"type\":3", StringComparison.Ordinal));
            var at = answer.LastIndexOf(Marker, StringComparison.Ordinal);
            return at < 0 ? answer : answer[(at + Marker.Length)..].Split('"')[0];
        });
    }

    public void Dispose() => _socket.Dispose();

    private ValueTask SendAsync(string message, CancellationToken cancellation) =>
        _socket.SendAsync(Encoding.ASCII.GetBytes(message + "\u001e"), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, cancellation);

    private async Task<string> ReadAsync(CancellationToken cancellation)
    {
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(), cancellation);
        return Encoding.UTF8.GetString(_buffer, 0, read.Count);
    }
}
