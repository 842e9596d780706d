using Hub.Grains.Durability;
using Hub.Silo.Storage.Receipts;
using Hub.Silo.Storage.Sqlite;

namespace Hub.Silo.Storage.GroupCommit;

/// <summary>Something to be written in whatever transaction comes next. Its waiter is answered after COMMIT, never before.</summary>
internal abstract class WriteItem
{
    private const int Queued = 0, Taken = 1, Abandoned = 2;
    private int _place = Queued;

    /// <summary>About how much it brings to the batch.</summary>
    public abstract int Bytes { get; }

    /// <summary>Whether a failure in its middle must be undone: then it runs in a SAVEPOINT. One statement undoes itself.</summary>
    public abstract bool SeveralStatements { get; }

    /// <summary>A leaf for the batch's tree, once the item has run well; null if it wants no receipt.</summary>
    public virtual PendingReceipt? Receipt => null;

    /// <summary>Runs its statements. Called at most once, on the writer's thread.</summary>
    /// <returns>False if what it did so far must be undone although nothing failed (a version conflict).</returns>
    public abstract bool Execute(SqliteSession session);

    /// <summary>Answers the waiter: committed.</summary>
    public abstract void Complete();

    /// <summary>Answers the waiter: not stored, and why.</summary>
    public abstract void Fail(Exception reason);

    /// <summary>The writer takes it; false if its waiter gave up before.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _place, Taken, Queued) == Queued;

    /// <summary>The waiter gives up: what is not begun yet never will be.</summary>
    public void Abandon() => Interlocked.CompareExchange(ref _place, Abandoned, Queued);
}

/// <summary>A <see cref="WriteItem"/> with an outcome.</summary>
internal abstract class WriteItem<T> : WriteItem
{
    // Off the writer's thread: a waiter that goes on at once must not hold up everybody's next commit.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    /// <summary>What will be answered, as it stands before COMMIT.</summary>
    protected abstract T Outcome { get; }

    public sealed override void Complete() => _answer.TrySetResult(Outcome);

    public sealed override void Fail(Exception reason) => _answer.TrySetException(reason is StorageException ? reason : new CommitFailedException(reason));
}
