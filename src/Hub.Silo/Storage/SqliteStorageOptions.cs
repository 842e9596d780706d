using Microsoft.Extensions.Options;

namespace Hub.Silo.Storage;

/// <summary>Where the hub keeps what it stores, and the bounds of storing. Checked at start, all mistakes at once.</summary>
public sealed class SqliteStorageOptions
{
    /// <summary>The database file; made at the first start. Required.</summary>
    public string DatabasePath { get; set; } = "";

    /// <summary>The master key file, outside the database's folder, so that a copy of that folder opens nothing; made at the first start. Required. The tombstones lie beside it.</summary>
    public string MasterKeyPath { get; set; } = "";

    /// <summary>How many writes may wait, 1 … 1,000,000; more are refused at once. Default 20,000.</summary>
    public int QueueItems { get; set; } = 20_000;

    /// <summary>How many bytes may wait, at least 1 MiB. Default 256 MiB.</summary>
    public long QueueBytes { get; set; } = 256L << 20;

    /// <summary>How many writes go into one transaction, 1 … 10,000. Default 1,000.</summary>
    public int BatchItems { get; set; } = 1_000;

    /// <summary>How many bytes go into one transaction, at least 64 KiB. Default 8 MiB.</summary>
    public long BatchBytes { get; set; } = 8L << 20;

    /// <summary>How long a write waits for its COMMIT before its outcome is given up as unknown, 1 ms … 10 min. Default 30 s.</summary>
    public TimeSpan CommitTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many connections read, 1 … 64. Default 4.</summary>
    public int Readers { get; set; } = 4;

    /// <summary>How large the database may become in bytes, so that it leaves the disk some room; 0 (default): as large as the disk. Else at least 1 MiB.</summary>
    public long MaxDatabaseBytes { get; set; }

    /// <summary>The file of erased keys.</summary>
    public string TombstonePath => MasterKeyPath + ".tombstones";

    /// <summary>The file of open PIN tries.</summary>
    public string OpenTriesPath => MasterKeyPath + ".tries";

    /// <summary>The file that says how far the database had come.</summary>
    public string MarkPath => MasterKeyPath + ".mark";

    /// <summary>Everything that is wrong, a sentence each, which begins with the names of the options that it is about; empty when all is well.</summary>
    public IReadOnlyList<string> Mistakes()
    {
        var mistakes = new List<string>();
        Require(DatabasePath.Length > 0, "DatabasePath is missing: the database file.");
        Require(MasterKeyPath.Length > 0, "MasterKeyPath is missing: the master key file, outside the database's folder.");
        if (DatabasePath.Length > 0 && MasterKeyPath.Length > 0)
            Require(!LiesIn(Path.GetDirectoryName(Path.GetFullPath(DatabasePath))!, Path.GetFullPath(MasterKeyPath)),
                "MasterKeyPath lies in the database's folder: whoever copies that folder could open everything. Put it elsewhere.");
        Require(QueueItems is >= 1 and <= 1_000_000, "QueueItems must be 1 … 1,000,000.");
        Require(QueueBytes >= 1 << 20, "QueueBytes must be at least 1,048,576.");
        Require(BatchItems is >= 1 and <= 10_000, "BatchItems must be 1 … 10,000.");
        Require(BatchBytes >= 64 << 10, "BatchBytes must be at least 65,536.");
        Require(CommitTimeout >= TimeSpan.FromMilliseconds(1) && CommitTimeout <= TimeSpan.FromMinutes(10), "CommitTimeout must be 1 ms … 10 min.");
        Require(Readers is >= 1 and <= 64, "Readers must be 1 … 64.");
        Require(MaxDatabaseBytes is 0 or >= 1 << 20, "MaxDatabaseBytes must be 0 or at least 1,048,576.");
        return mistakes;

        void Require(bool good, string mistake)
        {
            if (!good)
                mistakes.Add(mistake);
        }
    }

    private static bool LiesIn(string folder, string path) =>
        path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

/// <summary>Stops the start over every mistake in <see cref="SqliteStorageOptions"/>.</summary>
internal sealed class SqliteStorageOptionsValidator : IValidateOptions<SqliteStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteStorageOptions options) =>
        options.Mistakes() is { Count: > 0 } mistakes ? ValidateOptionsResult.Fail(mistakes) : ValidateOptionsResult.Success;
}
