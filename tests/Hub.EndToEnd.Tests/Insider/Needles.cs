using System.Runtime.InteropServices;
using System.Text;

namespace Hub.EndToEnd.Tests.Insider;

/// <summary>What is looked for, in every form in which a program may hold it, and a search for all of it at once.</summary>
internal sealed class Needles
{
    private const int Chunk = 4 * 1024 * 1024;
    private const int Shortest = 8;

    private readonly Dictionary<uint, List<(string Name, byte[] Bytes)>> _byFront = [];
    private readonly bool[] _fronts = new bool[65_536];
    private int _longest;

    /// <summary>A secret of bytes: as it is, as the words of a big number in this machine's order, in hex and in Base64 at each alignment, as text of one and of two bytes a character.</summary>
    public void AddSecret(string name, byte[] secret)
    {
        Add(name + " raw", secret);
        Add(name + " reversed", [.. secret.Reverse()]);
        Add(name + " in words of 32 bits", InWords(secret, 4));
        Add(name + " in words of 64 bits", InWords(secret, 8));
        AddText(name + " hex", Convert.ToHexStringLower(secret));
        AddText(name + " HEX", Convert.ToHexString(secret));
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. secret]);
            // Only the characters that the secret alone decides.
            AddText($"{name} Base64+{before}", text[((before * 8 + 5) / 6)..((before + secret.Length) * 8 / 6)]);
        }
    }

    public void AddText(string name, string text)
    {
        Add(name + " UTF-8", Encoding.UTF8.GetBytes(text));
        Add(name + " UTF-16", Encoding.Unicode.GetBytes(text));
    }

    public void Add(string name, byte[] bytes)
    {
        Assert.True(bytes.Length >= Shortest, name);
        _longest = Math.Max(_longest, bytes.Length);
        _fronts[MemoryMarshal.Read<ushort>(bytes)] = true;
        var front = MemoryMarshal.Read<uint>(bytes);
        if (!_byFront.TryGetValue(front, out var list))
            _byFront[front] = list = [];
        list.Add((name, bytes));
    }

    public IReadOnlySet<string> FindIn(byte[] haystack) => FindIn(haystack.Length, (offset, target) =>
    {
        var part = haystack.AsSpan((int)offset, (int)Math.Min(target.Length, haystack.Length - offset));
        part.CopyTo(target);
        return part.Length;
    });

    public IReadOnlySet<string> FindInFile(string path)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return FindIn(file.Length, (offset, target) => RandomAccess.Read(file.SafeFileHandle, target, offset));
    }

    /// <summary>Every region of a process that it may write to: heaps, stacks, its data.</summary>
    public IReadOnlySet<string> FindInMemory(int process, out long searched)
    {
        searched = 0;
        var found = new HashSet<string>();
        using var memory = File.OpenHandle($"/proc/{process}/mem");
        foreach (var line in File.ReadLines($"/proc/{process}/maps"))
        {
            var parts = line.Split(' ', 3);
            if (!parts[1].StartsWith("rw", StringComparison.Ordinal))
                continue;
            var ends = parts[0].Split('-');
            var (from, to) = (Convert.ToInt64(ends[0], 16), Convert.ToInt64(ends[1], 16));
            searched += to - from;
            found.UnionWith(FindIn(to - from, (offset, target) => ReadMemory(memory, target[..(int)Math.Min(target.Length, to - from - offset)], from + offset)));
        }
        return found;
    }

    private static int ReadMemory(Microsoft.Win32.SafeHandles.SafeFileHandle memory, Span<byte> target, long at)
    {
        try
        {
            return RandomAccess.Read(memory, target, at);
        }
        catch (IOException)
        {
            // Given back to the system since the list was read.
            return 0;
        }
    }

    private delegate int Read(long offset, Span<byte> target);

    private HashSet<string> FindIn(long length, Read read)
    {
        var found = new HashSet<string>();
        var buffer = new byte[Chunk + _longest];
        for (long offset = 0; offset < length; offset += Chunk)
        {
            var got = 0;
            while (offset + got < length && got < buffer.Length && read(offset + got, buffer.AsSpan(got)) is var more and > 0)
                got += more;
            Search(buffer.AsSpan(0, got), found);
        }
        return found;
    }

    private void Search(ReadOnlySpan<byte> bytes, HashSet<string> found)
    {
        for (var i = 0; i <= bytes.Length - Shortest; i++)
        {
            if (!_fronts[MemoryMarshal.Read<ushort>(bytes[i..])] || !_byFront.TryGetValue(MemoryMarshal.Read<uint>(bytes[i..]), out var list))
                continue;
            foreach (var (name, needle) in list)
            {
                if (bytes[i..].StartsWith(needle))
                    found.Add(name);
            }
        }
    }

    private static byte[] InWords(byte[] secret, int size)
    {
        var words = secret.ToArray();
        for (var i = 0; i < words.Length; i += size)
            words.AsSpan(i, size).Reverse();
        return words;
    }
}
