namespace SampleProcess;

/// <summary>Files that are either the old or the new whole after a kill: written beside, synced, renamed, and synced under the new name.</summary>
public static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces a file's content; returns when it is on disk. The folder is made where it is missing.</summary>
    /// <param name="secret">Mode 0600: for keys and tokens.</param>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool secret = false)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = path + "." + Path.GetRandomFileName() + ".new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (secret && !OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        try
        {
            using (var file = new FileStream(beside, options))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
            TakeName(beside, path);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>Gives a file that was synced its name, in place of another one; returns when that is on disk too.</summary>
    public static void TakeName(string beside, string path)
    {
        File.Move(beside, path, overwrite: true);
        // .NET opens no folders; a journalling file system writes the name down with the file that has it.
        using var named = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        named.Flush(flushToDisk: true);
    }

    /// <summary>The content, or null if there is no such file.</summary>
    public static byte[]? Read(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;
}
