using System.Buffers;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace Hub.Bench.Decrypt;

/// <summary>
/// A page that waits, as a bare WebSocket that speaks as much of SignalR's JSON protocol as it takes (protocol section 7.3): about 20 KB where a HubConnection costs 80.
/// </summary>
internal sealed class WaitingPage : IAsyncDisposable
{
    private const byte Separator = 0x1e;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly byte[] Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray();
    private static readonly byte[] Ping = "{\"type\":6}\u001e"u8.ToArray();

    private readonly ClientWebSocket _socket = new();
    private readonly TaskCompletionSource _watching = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<long> _approved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private Task _reading = Task.CompletedTask;

    private WaitingPage() => _socket.Options.KeepAliveInterval = TimeSpan.Zero;

    /// <summary>When the page had the last byte of the snapshot that says that the challenge is approved: a <see cref="Stopwatch"/> timestamp.</summary>
    public Task<long> Approved => _approved.Task;

    /// <summary>Connects, shakes hands and watches; returns when the first snapshot is there.</summary>
    public static async Task<WaitingPage> WatchAsync(Uri origin, string token, CancellationToken cancellation)
    {
        var page = new WaitingPage();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        page._socket.Options.Proxy = null;
        await page._socket.ConnectAsync(new Uri($"ws://{origin.Authority}/live"), patience.Token);
        await page.SendAsync(Handshake, patience.Token);
        page._reading = page.ReadAsync();
        await page.SendAsync(Encoding.ASCII.GetBytes($"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"Watch\",\"arguments\":[\"{token}\"]}}\u001e"), patience.Token);
        await page._watching.Task.WaitAsync(patience.Token);
        return page;
    }

    /// <summary>Says that the page is there; without it the hub closes the line after 45 s.</summary>
    public Task PingAsync(CancellationToken cancellation) => SendAsync(Ping, cancellation);

    /// <summary>Pings all pages in turn until cancelled, each about every 20 s.</summary>
    public static async Task KeepAliveAsync(IReadOnlyList<WaitingPage> pages, CancellationToken cancellation)
    {
        if (pages.Count == 0)
            return;
        var pause = TimeSpan.FromSeconds(20) / Math.Min(pages.Count, 200);
        var share = (pages.Count + 199) / 200;
        for (var next = 0; !cancellation.IsCancellationRequested; next = (next + share) % pages.Count)
        {
            for (var i = next; i < Math.Min(next + share, pages.Count); i++)
                await pages[i].PingAsync(cancellation);
            await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _socket.Dispose();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sending.Dispose();
        _closing.Dispose();
    }

    private async Task SendAsync(byte[] message, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation);
        try
        {
            await _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, cancellation);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        var message = new ArrayBufferWriter<byte>(1024);
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(message.GetMemory(1024), _closing.Token);
                if (read.MessageType == WebSocketMessageType.Close)
                    break;
                message.Advance(read.Count);
                // A frame may carry several messages, and a message of SignalR's may span frames: only what is ended by a separator counts.
                if (message.WrittenCount == 0 || message.WrittenSpan[^1] != Separator)
                    continue;
                Look(message.WrittenSpan);
                message.ResetWrittenCount();
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The page was closed, or the hub hung up: whoever waits for a snapshot is told below.
        }
        var lost = new BenchFailedException("a page lost its line");
        _watching.TrySetException(lost);
        _approved.TrySetException(lost);
        _ = _approved.Task.Exception;
        _ = _watching.Task.Exception;
    }

    private void Look(ReadOnlySpan<byte> messages)
    {
        if (messages.IndexOf("\"type\":3"u8) >= 0)
        {
            if (messages.IndexOf("\"error\""u8) >= 0)
                _watching.TrySetException(new BenchFailedException("a page was refused: " + Encoding.UTF8.GetString(messages)));
            else
                _watching.TrySetResult();
        }
        if (messages.IndexOf("\"state\":\"approved\""u8) >= 0)
            _approved.TrySetResult(Stopwatch.GetTimestamp());
    }
}
