using System.Collections.Concurrent;
using System.Text.Json;

namespace SampleProcess;

/// <summary>
/// A small durable table: a folder with one JSON file a row, each replaced as a whole, and all of it in memory. <see cref="Put"/> returns when the row is on disk, so that what was
/// answered is there after a kill. For samples: thousands of rows, one process.
/// </summary>
/// <typeparam name="T">An immutable record that System.Text.Json reads and writes.</typeparam>
public sealed class JsonFolder<T> where T : class
{
    private readonly string _folder;
    private readonly bool _secret;
    private readonly ConcurrentDictionary<string, T> _rows = new(StringComparer.Ordinal);

    /// <summary>Reads every row; the folder is made where it is missing.</summary>
    /// <param name="secret">Mode 0600 for each file.</param>
    public JsonFolder(string folder, bool secret = false)
    {
        (_folder, _secret) = (folder, secret);
        Directory.CreateDirectory(folder);
        // What a kill left half written has another name and was never answered for.
        foreach (var half in Directory.EnumerateFiles(folder, "*.new"))
            File.Delete(half);
        foreach (var path in Directory.EnumerateFiles(folder, "*.json"))
            _rows[Path.GetFileNameWithoutExtension(path)] = JsonSerializer.Deserialize<T>(File.ReadAllBytes(path)) ?? throw new InvalidDataException($"The file {path} is empty.");
    }

    /// <summary>How many rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Every row, ordered by key.</summary>
    public IReadOnlyList<T> All => [.. _rows.OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => row.Value)];

    /// <summary>The row, or null.</summary>
    public T? Find(string key) => _rows.GetValueOrDefault(key);

    /// <summary>Adds or replaces a row, durably.</summary>
    /// <param name="key">An id of ours, never a stranger's text: it names a file.</param>
    public void Put(string key, T row)
    {
        DurableFile.Write(PathOf(key), JsonSerializer.SerializeToUtf8Bytes(row), _secret);
        _rows[key] = row;
    }

    /// <summary>Takes a row out, durably.</summary>
    public void Remove(string key)
    {
        File.Delete(PathOf(key));
        _rows.TryRemove(key, out _);
    }

    private string PathOf(string key) => Path.Combine(_folder, key + ".json");
}
