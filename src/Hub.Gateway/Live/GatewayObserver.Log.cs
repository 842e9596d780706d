using Microsoft.Extensions.Logging;

namespace Hub.Gateway.Live;

internal sealed partial class GatewayObserver
{
    [LoggerMessage(EventId = 6102, Level = LogLevel.Warning, Message = "This gateway could not join; pages are not told of changes until it can.")]
    private static partial void LogJoinFailed(ILogger log, Exception fault);

    [LoggerMessage(EventId = 6103, Level = LogLevel.Debug, Message = "A push to pages failed.")]
    private static partial void LogPushFailed(ILogger log, Exception fault);
}
