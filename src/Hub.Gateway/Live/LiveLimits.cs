using Hub.Gateway.Wire;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Gateway.Live;

/// <summary>What a page's connection may cost.</summary>
internal static class LiveLimits
{
    // A page sends tokens; it is sent a response with its receipt at most, and boards.
    private const int MaxReceived = 4 * 1024;
    private const int MaxUnread = 64 * 1024;

    public static void Connection(HttpConnectionDispatcherOptions options)
    {
        options.Transports = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents;
        options.ApplicationMaxBufferSize = MaxReceived;
        options.TransportMaxBufferSize = MaxUnread;
        options.TransportSendTimeout = TimeSpan.FromSeconds(10);
        options.CloseOnAuthenticationExpiration = false;
    }

    public static ISignalRServerBuilder AddLive(this IServiceCollection services) => services
        .AddSingleton<LiveBudgets>()
        .AddSignalR(options =>
        {
            options.MaximumReceiveMessageSize = MaxReceived;
            options.StreamBufferCapacity = 1;
            options.MaximumParallelInvocationsPerClient = 1;
            options.EnableDetailedErrors = false;
            options.HandshakeTimeout = TimeSpan.FromSeconds(10);
            options.KeepAliveInterval = TimeSpan.FromSeconds(15);
            options.ClientTimeoutInterval = TimeSpan.FromSeconds(45);
            options.AddFilter<LiveFaults>();
        })
        .AddJsonProtocol(options => WireJson.Configure(options.PayloadSerializerOptions));
}
