namespace Hub.Grains.Durability;

/// <summary>A write that the store did not confirm. What the kinds say of the outcome is what a caller may tell its own.</summary>
[GenerateSerializer, Alias("Hub.StorageException")]
public abstract class StorageException : Exception
{
    private protected StorageException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}

/// <summary>The write queue is full: refused at once, nothing was done. Try again later (503).</summary>
[GenerateSerializer, Alias("Hub.StorageOverloadedException")]
public sealed class StorageOverloadedException() : StorageException("The write queue is full.");

/// <summary>The store is stopping or stopped: nothing was done.</summary>
[GenerateSerializer, Alias("Hub.StorageStoppedException")]
public sealed class StorageStoppedException() : StorageException("The store is stopped.");

/// <summary>The disk did not answer in time. The outcome is unknown: the write may be stored, now or later.</summary>
[GenerateSerializer, Alias("Hub.CommitTimeoutException")]
public sealed class CommitTimeoutException() : StorageException("The write was not confirmed in time; its outcome is unknown.");

/// <summary>The transaction was not committed (disk full, read-only, damaged): nothing of it is stored. Later writes may work again.</summary>
[GenerateSerializer, Alias("Hub.CommitFailedException")]
public sealed class CommitFailedException(Exception? inner) : StorageException("The transaction was not committed.", inner);

/// <summary>A companion breaks a rule of the store, such as a second envelope of one id in an opening: nothing of this write is stored, others are not touched.</summary>
[GenerateSerializer, Alias("Hub.CompanionConflictException")]
public sealed class CompanionConflictException(Exception? inner) : StorageException("A row that must go with the state write is refused by the store.", inner);

/// <summary>The database could not be read (disk, damage). Later reads may work again.</summary>
[GenerateSerializer, Alias("Hub.ReadFailedException")]
public sealed class ReadFailedException(Exception? inner) : StorageException("The database could not be read.", inner);
