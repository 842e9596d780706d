using Hub.Grains.Contracts;
using Hub.Grains.Durability;

namespace Hub.Grains.Certificates;

/// <summary>How the PIN is guarded: pure rules over the tries. Signatures, nonces and points were looked at before; what is wrong there is not counted.</summary>
internal static class PinGuardRules
{
    /// <summary>Uncleared tries that a row has at least after a restore: some may have been made since the backup, but nobody is locked for it.</summary>
    public const int RowAfterRestore = 2;

    /// <summary>How many cleared tries are remembered, for answers that are repeated.</summary>
    public const int ClearedKept = 16;

    // A version given out since the backup would be given out again; phones keep what they hold under a version.
    private const int VersionsSkippedByRestore = 1000;

    /// <summary>
    /// The guard as it counts: without keys that were erased outside the database, whatever the database says, after a restore from a backup with its row raised to
    /// <see cref="RowAfterRestore"/>, and always with as many open tries as were counted outside the database.
    /// </summary>
    /// <param name="guard">As stored.</param>
    /// <param name="restoreCount">Of the database now.</param>
    /// <param name="restoredAt">When it was last restored.</param>
    /// <param name="open">What was counted outside the database.</param>
    /// <param name="isErased">Whether a version was erased.</param>
    public static PinGuardState Effective(PinGuardState guard, int restoreCount, DateTimeOffset? restoredAt, OpenTries open, Func<int, bool> isErased)
    {
        var current = guard.Current is { } key && !isErased(key.Version) ? guard.Current : null;
        var pending = guard.Pending is { } next && !isErased(next.Version) ? guard.Pending : null;
        // The old version is erased when the phone confirms the new one: that the database does not know of it means that the hub fell in between.
        if (current is null && pending is not null && guard.Current is not null)
            (current, pending) = (Plain(pending), null);
        if (current is null)
            pending = null;
        var effective = guard with { Current = current, Pending = pending };
        if (restoreCount > guard.RestoreCount)
            effective = effective with { RestoreCount = restoreCount, HighestVersion = effective.HighestVersion + VersionsSkippedByRestore };
        // The known ones first: they lock as they did, and what is raised above them locks nobody.
        effective = Raised(effective, open.Count, open.Latest);
        return restoreCount > guard.RestoreCount ? Raised(effective, RowAfterRestore, restoredAt ?? DateTimeOffset.UnixEpoch) : effective;
    }

    /// <summary>What is to be told outside the database: the row and its latest try.</summary>
    public static OpenTries Open(PinGuardState guard) =>
        PinPolicy.Row(guard.Tries) is { Length: > 0 } row ? new OpenTries(row.Length, row[^1].At) : default;

    /// <summary>How it stands for the phone's display.</summary>
    public static PinStanding Standing(PinGuardState guard, DateTimeOffset now)
    {
        var row = PinPolicy.Row(guard.Tries);
        var until = PinPolicy.LockedUntil(row);
        return new PinStanding(guard.Current?.Version ?? guard.HighestVersion, PinPolicy.TriesLeft(row), row.Length, now < until ? until : null);
    }

    /// <summary>Decides on an evaluation.</summary>
    /// <param name="guard">Effective.</param>
    /// <param name="version">Of the key that is asked for: the one in force or the pending one.</param>
    /// <param name="name">By <see cref="PinTry.NameOf"/>.</param>
    /// <param name="now">The hub's clock.</param>
    public static TryDecision Try(PinGuardState guard, int version, string name, DateTimeOffset now)
    {
        if (guard.Current is null)
            return new TryDecision.Erased();
        if (KeyOf(guard, version) is not { } key)
            return new TryDecision.OtherVersion(guard.Current.Version);
        var row = PinPolicy.Row(guard.Tries);
        if (guard.Tries.Any(counted => counted.Version == version && counted.Name == name))
            return new TryDecision.Known(key, PinPolicy.TriesLeft(row));
        // A lock comes first: asking once more while locked is an honest mistake, and must not cost the key.
        if (PinPolicy.LockedUntil(row) is { } until && now < until)
            return new TryDecision.Locked(until, PinPolicy.TriesLeft(row));
        if (PinPolicy.IsUsedUp(guard.Tries, now))
            return new TryDecision.Erase(guard with { Current = null, Pending = null }, Versions(guard));
        var next = guard with { Tries = Pruned([.. guard.Tries, new PinTry { At = now, Version = version, Name = name, Place = row.Length + 1 }], now) };
        return new TryDecision.Counted(next, key, PinPolicy.TriesLeft(PinPolicy.Row(next.Tries)));
    }

    /// <summary>Clears the try that a verified signature names, and with it the lock that it caused. Neither a lock nor an erased key hinders it.</summary>
    public static ClearDecision Clear(PinGuardState guard, string name)
    {
        var named = guard.Tries.Where(counted => counted.Name == name).ToList();
        if (named.Count == 0)
            return new ClearDecision.Unknown();
        return named.TrueForAll(counted => counted.Cleared)
            ? new ClearDecision.Already()
            : new ClearDecision.Cleared(guard with { Tries = [.. guard.Tries.Select(counted => counted.Name == name ? counted with { Cleared = true } : counted)] });
    }

    /// <summary>
    /// Whether the try behind a verified signature may have been counted after the backup that was restored: then it is not known, and nothing is left to clear. Only the holder's
    /// signing key can say so, and that key is open already.
    /// </summary>
    public static bool MayBeLost(DateTimeOffset signedAt, DateTimeOffset? restoredAt) => signedAt < restoredAt;

    /// <summary>Decides on a change of the PIN, asked for by the unlocked key. It names the try that unlocked it, which is thereby cleared.</summary>
    /// <param name="guard">Effective.</param>
    /// <param name="version">The version that the phone holds.</param>
    /// <param name="name">The try.</param>
    /// <param name="request">SM3 of the request.</param>
    public static ChangeDecision Change(PinGuardState guard, int version, string name, string request)
    {
        if (guard.Current is null)
            return new ChangeDecision.Erased();
        if (guard.Pending is { } pending && pending.Request == request)
            return new ChangeDecision.Repeated(pending);
        if (version != guard.Current.Version)
            return new ChangeDecision.OtherVersion(guard.Current.Version);
        if (!guard.Tries.Any(counted => counted.Version == version && counted.Name == name && !counted.Spent))
            return new ChangeDecision.Unknown();
        var given = guard.HighestVersion + 1;
        var tries = guard.Tries.Select(counted => counted.Name == name ? counted with { Cleared = true, Spent = true } : counted);
        return new ChangeDecision.Accepted(guard with { Tries = [.. tries], HighestVersion = given, Pending = null }, given);
    }

    /// <summary>Decides on the phone's word that it keeps <paramref name="version"/>: only then the old key goes.</summary>
    public static ConfirmDecision Confirm(PinGuardState guard, int version)
    {
        if (guard.Current is null)
            return new ConfirmDecision.Erased();
        if (guard.Pending is { } pending && pending.Version == version)
            return new ConfirmDecision.Confirmed(guard with { Current = Plain(pending), Pending = null }, guard.Current.Version);
        return version == guard.Current.Version ? new ConfirmDecision.Already() : new ConfirmDecision.OtherVersion(guard.Current.Version);
    }

    /// <summary>The key of a version that may evaluate; null if it may not.</summary>
    public static GuardedKey? KeyOf(PinGuardState guard, int version) =>
        guard.Current?.Version == version ? guard.Current : guard.Pending?.Version == version ? guard.Pending : null;

    private static PinGuardState Raised(PinGuardState guard, int length, DateTimeOffset at)
    {
        var row = PinPolicy.Row(guard.Tries).Length;
        if (row >= length)
            return guard;
        var unseen = Enumerable.Range(row + 1, length - row).Select(place => new PinTry { At = at, Version = guard.Current?.Version ?? 0, Place = place });
        return guard with { Tries = [.. guard.Tries, .. unseen] };
    }

    // The row is never forgotten, nor what still counts towards the year; of the cleared ones the latest are kept, the very latest always, since it begins the row.
    private static IReadOnlyList<PinTry> Pruned(IReadOnlyList<PinTry> tries, DateTimeOffset now)
    {
        var latest = PinPolicy.LatestCleared(tries);
        var clearedAfter = tries.Count(counted => counted.Cleared);
        var kept = new List<PinTry>(tries.Count);
        for (var i = 0; i < tries.Count; i++)
        {
            if (tries[i].Cleared)
                clearedAfter--;
            if (i >= latest || (tries[i].Cleared ? clearedAfter < ClearedKept : PinPolicy.CountsInYear(tries[i], now)))
                kept.Add(tries[i]);
        }
        return kept;
    }

    private static List<int> Versions(PinGuardState guard) =>
        [.. new[] { guard.Current, guard.Pending }.OfType<GuardedKey>().Select(key => key.Version)];

    private static GuardedKey Plain(PendingKey key) => new() { Version = key.Version, PublicKey = key.PublicKey, SealedKey = key.SealedKey };
}
