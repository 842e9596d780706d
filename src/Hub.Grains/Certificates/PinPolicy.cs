namespace Hub.Grains.Certificates;

/// <summary>
/// The table of the protocol's section 5.2, read off the tries alone. A row is the uncleared tries after the latest cleared one: what has happened
/// since the PIN was last known to be right.
/// </summary>
internal static class PinPolicy
{
    /// <summary>So many tries of a row are answered; who asks for one more loses the key.</summary>
    public const int TriesInRow = 10;

    /// <summary>So many uncleared tries of 365 days are answered; who asks for one more loses the key.</summary>
    public const int TriesInYear = 30;

    private const int DayFrom = 5;

    /// <summary>How long an uncleared try counts towards <see cref="TriesInYear"/>: while it is younger than this.</summary>
    public static readonly TimeSpan Year = TimeSpan.FromDays(365);

    /// <summary>The uncleared tries in a row, oldest first.</summary>
    public static ReadOnlySpan<PinTry> Row(IReadOnlyList<PinTry> tries)
    {
        var list = tries as PinTry[] ?? [.. tries];
        return list.AsSpan(LatestCleared(list) + 1);
    }

    /// <summary>Until when nothing is evaluated, exclusive; null if no try of the row locks.</summary>
    public static DateTimeOffset? LockedUntil(ReadOnlySpan<PinTry> row)
    {
        DateTimeOffset? until = null;
        for (var i = 0; i < row.Length; i++)
        {
            // Its place falls when a try before it is cleared. The lock of a day stays as long as the row is long enough for one, the lock of an hour is gone, and none
            // arises: an answer lifts locks and makes none.
            var place = i + 1;
            var length = place == row[i].Place || place >= DayFrom ? LockBy(place) : TimeSpan.Zero;
            if (length > TimeSpan.Zero && (until is null || row[i].At + length > until))
                until = row[i].At + length;
        }
        return until;
    }

    /// <summary>How many more are answered before the key is lost.</summary>
    public static int TriesLeft(ReadOnlySpan<PinTry> row) => Math.Max(0, TriesInRow - row.Length);

    /// <summary>Whether one more try, asked for now, costs the key.</summary>
    public static bool IsUsedUp(IReadOnlyList<PinTry> tries, DateTimeOffset now) =>
        Row(tries).Length >= TriesInRow || tries.Count(counted => CountsInYear(counted, now)) >= TriesInYear;

    /// <summary>Uncleared, made by somebody, and younger than 365 days.</summary>
    public static bool CountsInYear(PinTry counted, DateTimeOffset now) => !counted.Cleared && counted.Name.Length > 0 && now - counted.At < Year;

    /// <summary>The index of the latest cleared one; -1 if none is.</summary>
    public static int LatestCleared(IReadOnlyList<PinTry> tries)
    {
        for (var i = tries.Count - 1; i >= 0; i--)
        {
            if (tries[i].Cleared)
                return i;
        }
        return -1;
    }

    // The third locks for an hour, the fifth and each one after for a day, counted from the try itself.
    private static TimeSpan LockBy(int place) => place switch
    {
        3 => TimeSpan.FromHours(1),
        >= DayFrom => TimeSpan.FromHours(24),
        _ => TimeSpan.Zero,
    };
}
