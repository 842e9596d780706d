using System.Globalization;
using System.Text;
using Hub.Grains.Durability;

namespace Hub.Silo.Storage.Sealing;

/// <summary>
/// <see cref="ITombstones"/> in a file of lines <c>keyId version</c> that only grows. A last line that a crash cut short was never answered, and is
/// cut off at the next start.
/// </summary>
internal sealed class Tombstones : ITombstones, IDisposable
{
    private readonly HashSet<(string KeyId, int Version)> _erased = [];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly FileStream _file;
    private long _end;

    private Tombstones(FileStream file) => _file = file;

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="InvalidDataException">A whole line is not a tombstone: somebody edited it, and what it said may be lost.</exception>
    public static Tombstones Open(string path)
    {
        var file = new FileStream(path, OwnerFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read));
        try
        {
            var tombstones = new Tombstones(file);
            tombstones.Load(path);
            return tombstones;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public bool IsErased(string keyId, int version)
    {
        lock (_erased)
            return _erased.Contains((keyId, version));
    }

    public async Task EraseAsync(string keyId, int version, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        if (!IsId(keyId))
            throw new ArgumentException("A key id is 1 … 128 visible ASCII characters.", nameof(keyId));
        await _writing.WaitAsync(cancellation);
        try
        {
            if (IsErased(keyId, version))
                return;
            try
            {
                // A mark that failed before must not be joined to this one.
                _file.SetLength(_end);
                _file.Position = _end;
                _file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{keyId} {version}\n")));
                _file.Flush(flushToDisk: true);
            }
            catch (IOException refused)
            {
                throw new CommitFailedException(refused);
            }
            _end = _file.Position;
            lock (_erased)
                _erased.Add((keyId, version));
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _writing.Dispose();
    }

    private void Load(string path)
    {
        using var reader = new StreamReader(_file, Encoding.ASCII, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var text = reader.ReadToEnd();
        var whole = text.LastIndexOf('\n') + 1;
        foreach (var line in text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ');
            if (parts.Length != 2 || !IsId(parts[0]) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                throw new InvalidDataException($"The tombstone file {path} has a line that is none.");
            _erased.Add((parts[0], version));
        }
        _file.SetLength(whole);
        _file.Position = _end = whole;
        _file.Flush(flushToDisk: true);
    }

    private static bool IsId(string text) => text.Length is > 0 and <= 128 && text.All(c => c is >= '!' and <= '~');
}
