using System.Diagnostics;
using System.Text.Json;

namespace Hub.Phone;

/// <summary>Where a phone keeps its memory. Changes come one at a time, each made of what is stored, and what was changed is stored before anybody sees it.</summary>
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

    /// <summary>
    /// A phone in one JSON file that only its owner may read; written anew and renamed at each change. Several stores may stand on one file, in one program or in two: a file
    /// <c>.lock</c> beside it keeps their changes apart, and none takes back what another has stored.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is there and is not a phone's memory.</exception>
    public static PhoneStore InFile(string path) => new FileStore(path);

    internal void Change(Func<PhoneMemory?, PhoneMemory> change)
    {
        lock (_lock)
        {
            using var held = Hold();
            var next = change(Newest(_memory));
            Write(next);
            _memory = next;
        }
    }

    /// <summary>Keeps other programs from changing what is stored.</summary>
    private protected virtual IDisposable? Hold() => null;

    /// <summary>What is stored now.</summary>
    private protected virtual PhoneMemory? Newest(PhoneMemory? memory) => memory;

    private protected abstract void Write(PhoneMemory memory);

    private sealed class ForgetfulStore(PhoneMemory? memory) : PhoneStore(memory)
    {
        private protected override void Write(PhoneMemory memory)
        {
        }
    }

    private sealed class FileStore(string path) : PhoneStore(Read(path))
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

        private protected override IDisposable Hold()
        {
            var start = Stopwatch.GetTimestamp();
            while (true)
            {
                try
                {
                    // The system lets go of it when the program dies.
                    return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                }
                catch (IOException) when (Stopwatch.GetElapsedTime(start) < Patience)
                {
#pragma warning disable RS0030 // The other program that holds the file tells nobody when it lets go: there is nothing to wait for but the clock.
                    Thread.Sleep(Pause);
#pragma warning restore RS0030
                }
            }
        }

        private protected override PhoneMemory? Newest(PhoneMemory? memory) => Read(path) ?? memory;

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
            // The new name too must be on the disk before anything that was signed leaves the phone.
            using var named = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            named.Flush(flushToDisk: true);
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
