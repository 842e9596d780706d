using Orleans.Runtime;

namespace Hub.Grains.Durability;

/// <summary>
/// A grain's state that changes only by being committed: the next state is a value of its own, and takes the place of the current one when the
/// database has it. After a failed write the grain must be deactivated, because a write whose answer was lost may have been stored.
/// </summary>
/// <typeparam name="T">An immutable record; a grain that was never written has <c>new T()</c>.</typeparam>
internal sealed class DurableState<T>(IPersistentState<T> state, IAtomicWrite atomic, IGrainBase grain)
    where T : class, new()
{
    // Calls that interleave with a commit must not act on what may yet be refused.
    private T? _whileCommitting;

    /// <summary>What the database holds: also while a commit is under way, the state before it.</summary>
    public T Current => _whileCommitting ?? state.State;

    /// <summary>False until the first commit.</summary>
    public bool Exists => state.RecordExists;

    /// <summary>Commits <paramref name="next"/> with its companions, and makes it the current state.</summary>
    /// <exception cref="StorageException">Not confirmed; the grain deactivates and the next call reads what was really stored.</exception>
    public async Task<CommitResult> CommitAsync(T next, params Companion[] companions)
    {
        var before = _whileCommitting = state.State;
        state.State = next;
        try
        {
            return await atomic.WriteAsync(() => state.WriteStateAsync(), companions);
        }
        catch
        {
            state.State = before;
            grain.DeactivateOnIdle();
            throw;
        }
        finally
        {
            _whileCommitting = null;
        }
    }
}
