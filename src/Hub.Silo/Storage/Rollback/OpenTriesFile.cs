using System.Globalization;
using System.Text;
using Hub.Grains.Durability;

namespace Hub.Silo.Storage.Rollback;

/// <summary>
/// <see cref="IOpenTries"/> in a file of lines <c>name count milliseconds</c>, of which the last of a name counts; names are blind, so that the file alone tells nobody's. A last line
/// that a crash cut short was never answered. Written anew at the start, and when very many of its lines no longer count.
/// </summary>
internal sealed class OpenTriesFile : IOpenTries, IDisposable
{
    /// <summary>So many lines that no longer count are put up with, about 5 MB: the file is not written anew in the middle of an opening.</summary>
    public const int IdleLines = 100_000;

    private const string Purpose = "open-tries";

    private readonly Dictionary<string, OpenTries> _open;
    private readonly SemaphoreSlim _syncing = new(1, 1);
    private readonly string _path;
    private readonly ISealer _sealer;
    private readonly int _idleLines;
    private readonly Action<FileStream> _sync;
    private FileStream _file;
    private long _end;
    private bool _torn, _doubted;
    private int _lines;

    // Lines ever written, and of those the ones that the disk has.
    private long _written, _synced;

    private OpenTriesFile(string path, ISealer sealer, int idleLines, Action<FileStream> sync, Dictionary<string, OpenTries> open)
    {
        (_path, _sealer, _idleLines, _sync, _open) = (path, sealer, idleLines, sync, open);
        _file = WriteAnew();
    }

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="path">Of the file, beside the master key.</param>
    /// <param name="sealer">Makes the names.</param>
    /// <param name="idleLines">As <see cref="IdleLines"/>.</param>
    /// <param name="sync">Brings the file to the disk; another one in tests, since disks seldom fail.</param>
    /// <exception cref="InvalidDataException">A whole line is none: somebody edited it, and what it said may be lost.</exception>
    public static OpenTriesFile Open(string path, ISealer sealer, int idleLines = IdleLines, Action<FileStream>? sync = null) =>
        new(path, sealer, idleLines, sync ?? (file => RandomAccess.FlushToDisk(file.SafeFileHandle)), Load(path));

    public OpenTries Of(string keyId)
    {
        var name = NameOf(keyId);
        lock (_open)
            return _open.GetValueOrDefault(name);
    }

    public async Task TellAsync(string keyId, OpenTries open)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(open.Count);
        var name = NameOf(keyId);
        try
        {
            if (Note(name, open) is { } line)
                await SyncAsync(line);
            if (_lines > _open.Count + _idleLines)
                await ShortenAsync();
        }
        catch (IOException refused)
        {
            throw new CommitFailedException(refused);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _syncing.Dispose();
    }

    /// <summary>Writes the line, if it says anything new; gives its number if the disk must have it before anybody goes on.</summary>
    private long? Note(string name, OpenTries open)
    {
        lock (_open)
        {
            var known = _open.GetValueOrDefault(name);
            var toDisk = Math.Max(open.Count, known.Count) > 1;
            if (open.Count == known.Count && (open.Count == 0 || open.Latest.ToUnixTimeMilliseconds() == known.Latest.ToUnixTimeMilliseconds()))
                // Told before; but whoever told it may have failed to bring it to the disk.
                return toDisk ? _written : null;
            Append(Line(name, open));
            if (open.Count == 0)
                _open.Remove(name);
            else
                _open[name] = open;
            return toDisk ? _written : null;
        }
    }

    private void Append(string line)
    {
        // What a failed write left must not be joined to this line.
        if (_torn)
            _file.SetLength(_end);
        _torn = true;
        _file.Position = _end;
        _file.Write(Encoding.ASCII.GetBytes(line));
        _file.Flush();
        _torn = false;
        _end = _file.Position;
        _lines++;
        _written++;
    }

    /// <summary>Returns when the disk has the line. One sync serves all who came while the one before was under way, and holds up nobody whose line needs none.</summary>
    private async Task SyncAsync(long line)
    {
        await _syncing.WaitAsync();
        try
        {
            if (Volatile.Read(ref _synced) >= line)
                return;
            long written;
            lock (_open)
                written = _written;
            // The system may take a page for written that a failed sync has lost, and the next sync then says nothing: only another file is believed.
            await Task.Run(_doubted ? TakePlace : () => _sync(_file));
            _doubted = false;
            Volatile.Write(ref _synced, written);
        }
        catch (IOException)
        {
            _doubted = true;
            throw;
        }
        finally
        {
            _syncing.Release();
        }
    }

    private async Task ShortenAsync()
    {
        await _syncing.WaitAsync();
        try
        {
            lock (_open)
            {
                if (_lines <= _open.Count + _idleLines)
                    return;
            }
            TakePlace();
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            // The long file says all that the short one would; the next line tries again.
        }
        finally
        {
            _syncing.Release();
        }
    }

    private void TakePlace()
    {
        lock (_open)
        {
            var before = _file;
            _file = WriteAnew();
            _synced = _written;
            before.Dispose();
        }
    }

    /// <summary>Takes the place of the file before, whole or not at all.</summary>
    private FileStream WriteAnew()
    {
        var next = _path + ".next";
        var options = OwnerFile.Options(FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete);
        options.BufferSize = 0;
        var file = new FileStream(next, options);
        try
        {
            file.Write(Encoding.ASCII.GetBytes(string.Concat(_open.Select(one => Line(one.Key, one.Value)))));
            file.Flush(flushToDisk: true);
            File.Move(next, _path, overwrite: true);
            (_end, _lines) = (file.Position, _open.Count);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Dictionary<string, OpenTries> Load(string path)
    {
        var open = new Dictionary<string, OpenTries>(StringComparer.Ordinal);
        var text = File.Exists(path) ? File.ReadAllText(path, Encoding.ASCII) : "";
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ') is not [{ Length: > 0 } name, var digits, var at] || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
                throw new InvalidDataException($"{path} has a line that does not say how many PIN tries are open. Put the file back as it was; if it is lost, remove it, knowing that tries may then be forgotten.");
            if (count == 0)
                open.Remove(name);
            else
                open[name] = new OpenTries(count, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
        }
        return open;
    }

    private static string Line(string name, OpenTries open) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} {open.Count} {(open.Count == 0 ? 0 : Math.Max(0, open.Latest.ToUnixTimeMilliseconds()))}\n");

    private string NameOf(string keyId) => Convert.ToHexStringLower(_sealer.BlindIndex(Purpose, keyId));
}
