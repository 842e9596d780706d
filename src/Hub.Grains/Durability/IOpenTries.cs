namespace Hub.Grains.Durability;

/// <summary>
/// How many PIN tries of each certificate are open, kept outside the database like <see cref="ITombstones"/>: a row of the database that was put back shows fewer, and then what
/// is said here counts.
/// </summary>
public interface IOpenTries
{
    /// <summary>What was told last; none if nothing was.</summary>
    OpenTries Of(string keyId);

    /// <summary>
    /// Tells it; again is harmless and costs nothing. Done when the file has it, so that a killed process forgets nothing, and from the second try on, when the disk has it, so that a
    /// power cut does not either: the honest holder's one try costs no sync.
    /// </summary>
    /// <exception cref="CommitFailedException">The file could not be written.</exception>
    Task TellAsync(string keyId, OpenTries open);
}

/// <summary>The uncleared tries of a row.</summary>
/// <param name="Count">How many; 0: none.</param>
/// <param name="Latest">When the latest was counted, in milliseconds; of no meaning if there is none.</param>
public readonly record struct OpenTries(int Count, DateTimeOffset Latest);
