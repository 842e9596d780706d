using Microsoft.Extensions.Logging;

namespace Hub.Grains.Enterprises;

/// <summary>Event ids 2100 … 2199.</summary>
internal sealed partial class EnterpriseGrain
{
    [LoggerMessage(2100, LogLevel.Information, "Enterprise {EnterpriseId} suspended: {Suspended}.")]
    private static partial void LogSuspended(ILogger logger, string enterpriseId, bool suspended);
}
