using Microsoft.Extensions.Logging;

namespace Hub.Gateway.Problems;

internal sealed partial class FaultBoundary
{
    [LoggerMessage(EventId = 6001, Level = LogLevel.Error, Message = "Request {Trace} failed unexpectedly.")]
    private static partial void LogFault(ILogger log, Exception fault, string trace);

    // By its type only: the words around it name the grain (D10).
    [LoggerMessage(EventId = 6002, Level = LogLevel.Warning, Message = "Request {Trace} met {Fault} while a grain was activated and is answered {Problem}.")]
    private static partial void LogMet(ILogger log, string fault, string trace, string problem);
}
