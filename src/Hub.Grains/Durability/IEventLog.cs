namespace Hub.Grains.Durability;

/// <summary>What happened and nobody waits for: scans, refusals, disconnects. It later tells whose fault a missing answer was (D10).</summary>
public interface IEventLog
{
    /// <summary>
    /// Takes the entry without waiting; it is stored within about a quarter of a second, after everything somebody waits for. False when the queue is
    /// full or the hub is stopping: then the entry is lost, and counted.
    /// </summary>
    bool Append(EventEntry entry);
}

/// <summary>One event.</summary>
/// <param name="At">When it happened; kept to the millisecond.</param>
/// <param name="Kind">What happened; a constant of the program.</param>
/// <param name="SubjectId">What it happened to: stored as a blind index, and sealed.</param>
/// <param name="Detail">JSON in UTF-8, sealed; at most <see cref="MaxDetail"/> bytes.</param>
public sealed record EventEntry(DateTimeOffset At, string Kind, string SubjectId, byte[] Detail)
{
    /// <summary>The longest detail in bytes.</summary>
    public const int MaxDetail = 16 * 1024;
}

/// <summary>Reads events.</summary>
public interface IEventReader
{
    /// <summary>The most events one call gives.</summary>
    public const int MaxEvents = 1000;

    /// <summary>The events of one subject after position <paramref name="after"/> (0: from the start), in the order they were stored.</summary>
    Task<IReadOnlyList<StoredEvent>> OfSubjectAsync(string subjectId, long after, int max, CancellationToken cancellation = default);
}

/// <summary>An event as read.</summary>
/// <param name="Position">Where to go on from.</param>
/// <param name="Entry">The event.</param>
public sealed record StoredEvent(long Position, EventEntry Entry);
