using Microsoft.Extensions.Logging;

namespace Hub.Grains.Authorities;

/// <summary>Event ids 2300 … 2399.</summary>
internal sealed partial class AuthorityGrain
{
    [LoggerMessage(2300, LogLevel.Information, "Authority {AuthorityId} configured.")]
    private static partial void LogPut(ILogger logger, string authorityId);

    [LoggerMessage(2301, LogLevel.Information, "CRL {Number} of authority {AuthorityId} is in force; {Revoked} certificates changed.")]
    private static partial void LogCrl(ILogger logger, string authorityId, string number, int revoked);
}
