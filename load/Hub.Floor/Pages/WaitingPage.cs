using System.Net.WebSockets;

namespace Hub.Floor.Pages;

/// <summary>
/// A page that waits, at its barest: a WebSocket that is held, with just enough of SignalR's JSON protocol that the hub's load driver can hold it: the handshake, an empty answer to a
/// call, silence on pings.
/// </summary>
internal static class WaitingPage
{
    private const int MaxMessage = 4096;
    private static readonly byte[] Handshaken = "{}\u001e"u8.ToArray();
    private static readonly byte[] Answered = "{\"type\":3,\"invocationId\":\"1\",\"result\":{}}\u001e"u8.ToArray();

    public static async Task RunAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var first = true;
        while (await ReadAsync(socket, context.RequestAborted) is { } isCall)
        {
            if (first || isCall)
                await socket.SendAsync(first ? Handshaken : Answered, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, context.RequestAborted);
            first = false;
        }
    }

    /// <returns>Whether the message is a call; null at the end.</returns>
    private static async Task<bool?> ReadAsync(WebSocket socket, CancellationToken cancellation)
    {
        try
        {
            // No buffer is held while there is nothing to read.
            await socket.ReceiveAsync(Memory<byte>.Empty, cancellation);
            var message = new byte[MaxMessage];
            var read = await socket.ReceiveAsync(message.AsMemory(), cancellation);
            return read.MessageType == WebSocketMessageType.Close ? null : message.AsSpan(0, read.Count).StartsWith("{\"type\":1"u8);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            return null;
        }
    }
}
