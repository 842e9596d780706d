using Microsoft.Extensions.Logging;

namespace Hub.Grains.Authorities;

/// <summary>Event ids 2310 … 2319.</summary>
internal sealed partial class CrlWatch
{
    [LoggerMessage(2310, LogLevel.Warning, "Authority {AuthorityId} has brought no revocation list: no opening of a platform whose certificate it issued can be announced or frozen.")]
    private static partial void LogMissing(ILogger logger, string authorityId);

    [LoggerMessage(2311, LogLevel.Warning, "A revocation list of authority {AuthorityId} is due at {Due:O}: ask the CA for the next one.")]
    private static partial void LogSoon(ILogger logger, string authorityId, DateTimeOffset due);

    [LoggerMessage(2312, LogLevel.Error, "A revocation list of authority {AuthorityId} is overdue since {Due:O}: announcements and freezes of platforms whose certificates it issued are refused.")]
    private static partial void LogOverdue(ILogger logger, string authorityId, DateTimeOffset due);

    [LoggerMessage(2313, LogLevel.Warning, "The authorities' revocation lists could not be looked at.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
