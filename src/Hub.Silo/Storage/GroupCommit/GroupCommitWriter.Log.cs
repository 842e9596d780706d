using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Hub.Silo.Storage.GroupCommit;

internal sealed partial class GroupCommitWriter
{
    // Before a start nobody may read from a log how often somebody tried to bid: a disk that stays full is told once a minute, not once a batch.
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private long? _toldAt;

    private void TellFailure(Exception reason)
    {
        if (_toldAt is { } at && _clock.GetElapsedTime(at) < Quiet)
            return;
        _toldAt = _clock.GetTimestamp();
        LogCommitFailed(_logger, reason is SqliteException sqlite ? sqlite.SqliteExtendedErrorCode : 0, reason);
    }

    // Event ids 3000–3099 belong to storage.
    [LoggerMessage(EventId = 3000, Level = LogLevel.Error, Message = "A transaction was not committed (SQLite code {Code}); its writes are refused, later ones are tried; told at most once a minute")]
    private static partial void LogCommitFailed(ILogger logger, int code, Exception reason);
}
