namespace Hub.Silo.Storage.GroupCommit;

/// <summary>The bounds of the writer.</summary>
/// <param name="QueueItems">How many may wait.</param>
/// <param name="QueueBytes">How much may wait.</param>
/// <param name="BatchItems">How many go into one transaction.</param>
/// <param name="BatchBytes">How much goes into one transaction; the item that passes it still does.</param>
/// <param name="Wait">How long a waiter waits.</param>
internal sealed record GroupCommitLimits(int QueueItems, long QueueBytes, int BatchItems, long BatchBytes, TimeSpan Wait);
