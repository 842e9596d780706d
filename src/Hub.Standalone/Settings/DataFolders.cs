namespace Hub.Standalone.Settings;

/// <summary>The folders of database and keys belong to the hub's user alone. What is made is made so; what is there already is left as it is, and told.</summary>
internal static class DataFolders
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folders that are not there.</summary>
    /// <returns>What others than the owner may get at, a sentence each.</returns>
    public static IReadOnlyList<string> Prepare(HubSettings settings)
    {
        string[] folders = [Path.GetDirectoryName(Path.GetFullPath(settings.Database))!, Path.GetFullPath(settings.Keys)];
        if (OperatingSystem.IsWindows())
        {
            foreach (var folder in folders)
                Directory.CreateDirectory(folder);
            return [];
        }
        foreach (var folder in folders)
            Directory.CreateDirectory(folder, Owner);
        // The master key is not among them: the hub does not start with one that others may read.
        return [.. folders.Concat([settings.Database, settings.TombstonePath, settings.AdminTokenPath])
            .Where(IsOpen)
            .Select(path => $"warning: others than its owner may get at {path}: chmod {(Directory.Exists(path) ? "700" : "600")} {path}")];
    }

    private static bool IsOpen(string path) => !OperatingSystem.IsWindows() && Path.Exists(path) && (File.GetUnixFileMode(path) & ~Owner) != 0;
}
