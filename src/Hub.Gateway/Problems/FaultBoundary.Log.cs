using Microsoft.Extensions.Logging;

namespace Hub.Gateway.Problems;

internal sealed partial class FaultBoundary
{
    [LoggerMessage(EventId = 6001, Level = LogLevel.Error, Message = "Request {Trace} failed unexpectedly.")]
    private static partial void LogFault(ILogger log, Exception fault, string trace);
}
