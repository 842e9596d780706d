using System.Security.Cryptography;
using System.Text;

namespace Hub.Silo.Storage.Sealing;

/// <summary>The key that every key at rest is derived from: 32 random bytes in a file of 64 hex digits that only the hub's user can read, never in the database's folder or its backups.</summary>
internal sealed class MasterKey : IDisposable
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 32;

    private readonly byte[] _bytes;

    private MasterKey(byte[] bytes) => _bytes = bytes;

    /// <summary>Makes the file. Never overwrites one: everything sealed under the old key would be lost.</summary>
    /// <exception cref="IOException">There is one already.</exception>
    public static MasterKey Create(string path)
    {
        var bytes = RandomNumberGenerator.GetBytes(Length);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var file = new FileStream(path, OwnerFile.Options(FileMode.CreateNew, FileAccess.Write));
        file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes) + "\n"));
        file.Flush(flushToDisk: true);
        return new MasterKey(bytes);
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is not 64 hex digits, or others than its owner may read it.</exception>
    public static MasterKey Read(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
            throw new InvalidDataException($"The master key file {path} must be readable by its owner only (mode 0600).");
        var text = File.ReadAllText(path).TrimEnd('\n');
        var bytes = new byte[Length];
        if (text.Length != 2 * Length || Convert.FromHexString(text, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
            throw new InvalidDataException($"The master key file {path} is not {2 * Length} hex digits.");
        return new MasterKey(bytes);
    }

    /// <summary>A key for one use (HKDF-SHA-256, RFC 5869). The caller zeroes it.</summary>
    public byte[] Derive(string kind, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, Length, info: Encoding.UTF8.GetBytes($"hub/{kind}/1\0{purpose}"));

    /// <summary>Tells this key from another without telling anything of it: kept in the database, so that a wrong key file is noticed at start.</summary>
    public string Fingerprint()
    {
        var bytes = Derive("fingerprint", "");
        return Convert.ToHexStringLower(bytes.AsSpan(0, 8));
    }

    public override string ToString() => "***";

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
