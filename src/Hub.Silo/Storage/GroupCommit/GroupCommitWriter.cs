using Hub.Grains.Durability;
using Hub.Silo.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Hub.Silo.Storage.GroupCommit;

/// <summary>
/// The one writer of the database: a thread that takes everything queued, runs it in one transaction, and answers after COMMIT. One sync of the disk serves
/// everybody who came while the one before was under way.
/// </summary>
internal sealed partial class GroupCommitWriter : IAsyncDisposable
{
    private readonly GroupCommitLimits _limits;
    private readonly Func<SqliteSession> _open;
    private readonly IBeforeCommit _beforeCommit;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly WriteQueue _queue;
    private readonly StorageMetrics _metrics = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteSession? _session;

    /// <param name="limits">Its bounds.</param>
    /// <param name="open">Opens the writing connection; called again after a transaction that failed.</param>
    /// <param name="beforeCommit">What every batch needs at its end.</param>
    /// <param name="clock">Measures waits.</param>
    /// <param name="logger">Where failed commits are told.</param>
    public GroupCommitWriter(GroupCommitLimits limits, Func<SqliteSession> open, IBeforeCommit beforeCommit, TimeProvider clock, ILogger logger)
    {
        (_limits, _open, _beforeCommit, _clock, _logger) = (limits, open, beforeCommit, clock, logger);
        _queue = new WriteQueue(limits);
        new Thread(Work) { Name = "hub-storage-writer", IsBackground = true }.UnsafeStart();
    }

    public StorageMetrics Metrics => _metrics;

    /// <summary>Queues the item and waits for its COMMIT.</summary>
    /// <param name="item">Used once.</param>
    /// <param name="awaited">False for what nobody waits for: it goes after the others, and a full queue of its own kind refuses it.</param>
    /// <exception cref="StorageException">As each kind says.</exception>
    public async Task<T> WriteAsync<T>(WriteItem<T> item, bool awaited = true)
    {
        _queue.Add(item, awaited);
        try
        {
            return await item.Answer.WaitAsync(_limits.Wait, _clock);
        }
        catch (TimeoutException)
        {
            item.Abandon();
            throw new CommitTimeoutException();
        }
    }

    /// <summary>Refuses new items, commits what is queued, and closes the connection. Twice is harmless.</summary>
    public async Task StopAsync()
    {
        _queue.Stop();
        await _ended.Task;
        _metrics.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private void Work()
    {
        var batch = new List<WriteItem>(_limits.BatchItems + 1);
        var done = new List<WriteItem>(_limits.BatchItems + 1);
        while (_queue.Take(batch))
        {
            try
            {
                Commit(batch, done);
            }
#pragma warning disable CA1031 // Whatever went wrong, the waiters are told and the writer goes on: without it nothing is stored any more.
            catch (Exception reason)
#pragma warning restore CA1031
            {
                Abort(batch, reason);
            }
            batch.Clear();
            done.Clear();
        }
        _session?.Dispose();
        _ended.SetResult();
    }

    private void Commit(List<WriteItem> batch, List<WriteItem> done)
    {
        var session = _session ??= _open();
        session.Run("BEGIN IMMEDIATE");
        foreach (var item in batch)
        {
            if (item.TryTake() && TryExecute(session, item))
                done.Add(item);
        }
        _beforeCommit.BeforeCommit(session, done);
        session.Run("COMMIT");
        foreach (var item in done)
            item.Complete();
    }

    /// <summary>
    /// Runs one item. What is only its own fault is undone, and answered at once: it is certain already. Everything else comes out and ends the batch.
    /// </summary>
    private static bool TryExecute(SqliteSession session, WriteItem item)
    {
        if (item.SeveralStatements)
            session.Run("SAVEPOINT item");
        try
        {
            var keep = item.Execute(session);
            if (item.SeveralStatements)
            {
                if (!keep)
                    session.Run("ROLLBACK TO item");
                session.Run("RELEASE item");
            }
            return true;
        }
        catch (Exception reason) when (IsOwnFault(session, reason))
        {
            if (item.SeveralStatements)
            {
                session.Run("ROLLBACK TO item");
                session.Run("RELEASE item");
            }
            item.Fail(reason is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT } ? new CompanionConflictException(reason) : reason);
            return false;
        }
    }

    /// <summary>A rule of the schema, or a mistake in the item, while the transaction lives. A disk that fails would fail all the others too.</summary>
    private static bool IsOwnFault(SqliteSession session, Exception reason) => session.InTransaction && reason switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_TOOBIG or SQLitePCL.raw.SQLITE_MISMATCH or SQLitePCL.raw.SQLITE_RANGE,
        _ => true,
    };

    private void Abort(List<WriteItem> batch, Exception reason)
    {
        TellFailure(reason);
        // A fresh connection for the next batch: closing rolls back whatever is open, and nothing of a sick connection is carried on.
        _session?.Dispose();
        _session = null;
        foreach (var item in batch)
            item.Fail(new CommitFailedException(reason));
    }
}
