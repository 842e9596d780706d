using System.Globalization;
using System.Text;

namespace Hub.Silo.Storage.Rollback;

/// <summary>
/// How far the database had come, in a file beside the master key: a database that is behind it was put back by somebody and has forgotten PIN tries. Written after the commits that it
/// counts, so it never runs ahead of an honest database, whenever the process dies.
/// </summary>
/// <param name="Commits">Of the database's transactions.</param>
/// <param name="Restores">How often it was restored.</param>
internal sealed record HighWater(long Commits, int Restores)
{
    /// <summary>Reads the mark; null if there is none.</summary>
    /// <exception cref="InvalidDataException">The file is no mark: somebody edited it.</exception>
    public static HighWater? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        var parts = File.ReadAllText(path, Encoding.ASCII).TrimEnd('\n').Split(' ');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var commits)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var restores)
            ? new HighWater(commits, restores)
            : throw new InvalidDataException($"{path} is no mark of how far the database had come. Remove it, knowing that the database then counts as restored.");
    }

    /// <summary>Takes the place of the mark before, whole or not at all.</summary>
    public void Write(string path) => OwnerFile.Replace(path, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Commits} {Restores}\n")));
}
