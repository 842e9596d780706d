using System.Text.Json;

namespace Hub.Phone;

/// <summary>Where a phone keeps its memory. Changes come one at a time, and what was changed is stored before anybody sees it.</summary>
public abstract class PhoneStore
{
    private readonly Lock _lock = new();
    private PhoneMemory? _memory;

    private protected PhoneStore(PhoneMemory? memory) => _memory = memory;

    /// <summary>What is kept; null before enrolment.</summary>
    public PhoneMemory? Memory
    {
        get
        {
            lock (_lock)
                return _memory;
        }
    }

    /// <summary>A phone that forgets with its process: for tests and load.</summary>
    public static PhoneStore InMemory(PhoneMemory? memory = null) => new ForgetfulStore(memory);

    /// <summary>A phone in one JSON file that only its owner may read; written anew and renamed at each change.</summary>
    /// <exception cref="InvalidDataException">The file is there and is not a phone's memory.</exception>
    public static PhoneStore InFile(string path) => new FileStore(path);

    internal void Change(Func<PhoneMemory?, PhoneMemory> change)
    {
        lock (_lock)
        {
            var next = change(_memory);
            Write(next);
            _memory = next;
        }
    }

    private protected abstract void Write(PhoneMemory memory);

    private sealed class ForgetfulStore(PhoneMemory? memory) : PhoneStore(memory)
    {
        private protected override void Write(PhoneMemory memory)
        {
        }
    }

    private sealed class FileStore(string path) : PhoneStore(Read(path))
    {
        private protected override void Write(PhoneMemory memory)
        {
            var next = path + ".next";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(next, options))
            {
                JsonSerializer.Serialize(file, memory);
                file.Flush(flushToDisk: true);
            }
            File.Move(next, path, overwrite: true);
        }

        private static PhoneMemory? Read(string path)
        {
            if (!File.Exists(path))
                return null;
            try
            {
                return JsonSerializer.Deserialize<PhoneMemory>(File.ReadAllBytes(path)) ?? throw new InvalidDataException(path + " is empty.");
            }
            catch (JsonException broken)
            {
                throw new InvalidDataException(path + " is not a phone's memory.", broken);
            }
        }
    }
}
