using System.Text.Json;

namespace Demo.Openings;

/// <summary>A file that was handed in, and what its bidder kept: the digest, and the secret that opens its page.</summary>
internal sealed record HandedInFile(int Bidder, string Envelope, string FileName, string PlaintextDigest, string PageSecret)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => Envelope;
}

/// <summary>What the demo remembers of an opening, so that one that was stopped after the bids were in goes on.</summary>
internal sealed record DayRecord(string Opening, IReadOnlyList<HandedInFile> Files)
{
    public static DayRecord? Load(string path) => File.Exists(path) ? JsonSerializer.Deserialize<DayRecord>(File.ReadAllBytes(path)) : null;

    public void Save(string path)
    {
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this));
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>How an opening ended: the line that the demo prints.</summary>
/// <param name="Seconds">Without the build.</param>
internal sealed record DayResult(int Bidders, int Decrypted, int FilesOpened, bool DigestsMatch, double Seconds)
{
    public bool IsGood(int bidders, int files) => Bidders == bidders && Decrypted == bidders && FilesOpened == files && DigestsMatch;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
