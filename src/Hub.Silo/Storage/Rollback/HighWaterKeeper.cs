using Hub.Grains.Durability;
using Hub.Silo.Storage.Sqlite;
using Microsoft.Extensions.Logging;

namespace Hub.Silo.Storage.Rollback;

/// <summary>Keeps the mark close behind the database: at the start, once a second while something is committed, and at the stop.</summary>
internal sealed partial class HighWaterKeeper : IAsyncDisposable
{
    /// <summary>So old the mark may be: a database that is put back within it is not noticed, if the hub was killed too.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly ReaderPool _readers;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _keeping;
    private HighWater _written;
    private bool _failed;

    /// <param name="path">Of the mark.</param>
    /// <param name="start">As written at the start.</param>
    /// <param name="readers">Of the database.</param>
    /// <param name="logger">Where a mark that cannot be written is told.</param>
    public HighWaterKeeper(string path, HighWater start, ReaderPool readers, ILogger logger)
    {
        (_path, _written, _readers, _logger) = (path, start, readers, logger);
        _keeping = KeepAsync();
    }

    /// <summary>The last mark; after the writer has stopped and before the readers do.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        await _keeping;
        await MarkAsync();
    }

    private async Task KeepAsync()
    {
        using var timer = new PeriodicTimer(Pace);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                await MarkAsync();
        }
        catch (OperationCanceledException)
        {
            // The hub stops.
        }
    }

    private async Task MarkAsync()
    {
        try
        {
            var commits = await _readers.ReadAsync(CommitCount.Read, CancellationToken.None);
            if (commits <= _written.Commits)
                return;
            var next = _written with { Commits = commits };
            next.Write(_path);
            (_written, _failed) = (next, false);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or StorageException or Microsoft.Data.Sqlite.SqliteException)
        {
            // An older mark protects less and harms nobody: the hub goes on.
            if (!_failed)
                LogNotMarked(_logger, reason);
            _failed = true;
        }
    }
}
