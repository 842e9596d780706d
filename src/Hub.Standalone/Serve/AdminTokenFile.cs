using System.Security.Cryptography;

namespace Hub.Standalone.Serve;

/// <summary>The operators' token: made at the first start in the folder of keys, which is there, readable by the hub's user alone.</summary>
internal static class AdminTokenFile
{
    public static void Ensure(string path)
    {
        if (File.Exists(path))
            return;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(RandomNumberGenerator.GetHexString(64, lowercase: true));
    }
}
