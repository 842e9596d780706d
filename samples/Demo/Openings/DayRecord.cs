using System.Text.Json;

namespace Demo.Openings;

/// <summary>A file that was handed in, and what its bidder kept: the digest, and the secret that opens its page.</summary>
internal sealed record HandedInFile(int Bidder, string Envelope, string FileName, string PlaintextDigest, string PageSecret)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => Envelope;
}

/// <summary>What the demo remembers of an opening, so that one that was stopped goes on where it stood.</summary>
internal sealed class DayRecord
{
    private readonly string _path;
    private readonly Lock _gate = new();
    private List<HandedInFile> _files;

    private DayRecord(string path, string opening, List<HandedInFile> files) => (_path, Opening, _files) = (path, opening, files);

    public string Opening { get; }

    public IReadOnlyList<HandedInFile> Files => _files;

    /// <summary>Who has handed in everything, by its number in the plan.</summary>
    public IReadOnlySet<int> Bidders => _files.Select(file => file.Bidder).ToHashSet();

    /// <summary>An opening that nobody has bid for yet.</summary>
    public static DayRecord Begin(string path, string opening)
    {
        var record = new DayRecord(path, opening, []);
        record.Add([]);
        return record;
    }

    /// <summary>Null if the folder has none.</summary>
    public static DayRecord? Load(string path) =>
        File.Exists(path) && JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path)) is { } content ? new DayRecord(path, content.Opening, content.Files) : null;

    /// <summary>Adds all that a bidder has handed in, and keeps it.</summary>
    public void Add(IEnumerable<HandedInFile> files)
    {
        lock (_gate)
        {
            _files = [.. _files, .. files];
            File.WriteAllBytes(_path + ".new", JsonSerializer.SerializeToUtf8Bytes(new Content(Opening, _files)));
            File.Move(_path + ".new", _path, overwrite: true);
        }
    }

    private sealed record Content(string Opening, List<HandedInFile> Files);
}

/// <summary>How an opening ended: the line that the demo prints.</summary>
/// <param name="Seconds">Without the build.</param>
internal sealed record DayResult(int Bidders, int Decrypted, int FilesOpened, bool DigestsMatch, double Seconds)
{
    public bool IsGood(int bidders, int files) => Bidders == bidders && Decrypted == bidders && FilesOpened == files && DigestsMatch;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
