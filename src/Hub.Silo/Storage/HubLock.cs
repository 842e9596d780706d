namespace Hub.Silo.Storage;

/// <summary>
/// Keeps a second process from the database and from the folder of keys: two writers would be told of each other's grains only by failed versions, and a hub that is tried out
/// beside the real one on the same keys would move its mark and erase its keys. Let go by the system when the process dies.
/// </summary>
internal sealed class HubLock : IDisposable
{
    private readonly FileStream _database;
    private readonly FileStream _keys;

    private HubLock(FileStream database, FileStream keys) => (_database, _keys) = (database, keys);

    /// <summary>Takes both, or neither. Their folders are there.</summary>
    /// <exception cref="IOException">Another process holds one.</exception>
    public static HubLock Take(SqliteStorageOptions options)
    {
        var database = Take(options.DatabasePath, $"The database {options.DatabasePath} is held by another hub");
        try
        {
            return new HubLock(database, Take(options.MasterKeyPath, $"The folder of keys {Path.GetDirectoryName(options.MasterKeyPath)} is held by another hub: stop it first, or take a copy of the folder"));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _keys.Dispose();
        _database.Dispose();
    }

    private static FileStream Take(string file, string refusal)
    {
        var path = file + ".lock";
        try
        {
            return new FileStream(path, OwnerFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite));
        }
        catch (IOException reason)
        {
            throw new IOException($"{refusal} ({path}).", reason);
        }
    }
}
