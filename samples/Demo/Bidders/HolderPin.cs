using System.Security.Cryptography;

namespace Demo.Bidders;

/// <summary>What a holder knows by heart, here a file of mode 0600 beside the phone: sixteen random characters, so that a search of the hub's files for it proves something.</summary>
internal static class HolderPin
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    public static string LoadOrCreate(string folder)
    {
        var path = Path.Combine(folder, "pin");
        if (File.Exists(path))
            return File.ReadAllText(path);
        var pin = RandomNumberGenerator.GetString(Alphabet, 16);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(pin);
        return pin;
    }
}
