namespace Hub.Silo.Storage;

/// <summary>Files that only the hub's own user may read: mode 0600; on Windows as their folder says.</summary>
public static class OwnerFile
{
    /// <summary>How to open one; what is made gets the mode, what is there keeps its own.</summary>
    public static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share = FileShare.None)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    /// <summary>Puts a file there, or takes the place of the one before: whole and on the disk, or not at all.</summary>
    /// <exception cref="IOException">The disk refused; what was there still is.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var next = path + ".next";
        using (var file = new FileStream(next, Options(FileMode.Create, FileAccess.Write)))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(next, path, overwrite: true);
    }
}
