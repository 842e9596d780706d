using Microsoft.Extensions.Logging;

namespace Hub.Silo.Storage.GroupCommit;

internal sealed partial class GroupCommitWriter
{
    // Event ids 3000–3099 belong to storage.
    [LoggerMessage(EventId = 3000, Level = LogLevel.Error, Message = "A transaction was not committed (SQLite code {Code}); its writes are refused, later ones are tried")]
    private static partial void LogCommitFailed(ILogger logger, int code, Exception reason);
}
