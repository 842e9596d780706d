namespace Hub.Grains.Certificates;

/// <summary>What becomes of a request for an evaluation.</summary>
internal abstract record TryDecision
{
    /// <summary>Counted now: commit <paramref name="Next"/>, and only then answer.</summary>
    public sealed record Counted(PinGuardState Next, GuardedKey Key, int TriesLeft) : TryDecision;

    /// <summary>Counted before: the same answer again.</summary>
    public sealed record Known(GuardedKey Key, int TriesLeft) : TryDecision;

    /// <summary>Not answered and not counted.</summary>
    public sealed record Locked(DateTimeOffset Until, int TriesLeft) : TryDecision;

    /// <summary>One too many: mark <paramref name="Versions"/> erased outside the database, then commit <paramref name="Next"/>.</summary>
    public sealed record Erase(PinGuardState Next, IReadOnlyList<int> Versions) : TryDecision;

    /// <summary>The key is gone.</summary>
    public sealed record Erased : TryDecision;

    /// <summary>There is no such version; <paramref name="Current"/> is in force.</summary>
    public sealed record OtherVersion(int Current) : TryDecision;
}

/// <summary>What becomes of a signature that names a try.</summary>
internal abstract record ClearDecision
{
    /// <summary>Cleared now: commit <paramref name="Next"/>.</summary>
    public sealed record Cleared(PinGuardState Next) : ClearDecision;

    /// <summary>It was cleared before; nothing to write.</summary>
    public sealed record Already : ClearDecision;

    /// <summary>There is no such try.</summary>
    public sealed record Unknown : ClearDecision;
}

/// <summary>What becomes of a request for another PIN.</summary>
internal abstract record ChangeDecision
{
    /// <summary>Make a key of <paramref name="Version"/>, and commit <paramref name="Next"/> with it as the pending one.</summary>
    public sealed record Accepted(PinGuardState Next, int Version) : ChangeDecision;

    /// <summary>The same request again.</summary>
    public sealed record Repeated(PendingKey Pending) : ChangeDecision;

    /// <summary>The try that it names is not one of the version in force, or has started a change before.</summary>
    public sealed record Unknown : ChangeDecision;

    /// <summary>The key is gone.</summary>
    public sealed record Erased : ChangeDecision;

    /// <summary>It is not of the version in force.</summary>
    public sealed record OtherVersion(int Current) : ChangeDecision;
}

/// <summary>What becomes of the phone's word that it keeps the new version.</summary>
internal abstract record ConfirmDecision
{
    /// <summary>Mark <paramref name="Dropped"/> erased outside the database, then commit <paramref name="Next"/>.</summary>
    public sealed record Confirmed(PinGuardState Next, int Dropped) : ConfirmDecision;

    /// <summary>It was confirmed before.</summary>
    public sealed record Already : ConfirmDecision;

    /// <summary>The key is gone.</summary>
    public sealed record Erased : ConfirmDecision;

    /// <summary>No such change is under way.</summary>
    public sealed record OtherVersion(int Current) : ConfirmDecision;
}
