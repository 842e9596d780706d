using Hub.Silo.Storage.OrleansSqlite;

namespace Hub.Silo.Storage.Companions;

/// <summary>What a state write inside <see cref="AtomicWrite"/> takes along. It travels with the flow of the call, through the provider that knows nothing of it.</summary>
internal sealed class AtomicScope(CompanionRows companions)
{
    private static readonly AsyncLocal<AtomicScope?> Flow = new();

    private int _writes;
    private bool _closed;

    /// <summary>The scope that the caller runs in; null for a plain write.</summary>
    public static AtomicScope? Current => Flow.Value;

    /// <summary>How the write ended; null if it has not.</summary>
    public StateWriteOutcome? Outcome { get; private set; }

    /// <summary>Why it was not stored.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>How many state writes were tried.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public void Enter() => Flow.Value = this;

    /// <summary>A write that comes later has no companions to take, and must not be stored without them.</summary>
    public void Close() => Volatile.Write(ref _closed, true);

    /// <summary>Hands the companions to the one write.</summary>
    /// <exception cref="InvalidOperationException">It is not the first, or comes after the scope's end.</exception>
    public CompanionRows Take()
    {
        if (Interlocked.Increment(ref _writes) == 1 && !Volatile.Read(ref _closed))
            return companions;
        throw new InvalidOperationException("Inside an atomic write exactly one grain state is written, and awaited.");
    }

    public void Settle(StateWriteOutcome outcome) => Outcome = outcome;

    public void Settle(Exception failure) => Failure = failure;
}
