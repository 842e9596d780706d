using System.Globalization;
using System.Text;
using Hub.Grains.Durability;

namespace Hub.Silo.Storage.Rollback;

/// <summary>
/// <see cref="IOpenTries"/> in a file of lines <c>name count milliseconds</c>, of which the last of a name counts; names are blind, so that the file alone tells nobody's. A last line
/// that a crash cut short was never answered. Written anew at the start, and whenever most of its lines no longer count.
/// </summary>
internal sealed class OpenTriesFile : IOpenTries, IDisposable
{
    /// <summary>So many lines that no longer count are put up with.</summary>
    public const int IdleLines = 10_000;

    private const string Purpose = "open-tries";

    private readonly Dictionary<string, OpenTries> _open;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly string _path;
    private readonly ISealer _sealer;
    private FileStream _file;
    private long _end;
    private int _lines;

    private OpenTriesFile(string path, ISealer sealer, Dictionary<string, OpenTries> open)
    {
        (_path, _sealer, _open) = (path, sealer, open);
        _file = WriteAnew();
    }

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="path">Of the file, beside the master key.</param>
    /// <param name="sealer">Makes the names.</param>
    /// <exception cref="InvalidDataException">A whole line is none: somebody edited it, and what it said may be lost.</exception>
    public static OpenTriesFile Open(string path, ISealer sealer) => new(path, sealer, Load(path));

    public OpenTries Of(string keyId)
    {
        lock (_open)
            return _open.GetValueOrDefault(NameOf(keyId));
    }

    public async Task TellAsync(string keyId, OpenTries open)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(open.Count);
        var known = Of(keyId);
        if (open.Count == known.Count && (open.Count == 0 || open.Latest.ToUnixTimeMilliseconds() == known.Latest.ToUnixTimeMilliseconds()))
            return;
        await _writing.WaitAsync();
        try
        {
            Append(NameOf(keyId), open, toDisk: Math.Max(open.Count, known.Count) > 1);
            if (_lines > _open.Count + IdleLines)
                Shorten();
        }
        catch (IOException refused)
        {
            throw new CommitFailedException(refused);
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

    private void Append(string name, OpenTries open, bool toDisk)
    {
        // A line that failed before must not be joined to this one.
        _file.SetLength(_end);
        _file.Position = _end;
        _file.Write(Encoding.ASCII.GetBytes(Line(name, open)));
        _file.Flush(flushToDisk: toDisk);
        _end = _file.Position;
        _lines++;
        lock (_open)
        {
            if (open.Count == 0)
                _open.Remove(name);
            else
                _open[name] = open;
        }
    }

    private void Shorten()
    {
        try
        {
            var before = _file;
            _file = WriteAnew();
            before.Dispose();
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            // The long file says all that the short one would; the next line tries again.
        }
    }

    /// <summary>Takes the place of the file before, whole or not at all.</summary>
    private FileStream WriteAnew()
    {
        var next = _path + ".next";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
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
