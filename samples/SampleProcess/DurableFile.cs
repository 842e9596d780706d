namespace SampleProcess;

/// <summary>Files that are either the old or the new whole after a kill: written beside, synced, renamed.</summary>
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
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>The content, or null if there is no such file.</summary>
    public static byte[]? Read(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;
}
