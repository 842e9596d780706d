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
    private readonly Lock _changing = new();
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

    /// <summary>Adds or replaces a row, durably. Where the new row depends on the old one: <see cref="Change"/>.</summary>
    /// <param name="key">An id of ours, never a stranger's text: it names a file.</param>
    public void Put(string key, T row) => Change(key, _ => row);

    /// <summary>Takes a row out. It is gone for whoever asks and after a kill; after a power cut it may be back, as if this had not been called yet.</summary>
    public void Remove(string key) => Change(key, _ => null);

    /// <summary>Makes a row of what stands there, while no other row of this folder is changed.</summary>
    /// <param name="change">From the row, null where there is none, to the next one, null for none. The same one again writes nothing.</param>
    /// <returns>The row as it is now.</returns>
    public T? Change(string key, Func<T?, T?> change)
    {
        lock (_changing)
        {
            var row = Find(key);
            var next = change(row);
            if (ReferenceEquals(next, row))
                return row;
            if (next is null)
            {
                File.Delete(PathOf(key));
                _rows.TryRemove(key, out _);
                return null;
            }
            DurableFile.Write(PathOf(key), JsonSerializer.SerializeToUtf8Bytes(next), _secret);
            return _rows[key] = next;
        }
    }

    private string PathOf(string key) => Path.Combine(_folder, key + ".json");
}
