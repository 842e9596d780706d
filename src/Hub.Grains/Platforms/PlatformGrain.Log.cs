using Microsoft.Extensions.Logging;

namespace Hub.Grains.Platforms;

/// <summary>Event ids 2200 … 2299.</summary>
internal sealed partial class PlatformGrain
{
    [LoggerMessage(2200, LogLevel.Information, "Platform {PlatformId} configured with descriptor key {KeyId}.")]
    private static partial void LogPut(ILogger logger, string platformId, string keyId);

    [LoggerMessage(2201, LogLevel.Information, "Credential {Label} of platform {PlatformId}, added: {Added}.")]
    private static partial void LogCredential(ILogger logger, string platformId, string label, bool added);

    [LoggerMessage(2202, LogLevel.Information, "Descriptor key {KeyId} succeeds at platform {PlatformId}.")]
    private static partial void LogSucceeded(ILogger logger, string platformId, string keyId);
}
