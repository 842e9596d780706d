using Microsoft.Extensions.Logging;

namespace Hub.Grains.Push;

internal sealed partial class PushService
{
    [LoggerMessage(EventId = 3300, Level = LogLevel.Warning, Message = "Messages to gateways failed or were dropped, {Failures} since the start; pages read again what they miss")]
    private partial void LogNotPushed(long failures, Exception? failure);
}
