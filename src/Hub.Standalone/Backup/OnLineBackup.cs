using Hub.Gateway.Management;
using Hub.Silo.Storage.Backup;
using Microsoft.Data.Sqlite;

namespace Hub.Standalone.Backup;

/// <summary>Lets the management interface back up the storage of this very process.</summary>
internal sealed class OnLineBackup(SqliteBackup backup) : IBackup
{
    public async Task<string> BackupAsync(string path, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path} is a folder: name a file in it that is not there yet, such as {Path.Combine(path, "hub-1.db")}");
        if (File.Exists(path))
            throw new IOException($"{path} exists already: choose another name, or move it away");
        if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
            throw new IOException($"the folder {folder} is not there on the hub's machine: make it, for the hub's user to write in");
        try
        {
            await backup.ToFileAsync(path, cancellation);
        }
        catch (UnauthorizedAccessException reason)
        {
            throw new IOException($"the hub's user may not write {path}", reason);
        }
        catch (SqliteException reason)
        {
            throw new IOException($"{path} could not be written ({OperatorMistake.Find(reason) ?? reason.Message})", reason);
        }
        return path;
    }
}
