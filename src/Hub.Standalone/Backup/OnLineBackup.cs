using Hub.Gateway.Management;
using Hub.Silo.Storage.Backup;

namespace Hub.Standalone.Backup;

/// <summary>Lets the management interface back up the storage of this very process.</summary>
internal sealed class OnLineBackup(SqliteBackup backup) : IBackup
{
    public async Task<string> BackupAsync(string path, CancellationToken cancellation)
    {
        await backup.ToFileAsync(path, cancellation);
        return path;
    }
}
