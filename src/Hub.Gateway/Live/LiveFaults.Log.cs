using Microsoft.Extensions.Logging;

namespace Hub.Gateway.Live;

internal sealed partial class LiveFaults
{
    [LoggerMessage(EventId = 6101, Level = LogLevel.Error, Message = "Call {Method} of a page failed unexpectedly.")]
    private static partial void LogFault(ILogger log, Exception fault, string method);
}
