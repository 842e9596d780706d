namespace Hub.Silo.Storage;

/// <summary>Keeps a second process from the database: two writers would be told of each other's grains only by failed versions. Let go by the system when the process dies.</summary>
internal static class DatabaseLock
{
    /// <exception cref="IOException">Another process holds it.</exception>
    public static IDisposable Take(string database)
    {
        var path = database + ".lock";
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException reason)
        {
            throw new IOException($"The database {database} is held by another hub ({path}).", reason);
        }
    }
}
