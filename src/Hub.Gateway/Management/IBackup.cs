namespace Hub.Gateway.Management;

/// <summary>Makes a backup of the running hub's database.</summary>
public interface IBackup
{
    /// <summary>Writes it.</summary>
    /// <param name="path">Absolute, on the hub's own machine; where nothing is yet.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The path that was written.</returns>
    /// <exception cref="IOException">It could not be written; the message tells the operator why.</exception>
    Task<string> BackupAsync(string path, CancellationToken cancellation);
}
