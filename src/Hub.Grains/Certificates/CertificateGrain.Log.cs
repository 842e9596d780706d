using Microsoft.Extensions.Logging;

namespace Hub.Grains.Certificates;

/// <summary>Event ids 2000 … 2099. PIN tries are not logged: before an opening starts they would tell who is making a bid (D10).</summary>
internal sealed partial class CertificateGrain
{
    [LoggerMessage(2000, LogLevel.Information, "Certificate {KeyId} enrolled, issued by {AuthorityId}.")]
    private static partial void LogEnrolled(ILogger logger, string keyId, string authorityId);

    [LoggerMessage(2001, LogLevel.Information, "Certificate {KeyId} revoked: {Reason}.")]
    private static partial void LogRevoked(ILogger logger, string keyId, string reason);

    [LoggerMessage(2002, LogLevel.Information, "Certificate {KeyId} suspended: {Suspended}.")]
    private static partial void LogSuspended(ILogger logger, string keyId, bool suspended);

    // Not of which one: an eleventh try before a start would name a bidder.
    [LoggerMessage(2003, LogLevel.Warning, "The PIN key of a certificate is erased: its tries are used up, and it needs recovery.")]
    private static partial void LogErased(ILogger logger);

    [LoggerMessage(2004, LogLevel.Warning, "Authority {AuthorityId} issued a pair for {KeyId} that is refused: {Part}.")]
    private static partial void LogPairRefused(ILogger logger, string authorityId, string keyId, string part);
}
