using System.Security.Cryptography;
using System.Text;
using Hub.Silo.Storage;

namespace Hub.Standalone.Serve;

/// <summary>The operators' token: made at the first start in the folder of keys, which is there, readable by the hub's user alone.</summary>
internal static class AdminTokenFile
{
    public static void Ensure(string path)
    {
        // A crash must not leave half a token, with which no hub starts.
        if (!File.Exists(path))
            OwnerFile.Replace(path, Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(64, lowercase: true)));
    }
}
