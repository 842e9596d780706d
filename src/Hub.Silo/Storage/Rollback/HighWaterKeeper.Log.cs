using Microsoft.Extensions.Logging;

namespace Hub.Silo.Storage.Rollback;

internal sealed partial class HighWaterKeeper
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "The mark of how far the database has come is not written; a database that is put back may go unnoticed until it is")]
    private static partial void LogNotMarked(ILogger logger, Exception reason);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "The database is older than its mark beside the master key: it counts as restored, with a new epoch and PIN tries raised ({Restores} restores so far)")]
    public static partial void LogPutBack(ILogger logger, int restores);
}
