namespace Hub.Grains.Durability;

/// <summary>Commits one grain state write together with other rows, in one transaction.</summary>
public interface IAtomicWrite
{
    /// <summary>
    /// Runs <paramref name="writeState"/>, which writes exactly one grain state, and stores <paramref name="companions"/> with it. If the state
    /// write fails its version check (ETag), none of them is stored and the provider's <c>InconsistentStateException</c> comes out.
    /// </summary>
    /// <remarks>
    /// For grains that do not interleave calls: Orleans joins a write of the same state that is waiting to start with the next one, and then
    /// there is no telling whose companions it carries. After any exception the grain's state in memory is no longer what is stored: deactivate.
    /// </remarks>
    /// <param name="writeState">Calls <c>WriteStateAsync</c> once, and awaits it.</param>
    /// <param name="companions">At most one <see cref="FeedEntry"/> and one <see cref="ReceiptRequest"/>; any number of the others.</param>
    /// <exception cref="InvalidOperationException">No state write was made, or more than one, or a receipt is asked for and nobody can sign it.</exception>
    /// <exception cref="CompanionConflictException">A companion breaks a rule of the store; nothing of this write is stored.</exception>
    /// <exception cref="StorageException">As each kind says.</exception>
    Task<CommitResult> WriteAsync(Func<Task> writeState, params Companion[] companions);
}

/// <summary>What the transaction gave.</summary>
/// <param name="FeedNumber">The number of the <see cref="FeedEntry"/>, if there was one.</param>
/// <param name="Receipt">The receipt, if there was a <see cref="ReceiptRequest"/>.</param>
public sealed record CommitResult(long? FeedNumber, BatchReceipt? Receipt);
