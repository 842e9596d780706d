using Microsoft.Extensions.Logging;

namespace Hub.Grains.Authorities;

/// <summary>Event ids 2300 … 2399.</summary>
internal sealed partial class AuthorityGrain
{
    [LoggerMessage(2300, LogLevel.Information, "Authority {AuthorityId} configured.")]
    private static partial void LogPut(ILogger logger, string authorityId);

    [LoggerMessage(2301, LogLevel.Information, "CRL {Number} of authority {AuthorityId} is in force; {Revoked} certificates changed.")]
    private static partial void LogCrl(ILogger logger, string authorityId, string number, int revoked);

    [LoggerMessage(2302, LogLevel.Warning, "Authority {AuthorityId} is removed; {Certificates} certificates are no longer in force.")]
    private static partial void LogRemoved(ILogger logger, string authorityId, int certificates);

    [LoggerMessage(2303, LogLevel.Warning, "A CRL of authority {AuthorityId} has {Bytes} bytes. Every decrypt statement of a platform whose certificate it issued carries the list; ask for shorter ones.")]
    private static partial void LogLongCrl(ILogger logger, string authorityId, int bytes);

    [LoggerMessage(2304, LogLevel.Warning, "CRL {Number} names a certificate of authority {AuthorityId}'s own chain: nothing that it issued is in force until the operator puts another chain")]
    private static partial void LogRevoked(ILogger logger, string authorityId, string number);
}
