using System.Security.Cryptography;
using System.Text;

namespace Hub.Standalone.Serve;

/// <summary>The operators' token: made at the first start in the folder of keys, which is there, readable by the hub's user alone.</summary>
internal static class AdminTokenFile
{
    public static void Ensure(string path)
    {
        if (File.Exists(path))
            return;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // A crash must not leave half a token, with which no hub starts.
        var next = path + ".next";
        using (var file = new FileStream(next, options))
        {
            file.Write(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(64, lowercase: true)));
            file.Flush(flushToDisk: true);
        }
        File.Move(next, path);
    }
}
