using SampleProcess;

namespace TradingPlatform.Openings;

/// <summary>What an alarm is about.</summary>
internal static class AlarmKind
{
    /// <summary>A receipt or confirmation of the hub is missing or does not say what it has to say.</summary>
    public const string Receipt = "receipt";

    /// <summary>The hub has another set of envelopes than this platform, or another freeze: nothing is frozen, and it is asked again.</summary>
    public const string Freeze = "freeze";

    /// <summary>The feed brought an answer that does not hold.</summary>
    public const string Answer = "answer";

    /// <summary>The feed itself cannot be read.</summary>
    public const string Feed = "feed";

    /// <summary>The hub does not give out the statement behind an answer, and the answer waits for it.</summary>
    public const string Statement = "statement";

    /// <summary>A CA's list is missing or overdue, and an answer waits for it: the CA's fault and not the hub's.</summary>
    public const string List = "list";
}

/// <summary>Something wrong that this platform found and cannot mend itself, of the hub or of a CA, for its operator.</summary>
internal sealed record AlarmRow
{
    /// <summary>A word of <see cref="AlarmKind"/>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The id of what it is about.</summary>
    public string About { get; init; } = "";

    public string Detail { get; init; } = "";

    /// <summary>When it was found first.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>What was found wrong in one opening, of the hub or of a CA. It stays on record when it was mended: it is evidence.</summary>
internal sealed class AlarmBook(string folder)
{
    /// <summary>The most that are kept; where more is wrong the first ones tell enough.</summary>
    public const int Most = 1000;

    private readonly JsonFolder<AlarmRow> _rows = new(folder);

    public IReadOnlyList<AlarmRow> All => _rows.All;

    /// <summary>Puts it on record, once for each thing that it is about.</summary>
    /// <param name="about">An id of ours or one that was parsed: it names a file.</param>
    public void Raise(string kind, string about, string detail, DateTimeOffset now)
    {
        var key = kind + "-" + about;
        if (_rows.Find(key) is null && _rows.Count < Most)
            _rows.Put(key, new AlarmRow { Kind = kind, About = about, Detail = detail, At = now });
    }
}
