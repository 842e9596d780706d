using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Hub.Gateway.Surfaces;

/// <summary>Hangs up on connections that say nothing: the server's own time for a request's head begins with the first byte.</summary>
internal sealed class FirstByte(TimeProvider time)
{
    /// <summary>Longest time to the first byte, behind a TLS handshake if there is one.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (await CameAsync(connection))
            await next(connection);
        else
            connection.Abort();
    }

    private async Task<bool> CameAsync(ConnectionContext connection)
    {
        // The hub that stops does not wait for whoever is silent.
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var patience = new CancellationTokenSource(Patience, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping, connection.ConnectionClosed);
        var input = connection.Transport.Input;
        try
        {
            var read = await input.ReadAsync(ends.Token);
            // Neither taken nor looked at: the server reads it again.
            input.AdvanceTo(read.Buffer.Start);
            return !read.Buffer.IsEmpty;
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            return false;
        }
    }
}
